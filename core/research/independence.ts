/** Whether rounds know of one another: runs above and below the middle, and autocorrelations. */
import { normalTwoSided } from "./distributions.ts";
import { multiplierReachedBy } from "./goodness_of_fit.ts";
import type { Law } from "./law.ts";

/** Distances at which autocorrelations are taken, rounds. */
export const LAGS = 16;

/** Wald and Wolfowitz: whether high and low rounds alternate as often as they should, given how many there are of each. */
export function runsTest(multiplier: Int32Array, law: Law): { seen: number; expected: number; z: number; p: number } {
  const middle = multiplierReachedBy(law, 0.5), count = multiplier.length;
  let high = 0, seen = count === 0 ? 0 : 1;
  for (let index = 0; index < count; index += 1) {
    if (multiplier[index] >= middle) high += 1;
    if (index > 0 && (multiplier[index] >= middle) !== (multiplier[index - 1] >= middle)) seen += 1;
  }
  const pairs = 2 * high * (count - high);
  const expected = count === 0 ? 0 : pairs / count + 1;
  const variance = count < 2 ? 0 : pairs * (pairs - count) / (count * count * (count - 1));
  const z = variance > 0 ? (seen - expected) / Math.sqrt(variance) : 0;
  return { seen, expected, z, p: normalTwoSided(Math.abs(z)) };
}

/**
 * Autocorrelations of the multipliers' places in the law, from 0 to 1: multipliers themselves have no variance, and one
 * round of 5000x would drown all others.
 */
export function autocorrelations(
  multiplier: Int32Array,
  { law, lags = LAGS }: { law: Law; lags?: number },
): { lag: number; value: number; limit95: number; p: number }[] {
  const count = multiplier.length;
  const place = Float64Array.from(multiplier, (value) => 1 - (law.reaching(value) + law.reaching(value + 1)) / 2);
  const mean = place.reduce((sum, value) => sum + value, 0) / Math.max(1, count);
  const variance = place.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Array.from({ length: Math.min(lags, Math.max(0, count - 2)) }, (_, at) => {
    const lag = at + 1;
    let sum = 0;
    for (let index = lag; index < count; index += 1) sum += (place[index] - mean) * (place[index - lag] - mean);
    const value = variance > 0 ? sum / variance : 0, root = Math.sqrt(count);
    return { lag, value, limit95: 1.96 / root, p: normalTwoSided(Math.abs(value) * root) };
  });
}
