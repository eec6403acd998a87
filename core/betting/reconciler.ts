/**
 * Finds out how doubtful bets turned out: waits until their flight is over and no bet is open at the table, reads the
 * balance twice, and settles what that proves. Presses nothing and tries nothing again; what stays without proof stays unknown.
 */
import type { Clock } from "../clock.ts";
import type { Bet, BetEvent } from "../protocol/bet.ts";
import type { Resolution, ResolvedState } from "../protocol/bet_story.ts";
import { HostError } from "../protocol/errors.ts";
import type { Round } from "../protocol/round.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import { readPlayButton } from "../vision/control_reader.ts";
import { readPhase } from "../vision/phase_reader.ts";
import { wins } from "./bet_rules.ts";
import { readBalance } from "./first_look.ts";
import type { Ledger } from "./ledger.ts";
import { reasonOf } from "./placer.ts";
import { type Evidence, prove } from "./proof.ts";
import type { PlacedTable } from "./table_controls.ts";

/** Time between two looks at a table. */
export const LOOK_EVERY_MS = 300;
/** A balance counts once it has been the same for so long. */
const STEADY_MS = 600;
/** A table without proof for so long is given up; bets go on there. */
export const GIVE_UP_MS = 240_000;
/** By hand, a bet is looked into without waiting for a flight once it is so old. */
const SURELY_OVER_MS = 120_000;

export interface ReconcilerOptions {
  clock: Clock;
  source: ScreenSource;
  ledger: Ledger;
  tableOf: (name: string) => PlacedTable | undefined;
  /** bets by clicks of a table, from shortly before that one on, oldest first */
  betsAround: (bet: Bet) => Promise<Bet[]>;
  eventsOf: (betId: number) => Promise<BetEvent[]>;
  roundsSince: (bet: Bet) => Promise<Round[]>;
  /** keeps bets off a table while one there is doubtful; null: no more */
  pause: (table: string, reason: string | null) => void;
  /** what was found out, or why nothing could be */
  onResolution: (resolution: Resolution) => void;
}

/** To be made before `ledger.recover()`, so that it hears of what an earlier run left. */
export class Reconciler implements AsyncDisposable {
  readonly #options: ReconcilerOptions;
  readonly #ending = new AbortController();
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    options.ledger.onBet((bet) => {
      if (bet.state !== "unknown" || this.#ending.signal.aborted) return;
      if (bet.mode === "paper") this.#running.set(`paper ${bet.id}`, this.#settlePaper(bet));
      else this.#watch(bet.table);
    });
  }

  /** Looks into every doubtful bet once, now. */
  async now(): Promise<Resolution[]> {
    const { ledger, clock } = this.#options;
    const found: Resolution[] = [];
    for (const [table, bets] of Map.groupBy(ledger.doubtfulBets(), (bet) => bet.table)) {
      const clicked = bets.filter(({ mode }) => mode !== "paper");
      const old = clicked.every(({ requestedAtMs }) => clock.nowMs() - requestedAtMs >= SURELY_OVER_MS);
      if (clicked.length === 0) continue;
      found.push(...await clock.work(() => this.#attempt(table, { flightSeen: old })));
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#running.values());
  }

  #watch(table: string): void {
    if (this.#running.has(table)) return;
    const { clock, pause } = this.#options;
    const watching = clock.work(() => this.#follow(table)).finally(() => {
      this.#running.delete(table);
      pause(table, null);
    });
    this.#running.set(table, watching);
    pause(table, "a bet there is doubtful and is being looked into");
  }

  async #follow(table: string): Promise<void> {
    const { clock, ledger, onResolution } = this.#options, { signal } = this.#ending;
    const endMs = clock.nowMs() + GIVE_UP_MS;
    let flightSeen = false, last: Resolution[] = [];
    while (clock.nowMs() < endMs && ledger.doubtfulBets(table).some(({ mode }) => mode !== "paper")) {
      await clock.sleep(LOOK_EVERY_MS, signal);
      if (signal.aborted) return;
      flightSeen ||= await this.#isFlying(table);
      last = await this.#attempt(table, { flightSeen });
      if (last.some(({ reason }) => reason.startsWith(FINAL))) break;
    }
    for (const resolution of last) if (resolution.state === null) onResolution(resolution);
  }

  async #attempt(table: string, { flightSeen }: { flightSeen: boolean }): Promise<Resolution[]> {
    const { ledger, clock, onResolution } = this.#options;
    const doubtful = ledger.doubtfulBets(table).filter(({ mode }) => mode !== "paper");
    const missing = (reason: string) => doubtful.map(({ id }) => ({ betId: id, table, state: null, reason }));
    if (doubtful.length === 0) return [];
    if (!flightSeen) return missing("its flight is not over yet");
    try {
      const balanceMinor = await this.#steadyBalance(table);
      const proof = prove(await this.#evidence(doubtful[0], balanceMinor));
      if ("missing" in proof) return missing(`${proof.final ? FINAL : OPEN}: ${proof.missing}`);
      const found: Resolution[] = [];
      for (const [betId, state] of proof.outcomes) {
        const reason = `proved by the balance of ${balanceMinor}`;
        await ledger.resolve(betId, { state, reason, balanceMinor, atMs: clock.nowMs() });
        found.push({ betId, table, state, reason });
      }
      found.forEach(onResolution);
      return found;
    } catch (error) {
      if (error instanceof HostError) return missing(reasonOf(error));
      throw error;
    }
  }

  async #evidence(first: Bet, balanceMinor: number): Promise<Evidence> {
    const { betsAround, eventsOf, roundsSince } = this.#options;
    const bets = await betsAround(first), taken = new Set<number>();
    for (const { id, state } of bets) {
      if (state === "unknown" && (await eventsOf(id)).some((event) => event.state === "placed")) taken.add(id);
    }
    return { bets, taken, rounds: await roundsSince(first), balanceMinor };
  }

  /** @throws {HostError} `screen` when a bet is open there, or no balance can be made out */
  async #steadyBalance(table: string): Promise<number> {
    const first = await this.#balance(table);
    await this.#options.clock.sleep(STEADY_MS, this.#ending.signal);
    const second = await this.#balance(table);
    if (first !== second) throw new HostError("screen", `Cannot settle: the balance went from ${first} to ${second}`);
    return second;
  }

  async #balance(name: string): Promise<number> {
    const table = this.#options.tableOf(name), panels = [table?.controls, table?.second].filter((one) => !!one);
    if (!table?.balance || panels.length === 0) {
      throw new HostError("screen", "Cannot settle: the table's manifest names no balance or no controls");
    }
    const [money, ...buttons] = await this.#options.source.grab([table.balance, ...panels.map(({ play }) => play)]);
    const open = buttons.findIndex((picture, index) => readPlayButton(picture, panels[index].playColors) !== "bet");
    if (open >= 0) throw new HostError("screen", "Cannot settle: the button does not say that no bet is open");
    const balanceMinor = readBalance(money, table.description);
    if (balanceMinor === null) throw new HostError("screen", "Cannot settle: the balance is not readable");
    return balanceMinor;
  }

  async #isFlying(name: string): Promise<boolean> {
    const table = this.#options.tableOf(name);
    if (!table) return false;
    try {
      const [picture] = await this.#options.source.grab([table.phase]);
      return readPhase(picture, { table: table.description }).phase === "flying";
    } catch (error) {
      if (error instanceof HostError) return false;
      throw error;
    }
  }

  /** Paper has no balance: a round that was seen settles it, one that nobody saw makes it void. */
  async #settlePaper(bet: Bet): Promise<void> {
    const { ledger, roundsSince, onResolution, clock } = this.#options;
    try {
      const round = (await roundsSince(bet)).find(({ id }) => id === bet.roundId);
      const won = round && wins(round.multiplier, bet);
      const state: ResolvedState = !round ? "void" : won ? "won" : "lost";
      const reason = round ? "its round was seen all the same" : "nobody saw its round, and no money was in it";
      await ledger.resolve(bet.id, { state, reason, balanceMinor: null, atMs: clock.nowMs() });
    } catch (error) {
      onResolution({ betId: bet.id, table: bet.table, state: null, reason: reasonOf(error) });
    } finally {
      this.#running.delete(`paper ${bet.id}`);
    }
  }
}

/** Start a reason that looking again does not change, and one that it may. */
const FINAL = "cannot be proved", OPEN = "not proved";
