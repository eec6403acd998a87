/** What strategies ask of their past bets: how the newest ones ended. Pure functions of a history. */
import type { HistoryRound } from "../protocol/bet.ts";

/** A bet of a history that is decided. */
export type DecidedBet = NonNullable<HistoryRound["bet"]>;

/**
 * Counts the strategy's newest bets that all ended in one way. Rounds without a bet of its own, and bets that were given
 * back, neither count nor break the row.
 *
 * @param history rounds, oldest first, as `decide()` gets them
 * @param state how the bets ended
 * @returns 0 where the newest decided bet ended in the other way, or there is none
 * @example
 * ```ts
 * import { betsInARow, type HistoryRound } from "@aviator/sdk";
 * import { equal } from "node:assert/strict";
 *
 * const round = (state: "won" | "lost" | "void"): HistoryRound => ({
 *   roundId: 1, multiplier: 150, endedAtMs: 0,
 *   bet: { stakeMinor: 1000, cashOutHundredths: 200, state, payoutMinor: 0 },
 * });
 * equal(betsInARow([round("won"), round("lost"), round("void"), round("lost")], "lost"), 2);
 * equal(betsInARow([round("lost"), round("won")], "lost"), 0);
 * ```
 */
export function betsInARow(history: readonly HistoryRound[], state: "won" | "lost"): number {
  let count = 0;
  for (let at = history.length - 1; at >= 0; at -= 1) {
    const ended = history[at].bet?.state;
    if (ended === state) count += 1;
    else if (ended === "won" || ended === "lost") break;
  }
  return count;
}

/**
 * The strategy's newest bet that was won or lost.
 *
 * @param history rounds, oldest first, as `decide()` gets them
 * @returns null where there is none; bets that were given back left everything as it was
 * @example
 * ```ts
 * import { lastDecidedBet } from "@aviator/sdk";
 * import { equal } from "node:assert/strict";
 *
 * const bet = { stakeMinor: 1000, cashOutHundredths: 200, state: "lost" as const, payoutMinor: 0 };
 * const rounds = [bet, { ...bet, state: "void" as const }, null].map((one, roundId) => (
 *   { roundId, multiplier: 150, endedAtMs: 0, bet: one }
 * ));
 * equal(lastDecidedBet(rounds)?.stakeMinor, 1000);
 * equal(lastDecidedBet([]), null);
 * ```
 */
export function lastDecidedBet(history: readonly HistoryRound[]): DecidedBet | null {
  for (let at = history.length - 1; at >= 0; at -= 1) {
    const { bet } = history[at];
    if (bet?.state === "won" || bet?.state === "lost") return bet;
  }
  return null;
}
