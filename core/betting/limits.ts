/** How much may be staked: leases, the user's global limits, and the one state with its one reason. Clicks nothing, stores nothing; only the arbiter asks it. */
import type { Clock } from "../clock.ts";
import { type Bet, BET_MODES, type BetMode, type BetRequest } from "../protocol/bet.ts";
import type { Lease, LeaseView } from "../protocol/lease.ts";
import type { BettingView } from "../protocol/page.ts";
import { Account, type GlobalLimits } from "./account.ts";
import { outsideTable, shown, type StakeRange, wrongNumbers } from "./bet_rules.ts";
import { type LeasedRequest, Leases, type WorkerOf } from "./leases.ts";
import { SteadyTime } from "./steady_time.ts";
import type { Tally } from "./tally.ts";

export type BettingState = Pick<BettingView, "state" | "reason">;

/**
 * Leases and global limits. Each mode has an account of its own, so that won play money never buys a real stake; a limit
 * reached in any of them halts all betting, because there is one state and it must be true.
 */
export class Limits {
  readonly #time: SteadyTime;
  readonly #accounts: Record<BetMode, Account>;
  readonly #leases: Leases;
  /** ids of bets that count as open, with the time of their opening */
  readonly #open = new Map<number, number>();
  readonly #doubtful = new Set<number>();
  #haltReason = "";

  /** @param options `workerOf`: the cell that a strategy's leases belong to; none: leases belong to no cell */
  constructor({ clock, limits, workerOf }: { clock: Clock; limits: GlobalLimits; workerOf?: WorkerOf }) {
    this.#time = new SteadyTime(clock);
    this.#leases = new Leases(workerOf ?? null);
    this.#accounts = {
      paper: new Account(limits),
      virtual: new Account(limits),
      live: new Account(limits),
    };
  }

  /** Has other global limits hold from now on. A halt stays until somebody resumes. */
  setGlobal(limits: GlobalLimits): void {
    for (const account of Object.values(this.#accounts)) account.setLimits(limits);
  }

  /** What a mode won or lost before the bets that will be told, minor units: the bankroll counts from the first bet known. */
  open(mode: BetMode, profitMinor: number): void {
    this.#accounts[mode].open(profitMinor);
  }

  /** @throws {RangeError} when a number of the lease is not a whole one from 0 up */
  grant(lease: Lease): void {
    this.#leases.grant(lease);
  }

  /** Ends the leases of a strategy, at one table or at all. What they have used is remembered. */
  revoke(strategy: string, table?: string): void {
    this.#leases.revoke(strategy, table);
  }

  /** Forgets a lease whose strategy plays there no more. */
  drop(lease: Pick<Lease, "strategy" | "table" | "mode">): void {
    this.#leases.drop(lease);
  }

  leases(): LeaseView[] {
    return this.#leases.views(this.#time.nowMs());
  }

  /** Stops all betting until `resume()`. The first reason stays. */
  halt(reason: string): void {
    this.#haltReason ||= reason;
  }

  /** Lifts what a hand or a drawdown halted; a day's limit and a cool-off stay. */
  resume(): void {
    this.#haltReason = "";
    for (const account of Object.values(this.#accounts)) account.forgive();
  }

  state(): BettingState {
    if (this.#haltReason) return { state: "halted", reason: this.#haltReason };
    const nowMs = this.#time.nowMs();
    const states = BET_MODES.toReversed().map((mode) => {
      const { state, reason } = this.#accounts[mode].state(nowMs);
      return { state, reason: reason && `${mode}: ${reason}` };
    });
    return states.find(({ state }) => state === "halted") ?? states.find(({ state }) => state === "reducing") ??
      { state: "active", reason: "" };
  }

  /** Minor units; the named mode's settled bets of today. */
  profitTodayMinor(mode: BetMode): number {
    return this.#accounts[mode].tally.todayMinor(this.#time.nowMs());
  }

  /** Why a bet may not be placed now; null when it may. */
  refusal(request: LeasedRequest, range: StakeRange): string | null {
    const state = this.state();
    if (state.state === "halted") return `betting is halted: ${state.reason}`;
    return forgery(request) ?? outsideTable(request, range) ??
      this.#leases.refusal(request, this.#time.nowMs()) ??
      this.#accounts[request.mode].refusal(request.stakeMinor, this.#time.nowMs()) ??
      reduced(request, { state, range });
  }

  /** Why a bet that was allowed, and is being placed, may not be pressed any more; null when it may. */
  withdrawn(request: LeasedRequest): string | null {
    const { state, reason } = this.state();
    if (state === "halted") return `betting is halted: ${reason}`;
    return this.#leases.withdrawn(request, this.#time.nowMs());
  }

  /** Follows a bet through its states; to be told of every one of them, once. */
  observe(bet: Bet): void {
    const toldMs = bet.settledAtMs ?? bet.placedAtMs ?? bet.requestedAtMs;
    // What happens while the clock is set back happens on the day that was reached.
    const atMs = this.#time.wasSetBack ? Math.max(toldMs, this.#time.nowMs()) : toldMs;
    const both = [this.#leases.tally(bet), this.#accounts[bet.mode].tally];
    if (bet.state === "placing" || (bet.state === "placed" && !this.#open.has(bet.id))) {
      const openedAtMs = bet.state === "placing" ? this.#time.nowMs() : atMs;
      this.#open.set(bet.id, openedAtMs);
      for (const tally of both) tally.open(bet.stakeMinor, openedAtMs);
      return;
    }
    if (bet.state === "requested" || bet.state === "placed") return;
    const openedAtMs = this.#open.get(bet.id);
    if (this.#open.delete(bet.id)) { for (const tally of both) tally.close(bet.stakeMinor); }
    const doubted = this.#doubtful.has(bet.id);
    if ((bet.state === "failed" || bet.state === "refused") && !doubted) {
      if (openedAtMs !== undefined) { for (const tally of both) tally.forget(openedAtMs); }
      return;
    }
    if (openedAtMs === undefined && !doubted) {
      // Pressed by a run before this one: a restart must not give its hour anew.
      for (const tally of both) tally.remember(bet.placedAtMs ?? bet.requestedAtMs);
    }
    this.#count(bet, { both, atMs });
  }

  /** A bet in doubt counts as lost until it is known better. */
  #count(bet: Bet, { both, atMs }: { both: Tally[]; atMs: number }): void {
    const back = this.#doubtful.delete(bet.id) ? bet.stakeMinor : 0;
    if (bet.state === "unknown") this.#doubtful.add(bet.id);
    const payoutMinor = bet.state === "void" || bet.state === "failed" ? bet.stakeMinor : bet.payoutMinor ?? 0;
    const profitMinor = payoutMinor - bet.stakeMinor + back;
    for (const tally of both) tally.add(profitMinor, atMs);
    this.#accounts[bet.mode].settle(profitMinor, { state: bet.state, atMs });
  }
}

/** Why numbers that came from a plugin are none; null when they are. */
export function forgery(request: BetRequest): string | null {
  const wrong = wrongNumbers(request);
  if (wrong !== null || BET_MODES.includes(request.mode)) return wrong;
  return `mode ${shown(request.mode)} is none of ${BET_MODES.join(", ")}`;
}

function reduced(
  { stakeMinor }: BetRequest,
  { state, range }: { state: BettingState; range: StakeRange },
): string | null {
  if (state.state !== "reducing" || stakeMinor <= range.stakeMinMinor) return null;
  return `only the smallest stake of ${range.stakeMinMinor} is allowed: ${state.reason}`;
}
