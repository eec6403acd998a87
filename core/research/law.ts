/**
 * The law of a fair crash game, the one place where it stands: P(multiplier ≥ m) = rtp/m on the grid of hundredths from
 * 1.01, so P(multiplier ≤ m) = 1 − rtp/(m + 0.01). Knows no rounds. Refuses multipliers off the grid.
 */

/** What a table of Aviator pays back of each unit staked, at any cash-out. */
export const RETURN_TO_PLAYER = 0.97;
/** The least multiplier: an instant crash. Hundredths. */
export const MULTIPLIER_MIN = 100;
/** The highest that is kept: 1,000,000.00x in hundredths. The law reaches it about once in a million rounds. */
export const MULTIPLIER_MAX = 100_000_000;
/** The least cash-out that can win, hundredths. */
export const CASH_OUT_MIN = 101;

/** What rounds are judged against. */
export interface Law {
  /** as the user should read it */
  title: string;
  /** P(multiplier ≥ `hundredths`): 1 up to 100, then falling */
  reaching(hundredths: number): number;
}

/** The law of a game that pays `rtp` back at every cash-out: Aviator (0.97), bustabit v2 (0.99). */
export function crashLaw(rtp = RETURN_TO_PLAYER): Law {
  if (!(rtp > 0 && rtp < 1.01)) throw new RangeError(`Cannot make a law of rtp ${rtp}: above 0 and below 1.01`);
  return {
    title: `P(multiplier >= m) = ${rtp}/m`,
    reaching: (hundredths) => reachProbability(hundredths, rtp),
  };
}

/** P(multiplier ≥ `hundredths`/100). */
export function reachProbability(hundredths: number, rtp = RETURN_TO_PLAYER): number {
  checkGrid(hundredths);
  return hundredths <= MULTIPLIER_MIN ? 1 : Math.min(1, 100 * rtp / hundredths);
}

/** P(multiplier ≤ `hundredths`/100). */
export function upToProbability(hundredths: number, rtp = RETURN_TO_PLAYER): number {
  checkGrid(hundredths);
  return hundredths < MULTIPLIER_MIN ? 0 : 1 - reachProbability(hundredths + 1, rtp);
}

/** P(multiplier = `hundredths`/100); at 100 the probability of an instant crash, 1 − 97/101. */
export function pointProbability(hundredths: number, rtp = RETURN_TO_PLAYER): number {
  checkGrid(hundredths);
  if (hundredths < MULTIPLIER_MIN) return 0;
  return reachProbability(hundredths, rtp) - reachProbability(hundredths + 1, rtp);
}

/**
 * The multiplier that a uniform number stands for, in hundredths: follows the law as exactly as the number is uniform.
 *
 * @param uniform above 0, at most 1
 */
export function multiplierOf(uniform: number, rtp = RETURN_TO_PLAYER): number {
  // 100 · 0.57 is 56.99…9 in floating point, and the floor would see it.
  const hundredths = Math.floor(Math.round(rtp * 1e8) / 1e6 / uniform);
  return hundredths < CASH_OUT_MIN ? MULTIPLIER_MIN : Math.min(hundredths, MULTIPLIER_MAX);
}

function checkGrid(hundredths: number): void {
  if (!Number.isInteger(hundredths)) {
    throw new RangeError(`Cannot use multiplier ${hundredths}: whole hundredths are wanted`);
  }
}
