/** Rounds counted, as the page shows them: shares beside the law, and the return of one cash-out over time. */
import { type LawPoint, lawShare, RETURN_TO_PLAYER } from "./distribution.ts";
import type { RoundSpan, RoundStatistics } from "../core/protocol/round_statistics.ts";

/** Half the width of a band that 95 of 100 fair samples stay in, in standard deviations. */
const BAND_DEVIATIONS = 1.96;

/** Compares at the lower end of each bin between two multipliers (hundredths), or at those of `only`. */
export function lawPoints(
  { bins, rounds }: RoundStatistics,
  { from = 101, to, only }: { from?: number; to: number; only?: readonly number[] },
): LawPoint[] {
  let reaching = 0;
  const points = bins.toReversed().map(({ lower, rounds: count }) => {
    reaching += count;
    const law = lawShare(lower), half = BAND_DEVIATIONS * Math.sqrt(law * (1 - law) / Math.max(1, rounds));
    const seen = reaching / Math.max(1, rounds);
    return { multiplier: lower, law, seen, low: Math.max(0, law - half), high: Math.min(1, law + half) };
  });
  return points.toReversed().filter(({ multiplier }) =>
    multiplier >= from && multiplier <= to && (!only || only.includes(multiplier))
  );
}

/** What a unit staked on every round so far has returned, at the end of a span, and the law's band for that. */
export interface ReturnPoint {
  atMs: number;
  rounds: number;
  returned: number;
  low: number;
  high: number;
}

/** The return of one cash-out (hundredths), running. */
export function runningReturn(spans: readonly RoundSpan[], cashOutHundredths: number): ReturnPoint[] {
  const pays = cashOutHundredths / 100, share = lawShare(cashOutHundredths);
  let rounds = 0, reached = 0;
  return spans.map((span) => {
    rounds += span.rounds;
    reached += span.reached;
    const half = BAND_DEVIATIONS * pays * Math.sqrt(share * (1 - share) / rounds);
    const fair = cashOutHundredths <= 100 ? 1 : RETURN_TO_PLAYER;
    return { atMs: span.toMs, rounds, returned: pays * reached / rounds, low: fair - half, high: fair + half };
  });
}
