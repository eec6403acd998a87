/** The law of a fair table and what was seen beside it: P(multiplier ≥ m) = 0.97 / m. */

export const RETURN_TO_PLAYER = 0.97;
/** Fewer rounds say nothing. */
export const ROUNDS_MIN = 20;

/** One point of the comparison. */
export interface LawPoint {
  /** hundredths */
  multiplier: number;
  /** shares of rounds that reach it: by the law, seen, and the band that 95 of 100 fair samples stay in */
  law: number;
  seen: number;
  low: number;
  high: number;
}

/** Probability that a fair round reaches `hundredths`. */
export function lawShare(hundredths: number): number {
  return hundredths <= 100 ? 1 : RETURN_TO_PLAYER * 100 / hundredths;
}

/** Compares at each of `points` (hundredths). */
export function compareWithLaw(multipliers: readonly number[], points: readonly number[]): LawPoint[] {
  const sorted = multipliers.toSorted((a, b) => a - b);
  return points.map((multiplier) => {
    const law = lawShare(multiplier);
    const half = 1.96 * Math.sqrt(law * (1 - law) / Math.max(1, sorted.length));
    const seen = (sorted.length - lowerBound(sorted, multiplier)) / Math.max(1, sorted.length);
    return { multiplier, law, seen, low: Math.max(0, law - half), high: Math.min(1, law + half) };
  });
}

/** Points spread evenly on a logarithmic axis from 1.01 to `last`, hundredths. */
export function logPoints(last: number, count: number): number[] {
  const step = Math.log(last / 101) / (count - 1);
  return Array.from({ length: count }, (_, index) => Math.round(101 * Math.exp(step * index)));
}

function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
