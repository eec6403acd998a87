/** One table's game: rounds by the clock, one account, a bet a round and panel, and the truth about both. Draws nothing, reads no clock. */
import type { BetPanelNumber } from "../protocol/bet.ts";
import type { BetPanel } from "./bet_panel.ts";
import { BetSlot, type GameBet, type Ticket } from "./bet_slot.ts";
import { type Crowd, crowdOf, crowdShare } from "./crowd.ts";
import { CRASHED_MS, flightMsUntil, multiplierAt, WAITING_MS } from "./flight.ts";
import type { TableLocale } from "./number_text.ts";
import { AviatorStream, type RoundStream } from "./round_stream.ts";
import type { GamePhase, TableState } from "./table_state.ts";

export type { GameBet } from "./bet_slot.ts";

export const HISTORY_SHOWN = 12;
/** Rounds and bets that the log keeps; the oldest go first. */
const LOG_ROUNDS_MAX = 100_000;

/** A finished round: `startedAtMs` and `endedAtMs` are its flight's. */
export interface GameRound {
  number: number;
  startedAtMs: number;
  endedAtMs: number;
  /** crash point, hundredths */
  multiplier: number;
  players: number;
  playersMoneyMinor: number;
}

export interface GameOptions {
  name: string;
  seed: number;
  /** when the first waiting phase begins */
  startMs: number;
  locale: TableLocale;
  stakeMinMinor: number;
  stakeMaxMinor: number;
  balanceMinor?: number;
  /** how many bet panels it has; default 1 */
  panels?: BetPanelNumber;
  /** default: the Aviator law, seeded by `seed` and `name` */
  stream?: RoundStream;
}

interface Running {
  number: number;
  waitingAtMs: number;
  flightAtMs: number;
  crashAtMs: number;
  multiplier: number;
  crowd: Crowd;
}

/** A pure function of its options, the times it is told and what is pressed: the same in gives the same out. */
export class Game {
  readonly #slots: readonly BetSlot[];
  readonly #options: GameOptions;
  readonly #stream: RoundStream;
  #nowMs: number;
  #phase: GamePhase = "waiting";
  #running: Running;
  #balanceMinor: number;
  #history: number[] = [];
  readonly #rounds: GameRound[] = [];
  readonly #bets: GameBet[] = [];

  constructor(options: GameOptions) {
    this.#options = options;
    this.#stream = options.stream ?? new AviatorStream({ seed: options.seed, table: options.name });
    this.#slots = ([1, 2] as const).slice(0, options.panels ?? 1).map((number) => new BetSlot(number, options));
    this.#balanceMinor = options.balanceMinor ?? 100_000_00;
    this.#nowMs = options.startMs;
    this.#running = this.#nextRound(1, options.startMs);
    this.#history = this.#earlierRounds();
  }

  /** Plays every round up to `nowMs`, however many; a time before the last one changes nothing. */
  advance(nowMs: number): void {
    this.#nowMs = Math.max(this.#nowMs, nowMs);
    while (this.#step());
  }

  /** The first panel's fields. */
  get panel(): BetPanel {
    return this.#slots[0].panel;
  }

  /** @throws {RangeError} when the table has no such panel */
  panelOf(number: BetPanelNumber): BetPanel {
    return this.#slot(number).panel;
  }

  /** The panel whose field has the keyboard; the first where none has. */
  get typedInto(): BetPanel {
    return (this.#slots.find(({ panel }) => panel.focus !== null) ?? this.#slots[0]).panel;
  }

  /** Takes the keyboard from every field but one panel's. */
  blur(except?: BetPanelNumber): void {
    for (const { number, panel } of this.#slots) if (number !== except) panel.focusOn(null);
  }

  /** Presses a panel's big button at the time last advanced to. */
  press(number: BetPanelNumber = 1): void {
    const slot = this.#slot(number);
    slot.panel.focusOn(null);
    if (slot.open && this.#phase === "flying") return this.#pay(slot, multiplierAt(this.#flightMs()));
    if (slot.open) return this.#settle(slot, { outcome: "cancelled", payoutMinor: slot.open.stakeMinor });
    if (slot.queued) {
      slot.queued = null;
      return;
    }
    const ticket = slot.ticket(this.#balanceMinor);
    if (!ticket) return;
    if (this.#phase === "waiting") this.#accept(slot, { ticket, atMs: this.#nowMs });
    else slot.queued = ticket;
  }

  /** Everything that the table shows at the time last advanced to. */
  state(): TableState {
    const { number, crowd } = this.#running;
    const phaseMs = this.#nowMs - this.#phaseStartMs();
    const progress = this.#phase === "waiting" ? phaseMs / WAITING_MS : null;
    const share = progress === null ? 1 : crowdShare(progress);
    return {
      nowMs: this.#nowMs,
      round: number,
      phase: this.#phase,
      phaseMs,
      progress,
      multiplier: this.#multiplier(),
      players: Math.floor(crowd.players * share),
      playersMoneyMinor: share === 1 ? crowd.moneyMinor : Math.floor(crowd.moneyMinor * share),
      bettors: crowd.bettors,
      history: this.#history,
      balanceMinor: this.#balanceMinor,
      panel: this.#panelState(this.#slots[0]),
      second: this.#slots.length > 1 ? this.#panelState(this.#slots[1]) : null,
    };
  }

  /** Every finished round since the start, oldest first. */
  rounds(): readonly GameRound[] {
    return this.#rounds;
  }

  /** Every accepted bet since the start, oldest first. */
  bets(): readonly Readonly<GameBet>[] {
    return this.#bets;
  }

  get balanceMinor(): number {
    return this.#balanceMinor;
  }

  #step(): boolean {
    const { flightAtMs, crashAtMs } = this.#running;
    if (this.#phase === "waiting") return this.#reached(flightAtMs) && this.#takeOff();
    if (this.#phase === "flying") {
      this.#cashOutIfReached();
      return this.#reached(crashAtMs) && this.#crash();
    }
    return this.#reached(crashAtMs + CRASHED_MS) && this.#wait();
  }

  #reached(atMs: number): boolean {
    return this.#nowMs >= atMs;
  }

  #takeOff(): true {
    this.#phase = "flying";
    return true;
  }

  #cashOutIfReached(): void {
    for (const slot of this.#slots) {
      const cashOut = slot.open?.cashOutHundredths;
      // A cash-out on the very crash point still pays.
      if (!cashOut || cashOut > this.#running.multiplier) continue;
      if (this.#reached(this.#running.flightAtMs + flightMsUntil(cashOut))) this.#pay(slot, cashOut);
    }
  }

  #crash(): true {
    const { number, flightAtMs, crashAtMs, multiplier, crowd } = this.#running;
    for (const slot of this.#slots) {
      if (slot.open) slot.open.outcome = "lost";
      slot.open = null;
    }
    this.#rounds.push({
      number,
      startedAtMs: flightAtMs,
      endedAtMs: crashAtMs,
      multiplier,
      players: crowd.players,
      playersMoneyMinor: crowd.moneyMinor,
    });
    if (this.#rounds.length > LOG_ROUNDS_MAX) this.#rounds.shift();
    this.#history = [multiplier, ...this.#history].slice(0, HISTORY_SHOWN);
    this.#phase = "crashed";
    return true;
  }

  #wait(): true {
    const atMs = this.#running.crashAtMs + CRASHED_MS;
    this.#running = this.#nextRound(this.#running.number + 1, atMs);
    this.#phase = "waiting";
    for (const slot of this.#slots) {
      const ticket = slot.queued;
      slot.queued = null;
      if (ticket) this.#accept(slot, { ticket, atMs });
    }
    return true;
  }

  #nextRound(number: number, waitingAtMs: number): Running {
    const multiplier = this.#stream.next();
    const flightAtMs = waitingAtMs + WAITING_MS;
    return {
      number,
      waitingAtMs,
      flightAtMs,
      crashAtMs: flightAtMs + flightMsUntil(multiplier),
      multiplier,
      crowd: crowdOf(number, { seed: this.#options.seed, table: this.#options.name }),
    };
  }

  /** Rounds from before the start, so that the history strip is full: they are in no log. */
  #earlierRounds(): number[] {
    const stream = new AviatorStream({ seed: this.#options.seed, table: `${this.#options.name}/earlier` });
    return Array.from({ length: HISTORY_SHOWN }, () => stream.next());
  }

  #slot(number: BetPanelNumber): BetSlot {
    const slot = this.#slots[number - 1];
    if (!slot) {
      throw new RangeError(`Cannot use panel ${number} of ${this.#options.name}: it has ${this.#slots.length}`);
    }
    return slot;
  }

  #accept(slot: BetSlot, { ticket, atMs }: { ticket: Ticket; atMs: number }): void {
    // A queued bet's stake may have become more than the account holds.
    if (ticket.stakeMinor > this.#balanceMinor) return;
    this.#balanceMinor -= ticket.stakeMinor;
    slot.open = {
      ...{ round: this.#running.number, ...ticket, outcome: "open", payoutMinor: 0, atMs },
      ...(slot.number === 2 ? { panel: 2 as const } : {}),
    };
    this.#bets.push(slot.open);
    if (this.#bets.length > LOG_ROUNDS_MAX) this.#bets.shift();
  }

  #pay(slot: BetSlot, hundredths: number): void {
    this.#settle(slot, { outcome: "won", payoutMinor: Math.floor((slot.open!.stakeMinor * hundredths) / 100) });
  }

  #settle(slot: BetSlot, result: Pick<GameBet, "outcome" | "payoutMinor">): void {
    Object.assign(slot.open!, result);
    this.#balanceMinor += result.payoutMinor;
    slot.open = null;
  }

  #flightMs(): number {
    return this.#nowMs - this.#running.flightAtMs;
  }

  #phaseStartMs(): number {
    const { waitingAtMs, flightAtMs, crashAtMs } = this.#running;
    return { waiting: waitingAtMs, flying: flightAtMs, crashed: crashAtMs }[this.#phase];
  }

  #multiplier(): number {
    if (this.#phase === "waiting") return 100;
    return this.#phase === "flying" ? multiplierAt(this.#flightMs()) : this.#running.multiplier;
  }

  #panelState(slot: BetSlot) {
    return slot.state({ flying: this.#phase === "flying", multiplier: this.#multiplier() });
  }
}
