/** How long a failed attempt is followed by nothing: 2^n seconds, 256 at most, of which a random half is left out. */

const DELAY_MAX_S = 256;

/**
 * Milliseconds until the next attempt. The random part keeps machines that failed together from coming back together.
 *
 * @param attempts failed ones in a row, 1 or more
 * @param random 0 to 1
 */
export function backoffMs(attempts: number, random: number): number {
  const seconds = Math.min(DELAY_MAX_S, 2 ** Math.min(attempts, 30));
  return Math.round(seconds * 1_000 * (0.5 + random / 2));
}
