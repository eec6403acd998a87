/** One table's game: rounds by the clock, one account, one bet a round, and the truth about both. Draws nothing, reads no clock. */
import { BetPanel } from "./bet_panel.ts";
import { type Crowd, crowdOf, crowdShare } from "./crowd.ts";
import { CRASHED_MS, flightMsUntil, multiplierAt, WAITING_MS } from "./flight.ts";
import type { TableLocale } from "./number_text.ts";
import { AviatorStream, type RoundStream } from "./round_stream.ts";
import type { GamePhase, PanelState, TableState } from "./table_state.ts";

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

/** A bet that the table accepted. */
export interface GameBet {
  round: number;
  stakeMinor: number;
  /** the auto cash-out, hundredths; null for none */
  cashOutHundredths: number | null;
  outcome: "open" | "won" | "lost" | "cancelled";
  /** what came back, stake included, minor units */
  payoutMinor: number;
  /** when it was accepted */
  atMs: number;
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

type Ticket = Pick<GameBet, "stakeMinor" | "cashOutHundredths">;

/** A pure function of its options, the times it is told and what is pressed: the same in gives the same out. */
export class Game {
  readonly panel: BetPanel;
  readonly #options: GameOptions;
  readonly #stream: RoundStream;
  #nowMs: number;
  #phase: GamePhase = "waiting";
  #running: Running;
  #balanceMinor: number;
  #open: GameBet | null = null;
  #queued: Ticket | null = null;
  #history: number[] = [];
  readonly #rounds: GameRound[] = [];
  readonly #bets: GameBet[] = [];

  constructor(options: GameOptions) {
    this.#options = options;
    this.#stream = options.stream ?? new AviatorStream({ seed: options.seed, table: options.name });
    this.panel = new BetPanel(options.locale);
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

  /** Presses the big button at the time last advanced to. */
  press(): void {
    this.panel.focusOn(null);
    if (this.#open && this.#phase === "flying") return this.#pay(this.#open, multiplierAt(this.#flightMs()));
    if (this.#open) return this.#cancel(this.#open);
    if (this.#queued) {
      this.#queued = null;
      return;
    }
    const ticket = this.#ticket();
    if (!ticket) return;
    if (this.#phase === "waiting") this.#accept(ticket, this.#nowMs);
    else this.#queued = ticket;
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
      panel: this.#panelState(),
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
    const cashOut = this.#open?.cashOutHundredths;
    // A cash-out on the very crash point still pays.
    if (!this.#open || !cashOut || cashOut > this.#running.multiplier) return;
    if (this.#reached(this.#running.flightAtMs + flightMsUntil(cashOut))) this.#pay(this.#open, cashOut);
  }

  #crash(): true {
    const { number, flightAtMs, crashAtMs, multiplier, crowd } = this.#running;
    if (this.#open) this.#open.outcome = "lost";
    this.#open = null;
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
    const ticket = this.#queued;
    this.#queued = null;
    if (ticket) this.#accept(ticket, atMs);
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

  #ticket(): Ticket | null {
    const stakeMinor = this.panel.value("amount");
    const cashOutHundredths = this.panel.auto ? this.panel.value("autoCashOut") : null;
    const { stakeMinMinor, stakeMaxMinor } = this.#options;
    if (stakeMinor === null || stakeMinor < stakeMinMinor || stakeMinor > stakeMaxMinor) return null;
    if (stakeMinor > this.#balanceMinor) return null;
    if (this.panel.auto && (cashOutHundredths === null || cashOutHundredths < 101)) return null;
    return { stakeMinor, cashOutHundredths };
  }

  #accept(ticket: Ticket, atMs: number): void {
    // A queued bet's stake may have become more than the account holds.
    if (ticket.stakeMinor > this.#balanceMinor) return;
    this.#balanceMinor -= ticket.stakeMinor;
    this.#open = { round: this.#running.number, ...ticket, outcome: "open", payoutMinor: 0, atMs };
    this.#bets.push(this.#open);
    if (this.#bets.length > LOG_ROUNDS_MAX) this.#bets.shift();
  }

  #cancel(bet: GameBet): void {
    this.#settle(bet, { outcome: "cancelled", payoutMinor: bet.stakeMinor });
  }

  #pay(bet: GameBet, hundredths: number): void {
    this.#settle(bet, { outcome: "won", payoutMinor: Math.floor((bet.stakeMinor * hundredths) / 100) });
  }

  #settle(bet: GameBet, result: Pick<GameBet, "outcome" | "payoutMinor">): void {
    Object.assign(bet, result);
    this.#balanceMinor += result.payoutMinor;
    this.#open = null;
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

  #panelState(): PanelState {
    const { panel } = this;
    const flying = this.#open !== null && this.#phase === "flying";
    const stakeMinor = this.#open?.stakeMinor ?? this.#queued?.stakeMinor ?? panel.value("amount") ?? 0;
    return {
      amountText: panel.text("amount"),
      autoCashOutText: panel.text("autoCashOut"),
      auto: panel.auto,
      focus: panel.focus,
      selected: panel.selected,
      button: flying ? "cashOut" : this.#open || this.#queued ? "cancel" : "bet",
      buttonMinor: flying ? Math.floor((stakeMinor * this.#multiplier()) / 100) : stakeMinor,
      queued: this.#queued !== null,
    };
  }
}
