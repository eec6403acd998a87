/** The rules of one bet, the same live, on paper and in a backtest: what a decision asks for, why it cannot be, whether it wins, what it pays. Pure. */
import type { Bet, Decision } from "../protocol/bet.ts";

export const CASH_OUT_MIN_HUNDREDTHS = 101;
export const CASH_OUT_MAX_HUNDREDTHS = 100_000_000;

/** A stake in minor units and the multiplier to cash out at, hundredths. */
export type Stake = Pick<Bet, "stakeMinor" | "cashOutHundredths">;

/** The table's own limits, minor units. */
export interface StakeRange {
  stakeMinMinor: number;
  stakeMaxMinor: number;
}

/** The step that a decision stands on; null for no bet. */
export function chosenStake(decision: Decision | null): Stake | null {
  if (decision === null || decision.currentIndex < 0) return null;
  const { betAmounts, autoStops, currentIndex } = decision;
  return { stakeMinor: betAmounts[currentIndex], cashOutHundredths: autoStops[currentIndex] };
}

/** Why numbers are no stake or no cash-out at any table; null when they are. */
export function wrongNumbers({ stakeMinor, cashOutHundredths }: Stake): string | null {
  if (!Number.isSafeInteger(stakeMinor) || stakeMinor <= 0) {
    return `stake ${shown(stakeMinor)} is not a whole positive number of minor units`;
  }
  if (
    Number.isSafeInteger(cashOutHundredths) && cashOutHundredths >= CASH_OUT_MIN_HUNDREDTHS &&
    cashOutHundredths <= CASH_OUT_MAX_HUNDREDTHS
  ) return null;
  return `cash-out ${shown(cashOutHundredths)} is not a whole number of hundredths from 1.01x to 1000000.00x`;
}

/** Why a table does not take a stake; null when it does. */
export function outsideTable(
  { stakeMinor }: Pick<Stake, "stakeMinor">,
  { stakeMinMinor, stakeMaxMinor }: StakeRange,
): string | null {
  if (stakeMinor >= stakeMinMinor && stakeMinor <= stakeMaxMinor) return null;
  return `stake ${stakeMinor} is outside the table's ${stakeMinMinor} to ${stakeMaxMinor}`;
}

/** Whether a round that ended at `multiplier`, hundredths, reached the cash-out: one on the very crash point did. */
export function wins(multiplier: number, { cashOutHundredths }: Pick<Stake, "cashOutHundredths">): boolean {
  return multiplier >= cashOutHundredths;
}

/** What a won bet brings, minor units, stake included, rounded down. */
export function payoutOf({ stakeMinor, cashOutHundredths }: Stake): number {
  const product = stakeMinor * cashOutHundredths;
  // A remainder and a whole quotient are exact; past 2^53 the product itself is not.
  if (product <= Number.MAX_SAFE_INTEGER) return (product - product % 100) / 100;
  return Number(BigInt(stakeMinor) * BigInt(cashOutHundredths) / 100n);
}

/** A value that came from a plugin, short enough for a message. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.slice(0, 40));
  return Object.is(value, -0) ? "-0" : String(value).slice(0, 40);
}
