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
