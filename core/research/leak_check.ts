/** Shows whether features look ahead: computes them again on rounds that end earlier, and names what differs. */
import type { FeatureTable } from "./features.ts";
import { type RoundSeries, sliceSeries } from "./round_series.ts";

/** A feature that was other before the rounds behind it were known. */
export interface Leak {
  feature: string;
  /** the round whose features they are, counted from 0 */
  round: number;
  /** its value when later rounds are known, and when they are not; null where it has no row */
  withLater: number | null;
  withoutLater: number | null;
}

export interface LeakReport {
  /** rounds that were looked at */
  rounds: number;
  features: number;
  /** one a feature: the first round at which it differs */
  leaks: Leak[];
}

/**
 * Compares each chosen round's features with those computed when the series ends right before it.
 *
 * @param compute the features under test
 * @param options `rounds`: how many rounds are looked at, evenly spaced, always the first and the last
 */
export function checkLeaks(
  series: RoundSeries,
  { compute, rounds }: { compute: (series: RoundSeries) => FeatureTable; rounds: number },
): LeakReport {
  const whole = compute(series), leaks = new Map<string, Leak>(), { names, firstRound } = whole;
  const last = series.multiplier.length - 1, chosen = chooseRounds(firstRound, last, rounds);
  for (const round of chosen) {
    const cut = compute(sliceSeries(series, 0, round));
    names.forEach((feature, column) => {
      const withLater = valueAt(whole, round, column), withoutLater = valueAt(cut, round, column);
      if (!Object.is(withLater, withoutLater) && !leaks.has(feature)) {
        leaks.set(feature, { feature, round, withLater, withoutLater });
      }
    });
  }
  return { rounds: chosen.length, features: names.length, leaks: [...leaks.values()] };
}

function chooseRounds(first: number, last: number, count: number): number[] {
  if (last < first) return [];
  const steps = Math.min(count, last - first + 1);
  return Array.from({ length: steps }, (_, step) => first + Math.round(step * (last - first) / Math.max(1, steps - 1)));
}

function valueAt({ names, rows, values, firstRound }: FeatureTable, round: number, column: number): number | null {
  const row = round - firstRound;
  return row >= 0 && row < rows ? values[row * names.length + column] : null;
}
