/** The game's own curve and colours: what a multiplier is between two readings, and how high it counts. */

/** Growth of the multiplier a second: m = e^(0.06 t). */
export const GROWTH_PER_SECOND = 0.06;
/** Past this long without a reading the number stands still rather than guess. */
export const EXTRAPOLATION_MS_MAX = 600;

/** The multiplier `sinceMs` after a reading of `hundredths`. */
export function extrapolated(hundredths: number, sinceMs: number): number {
  const seconds = Math.min(Math.max(0, sinceMs), EXTRAPOLATION_MS_MAX) / 1000;
  return Math.floor(hundredths * Math.exp(GROWTH_PER_SECOND * seconds) + 1e-6);
}

/** The game's three colours: below 2, below 10, and from 10 on. */
export function band(hundredths: number): "low" | "middle" | "high" {
  if (hundredths < 200) return "low";
  return hundredths < 1000 ? "middle" : "high";
}
