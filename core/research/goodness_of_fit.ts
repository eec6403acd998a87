/** Whether multipliers follow a law: Kolmogorov and Smirnov's distance, chi-square, and shares with their bands. */
import type { DistributionPoint } from "../protocol/fairness.ts";
import { chiSquareTail, kolmogorovTail, normalQuantile } from "./distributions.ts";
import { type Law, MULTIPLIER_MAX, MULTIPLIER_MIN } from "./law.ts";

/** √n · D stays below it in 95 of 100 samples of a continuous law. */
const KOLMOGOROV_95 = 1.3581;
const BINS_MAX = 40;
/** Rounds that a bin holds on average at least. */
const BIN_ROUNDS_MIN = 20;

/**
 * The largest distance between seen and claimed shares, taken on the grid, where both jump. The limit is that of a
 * continuous law: on the grid it is exceeded a little less often than 5 times in 100.
 *
 * @param sorted multipliers, hundredths, ascending
 */
export function kolmogorovSmirnov(sorted: Int32Array, law: Law): { d: number; limit95: number; p: number } {
  const count = sorted.length;
  let d = 0;
  for (let index = 0; index < count; index += 1) {
    if (sorted[index] === sorted[index + 1]) continue;
    const next = sorted[index + 1] ?? MULTIPLIER_MAX;
    const seen = (index + 1) / count;
    // Up to the next multiplier that was seen, the seen share stands still while the law's climbs.
    d = Math.max(d, Math.abs(seen - 1 + law.reaching(sorted[index] + 1)), Math.abs(seen - 1 + law.reaching(next)));
  }
  const before = count === 0 ? 0 : 1 - law.reaching(sorted[0]);
  const root = Math.sqrt(Math.max(1, count));
  d = Math.max(d, before);
  return { d, limit95: KOLMOGOROV_95 / root, p: kolmogorovTail(d * (root + 0.12 + 0.11 / root)) };
}

/** Pearson's chi-square over bins that are about equally likely; instant crashes are a bin of their own. */
export function chiSquare(sorted: Int32Array, law: Law): { value: number; degrees: number; p: number } {
  const count = sorted.length, bins = Math.max(2, Math.min(BINS_MAX, Math.floor(count / BIN_ROUNDS_MIN)));
  const edges = [MULTIPLIER_MIN, ...binEdges(law, bins), Infinity];
  let value = 0;
  for (let bin = 0; bin + 1 < edges.length; bin += 1) {
    const reaching = (edge: number) => edge === Infinity ? 0 : law.reaching(edge);
    const expected = count * (reaching(edges[bin]) - reaching(edges[bin + 1]));
    const seen = lowerBound(sorted, edges[bin + 1]) - lowerBound(sorted, edges[bin]);
    if (expected > 0) value += (seen - expected) ** 2 / expected;
  }
  const degrees = edges.length - 2;
  return { value, degrees, p: chiSquareTail(value, degrees) };
}

/** Lower ends of the bins from the second on. */
function binEdges(law: Law, bins: number): number[] {
  const edges = [MULTIPLIER_MIN + 1], first = law.reaching(MULTIPLIER_MIN + 1);
  for (let bin = 1; bin < bins; bin += 1) {
    const edge = multiplierReachedBy(law, first * (1 - bin / bins));
    if (edge > edges[edges.length - 1]) edges.push(edge);
  }
  return edges;
}

/** The least multiplier that at most `share` of the rounds reach, hundredths. */
export function multiplierReachedBy(law: Law, share: number): number {
  let low = MULTIPLIER_MIN, high = MULTIPLIER_MAX;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (law.reaching(middle) > share) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Shares of rounds that reach each of `points`, hundredths, with the band in which 95 of 100 samples of the law stay. */
export function sharesAt(
  sorted: Int32Array,
  { law, points }: { law: Law; points: readonly number[] },
): DistributionPoint[] {
  const count = Math.max(1, sorted.length), z = normalQuantile(0.975);
  return points.map((multiplier) => {
    const share = law.reaching(multiplier), half = z * Math.sqrt(share * (1 - share) / count);
    const seen = (sorted.length - lowerBound(sorted, multiplier)) / count;
    return { multiplier, seen, law: share, low: Math.max(0, share - half), high: Math.min(1, share + half) };
  });
}

/** How many of `sorted` are below `value`. */
export function lowerBound(sorted: Int32Array, value: number): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
