/** Small builders for betting's tests: bets, rounds, leases, a store that keeps every saved state. */
import type { Bet, BetRequest } from "../../../core/protocol/bet.ts";
import type { Round } from "../../../core/protocol/round.ts";
import type { GlobalLimits } from "../../../core/betting/account.ts";
import type { Lease } from "../../../core/protocol/lease.ts";
import { Ledger, type LedgerOptions } from "../../../core/betting/ledger.ts";
import { type Clock, VirtualClock } from "../../../core/clock.ts";

export const START_MS = Date.parse("2026-03-02T12:00:00Z");

export function fastClock(): VirtualClock {
  return new VirtualClock({ startMs: START_MS, speed: Infinity });
}

/** Time for code that only asks for it: a sleep is over at once. */
export class SteppedClock implements Clock {
  #nowMs = START_MS;
  nowMs = () => this.#nowMs;
  sleep = (ms: number) => Promise.resolve(void (this.#nowMs += ms));
  work = <T>(task: () => Promise<T>) => task();
}

/** Lets virtual time pass. */
export function pass(clock: VirtualClock, ms: number): Promise<void> {
  return clock.work(() => clock.sleep(ms));
}

export const NO_LIMITS: GlobalLimits = {
  bankrollMinor: null,
  dailyLossMinor: null,
  dailyProfitMinor: null,
  maxDrawdownMinor: null,
  losingStreak: null,
  coolOffMs: 0,
};

export const RANGE = { stakeMinMinor: 1_000, stakeMaxMinor: 1_000_000 };

export function leaseOf(changes: Partial<Lease> = {}): Lease {
  return {
    ...{ strategy: "flat", table: "one", mode: "virtual", maxStakeMinor: 100_000, betsPerHour: 1_000_000 },
    ...{ lossPerDayMinor: 1_000_000_000, expiresAtMs: null },
    ...changes,
  };
}

export function requestOf(changes: Partial<BetRequest> = {}): BetRequest {
  return {
    ...{ table: "one", strategy: "flat", mode: "virtual", stakeMinor: 2_000, cashOutHundredths: 220 },
    requestedAtMs: START_MS,
    ...changes,
  };
}

export function betOf(changes: Partial<Bet> = {}): Bet {
  return {
    ...requestOf(),
    ...{ id: 1, state: "requested", reason: "", roundId: null, placedAtMs: null, settledAtMs: null, payoutMinor: null },
    ...changes,
  };
}

export function roundOf(changes: Partial<Round> = {}): Round {
  return {
    ...{ id: 7, table: "one", startedAtMs: START_MS + 5_000, endedAtMs: START_MS + 12_000, multiplier: 300 },
    ...{ players: null, playersMoneyMinor: null },
    ...changes,
  };
}

/** A ledger whose saved states, in order, and reports can be looked at. */
export function ledgerWith(changes: Partial<LedgerOptions> = {}) {
  const clock = changes.clock ?? fastClock();
  const saved: Bet[] = [], troubles: string[] = [], mismatches: unknown[] = [];
  const ledger = new Ledger({
    clock,
    saveBet: (bet) => Promise.resolve(void saved.push(bet)),
    onMismatch: (mismatch) => mismatches.push(mismatch),
    onTrouble: (message) => troubles.push(message),
    ...changes,
  });
  return { ledger, clock, saved, troubles, mismatches };
}

/** A seeded generator of numbers from 0 up to 1. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
