/** How fast a multiplier climbs, and how long each phase of a round lasts. */

export const WAITING_MS = 5000;
export const CRASHED_MS = 3000;
/** The multiplier grows by e^(GROWTH · seconds). */
const GROWTH = 0.06;

/** The multiplier after so many milliseconds of flight, whole hundredths. */
export function multiplierAt(flightMs: number): number {
  return Math.floor(100 * Math.exp((GROWTH * flightMs) / 1000));
}

/** The first whole millisecond of flight at which `multiplierAt()` reaches so many hundredths. */
export function flightMsUntil(hundredths: number): number {
  let ms = Math.max(0, Math.ceil((Math.log(hundredths / 100) * 1000) / GROWTH));
  // The logarithm may be off by a rounding: the two functions must agree exactly.
  while (ms > 0 && multiplierAt(ms - 1) >= hundredths) ms -= 1;
  while (multiplierAt(ms) < hundredths) ms += 1;
  return ms;
}
