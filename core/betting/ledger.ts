/** Every bet and its state, written before it counts. Decides nothing about placing; never retries a bet, never mends a balance. */
import assert from "node:assert/strict";
import type { Clock } from "../clock.ts";
import { HostError } from "../protocol/errors.ts";
import type { Bet, BetCause, BetRequest, BetState, Refusal } from "../protocol/bet.ts";
import type { ResolvedState } from "../protocol/bet_story.ts";
import type { Round } from "../protocol/round.ts";
import { payoutOf } from "./bet_rules.ts";
import { LedgerSaver, type LedgerSaverOptions, messageOf } from "./ledger_saver.ts";
import { judge, MISSED } from "./settlement.ts";

const NEXT_STATES: Record<BetState, readonly BetState[]> = {
  requested: ["placing", "refused", "failed"],
  placing: ["placed", "failed", "unknown"],
  placed: ["won", "lost", "void", "unknown"],
  unknown: ["won", "lost", "void", "failed"],
  won: [],
  lost: [],
  void: [],
  refused: [],
  failed: [],
};

/** The screen shows another balance than the bets explain. Reported, never mended. */
export interface BalanceMismatch {
  table: string;
  expectedMinor: number;
  actualMinor: number;
  /** bets of that table whose outcome is unknown */
  unknownBets: number;
  atMs: number;
}

export interface LedgerOptions extends LedgerSaverOptions {
  clock: Clock;
  onMismatch: (mismatch: BalanceMismatch) => void;
}

/** What became of a bet that was tried. */
export interface Outcome {
  state: BetState;
  reason: string;
  cause?: BetCause;
  placedAtMs?: number;
}

interface Balance {
  knownMinor: number;
  /** payouts less stakes since it was read */
  changeMinor: number;
}

export class Ledger {
  readonly #options: LedgerOptions;
  readonly #open = new Map<number, Bet>();
  readonly #saver: LedgerSaver;
  readonly #balances = new Map<string, Balance>();
  /** whose outcome is unknown */
  readonly #doubtful = new Map<number, Bet>();
  readonly #listeners = new Set<(bet: Bet) => void>();
  #lastId = 0;

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#saver = new LedgerSaver(options);
  }

  /** Tells of every state of every bet; returns a function that ends it. */
  onBet(listener: (bet: Bet) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Bets that are requested, being placed, or placed and not settled; copies. */
  openBets(table?: string): Bet[] {
    return [...this.#open.values()].filter((bet) => table === undefined || bet.table === table).map(copy);
  }

  /** Bets whose outcome is unknown; copies. */
  doubtfulBets(table?: string): Bet[] {
    return [...this.#doubtful.values()].filter((bet) => table === undefined || bet.table === table).map(copy);
  }

  /**
   * Takes over what an earlier run left: today's bets and all open ones, oldest first. None is ever tried again: one that
   * was only requested has failed, one that was being placed or waited for its round is unknown.
   */
  recover(bets: readonly Bet[]): Promise<void> {
    return this.#options.clock.work(async () => {
      for (const old of bets) {
        this.#lastId = Math.max(this.#lastId, old.id);
        const bet = { ...old, ...leftBehind(old) };
        if (bet.state === "unknown") this.#doubtful.set(bet.id, bet);
        if (bet.state !== old.state) await this.#saver.saveLater(bet);
        this.#tell(bet);
      }
    });
  }

  /** Opens a bet in state `requested`; `refused` when it, or an earlier bet's outcome, cannot be saved: then nothing may be clicked. */
  request(request: BetRequest, roundId: number | null): Promise<Bet> {
    return this.#options.clock.work(async () => {
      const bet = this.#create(request, roundId);
      try {
        await this.#saver.flush();
        await this.#saver.save(bet);
      } catch (cause) {
        // The same bet: what came too late to be believed may still be written.
        return await this.#keepRefusal(bet, { cause: "other", reason: messageOf(cause) });
      }
      this.#open.set(bet.id, bet);
      this.#tell(bet);
      return copy(bet);
    });
  }

  /** Keeps a refusal of something that never became a bet. Numbers that are none are kept as 0, and named in the reason. */
  refuse(request: BetRequest, refusal: Refusal): Promise<Bet> {
    return this.#options.clock.work(async () => {
      const whole = (value: number) => Number.isSafeInteger(value) && value > 0 ? value : 0;
      const bet = this.#create({
        ...request,
        stakeMinor: whole(request.stakeMinor),
        cashOutHundredths: whole(request.cashOutHundredths),
      }, null);
      return await this.#keepRefusal(bet, refusal);
    });
  }

  /**
   * Commits the intent, with the table's balance as it is now where that was readable. Must resolve before the first click.
   *
   * @throws {HostError} `storage` when it cannot be saved; the bet has failed then
   */
  intend(id: number, balanceMinor: number | null = null): Promise<Bet> {
    return this.#options.clock.work(async () => {
      const bet = this.#at(id);
      if (balanceMinor !== null) bet.balanceMinor = balanceMinor;
      try {
        await this.#saver.flush();
        await this.#saver.save({ ...bet, state: "placing" });
      } catch (cause) {
        await this.#move(bet, "failed", { reason: messageOf(cause), cause: "other" });
        throw cause;
      }
      this.#check(bet, "placing");
      bet.state = "placing";
      this.#tell(bet);
      return copy(bet);
    });
  }

  /** Takes the outcome of placing, of a check before it, or of a later look. A failed save is reported and tried again. */
  finish(id: number, outcome: Outcome): Promise<Bet> {
    return this.#options.clock.work(async () => {
      const bet = this.#at(id);
      const { state, reason, cause, placedAtMs = null } = outcome;
      await this.#move(bet, state, { reason, ...(cause && { cause }), placedAtMs });
      return copy(bet);
    });
  }

  /** Settles the placed bets of a finished round, and gives up those whose round was missed. */
  settle(round: Round): Promise<Bet[]> {
    return this.#options.clock.work(async () => {
      const settled: Bet[] = [];
      for (const bet of [...this.#open.values()]) {
        if (bet.table !== round.table || bet.state !== "placed") continue;
        const verdict = judge(bet, round);
        if (verdict === null) continue;
        const { state, ...changes } = verdict;
        await this.#move(bet, state, { ...changes, settledAtMs: state === "unknown" ? null : round.endedAtMs });
        settled.push(copy(bet));
      }
      return settled;
    });
  }

  /** Gives up the placed bets of a table whose round has passed unseen, as another one is about to start. */
  giveUp(table: string, nextRoundId: number): Promise<void> {
    return this.#options.clock.work(async () => {
      for (const bet of [...this.#open.values()]) {
        if (bet.table !== table || bet.state !== "placed") continue;
        if (bet.roundId === null || bet.roundId === nextRoundId) continue;
        await this.#move(bet, "unknown", MISSED);
      }
    });
  }

  /**
   * Settles a doubtful bet, by proof or by the user's word.
   *
   * @param outcome `balanceMinor`: the balance that proves it, from which the next comparison starts
   * @throws {HostError} `refused` when there is no such doubtful bet
   */
  resolve(
    id: number,
    { state, reason, balanceMinor, atMs }: {
      state: ResolvedState;
      reason: string;
      balanceMinor: number | null;
      atMs: number;
    },
  ): Promise<Bet> {
    return this.#options.clock.work(async () => {
      const bet = this.#doubtful.get(id);
      if (!bet) throw new HostError("refused", `Cannot resolve bet ${id}: it is not one whose outcome is unknown`);
      this.#check(bet, state);
      this.#doubtful.delete(id);
      const payoutMinor = state === "failed" ? null : outcomeOf(bet, state);
      Object.assign(bet, { state, reason, payoutMinor, settledAtMs: state === "failed" ? null : atMs });
      // What the screen shows since the doubt holds it already.
      this.#balances.delete(bet.table);
      if (balanceMinor !== null) this.#balances.set(bet.table, { knownMinor: balanceMinor, changeMinor: 0 });
      await this.#saver.saveLater(bet);
      this.#tell(bet);
      return copy(bet);
    });
  }

  /** Compares a balance read while no bet of that table is open with what the bets since the last one explain. */
  reconcile(table: string, actualMinor: number): void {
    if ([...this.#open.values()].some((bet) => bet.table === table && bet.mode !== "paper")) return;
    const balance = this.#balances.get(table);
    this.#balances.set(table, { knownMinor: actualMinor, changeMinor: 0 });
    if (!balance || balance.knownMinor + balance.changeMinor === actualMinor) return;
    this.#options.onMismatch({
      table,
      expectedMinor: balance.knownMinor + balance.changeMinor,
      actualMinor,
      unknownBets: this.doubtfulBets(table).length,
      atMs: this.#options.clock.nowMs(),
    });
  }

  #create(request: BetRequest, roundId: number | null): Bet {
    // Epoch milliseconds times 1,000 keeps ids apart over restarts and stays below 2^53 until the year 2255.
    this.#lastId = Math.max(this.#lastId + 1, this.#options.clock.nowMs() * 1000);
    const { table, strategy, mode, stakeMinor, cashOutHundredths, requestedAtMs, panel } = request;
    return {
      ...(panel === 2 ? { panel } : {}),
      ...{ id: this.#lastId, table, strategy, mode, stakeMinor, cashOutHundredths, requestedAtMs, roundId },
      ...{ state: "requested", reason: "", placedAtMs: null, settledAtMs: null, payoutMinor: null },
    };
  }

  async #keepRefusal(bet: Bet, refusal: Refusal): Promise<Bet> {
    Object.assign(bet, { state: "refused", ...refusal });
    // No money hangs on a refusal: when storage is gone for long, it is only told.
    if (!this.#saver.full) await this.#saver.saveLater(bet);
    this.#tell(bet);
    return copy(bet);
  }

  #at(id: number): Bet {
    const bet = this.#open.get(id);
    assert(bet, `bet ${id} is not open`);
    return bet;
  }

  #check(bet: Bet, to: BetState): void {
    assert(NEXT_STATES[bet.state].includes(to), `bet ${bet.id} cannot go from ${bet.state} to ${to}`);
  }

  async #move(bet: Bet, to: BetState, changes: Partial<Bet>): Promise<void> {
    this.#check(bet, to);
    Object.assign(bet, changes, { state: to });
    if (to !== "placed") this.#open.delete(bet.id);
    if (to === "unknown") this.#doubtful.set(bet.id, bet);
    const balance = this.#balances.get(bet.table);
    if (balance && bet.mode !== "paper" && bet.payoutMinor !== null) {
      balance.changeMinor += bet.payoutMinor - bet.stakeMinor;
    }
    await this.#saver.saveLater(bet);
    this.#tell(bet);
  }

  #tell(bet: Bet): void {
    for (const listener of this.#listeners) listener(copy(bet));
  }
}

/** What becomes of a bet that an earlier run left; nothing where it was over. */
function leftBehind({ state }: Bet): Partial<Bet> {
  const cause = "restart";
  if (state === "requested") return { state: "failed", cause, reason: "never placed: the host stopped" };
  if (state === "placing") return { state: "unknown", cause, reason: "the host stopped while it was being placed" };
  if (state === "placed") return { state: "unknown", cause, reason: "the host stopped before its round ended" };
  return {};
}

/** What a settled bet gave back, minor units. */
function outcomeOf(bet: Bet, state: ResolvedState): number {
  return state === "won" ? payoutOf(bet) : state === "lost" ? 0 : bet.stakeMinor;
}

const copy = (bet: Bet): Bet => ({ ...bet });
