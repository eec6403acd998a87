/** What a table pays back at fixed cash-outs, with exact intervals, and how many rounds tell one rate from another. */
import type { ReturnAt } from "../protocol/fairness.ts";
import { binomialTwoSided, exactInterval, normalQuantile } from "./distributions.ts";
import { lowerBound } from "./goodness_of_fit.ts";
import { CASH_OUT_MIN, type Law, reachProbability } from "./law.ts";

/** Cash-outs that are looked at, hundredths. */
const RETURN_POINTS = [101, 110, 120, 150, 200, 300, 500, 1_000, 2_000, 5_000, 10_000] as const;

/** @param sorted multipliers, hundredths, ascending */
export function returnsAt(sorted: Int32Array, law: Law): (ReturnAt & { p: number })[] {
  const count = sorted.length;
  return RETURN_POINTS.map((cashOut) => {
    const reached = count - lowerBound(sorted, cashOut), factor = cashOut / 100, share = law.reaching(cashOut);
    const [low, high] = exactInterval(reached, { count });
    return {
      cashOut,
      reached,
      value: count === 0 ? 0 : factor * reached / count,
      interval95: [factor * low, factor * high],
      law: factor * share,
      p: count === 0 ? 1 : binomialTwoSided(reached, { count, p: share }),
    };
  });
}

/** Rounds that show a difference of the return at one cash-out in `power` of all cases, with a false alarm in `alpha`. */
export function roundsToTell(
  rtp: number,
  otherRtp: number,
  { cashOut = CASH_OUT_MIN, alpha = 0.01, power = 0.9 }: { cashOut?: number; alpha?: number; power?: number } = {},
): number {
  const share = reachProbability(cashOut, rtp), other = reachProbability(cashOut, otherRtp);
  const deviation = (p: number) => Math.sqrt(p * (1 - p));
  const needed = normalQuantile(1 - alpha / 2) * deviation(share) + normalQuantile(power) * deviation(other);
  return Math.ceil((needed / (share - other)) ** 2);
}
