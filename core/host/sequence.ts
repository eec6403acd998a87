/** Numbers that only go up, over restarts too, and stay exact: the base is the moment of the start. */

/** Room for the numbers of one start: more than one a millisecond on average would run into the next start's. */
const PER_MILLISECOND = 64;

/** A source of such numbers. Times `ROWS_PER_EVENT_MAX` they stay below 2^53 until the year 2109. */
export function startSequence(startedAtMs: number): () => number {
  let last = startedAtMs * PER_MILLISECOND;
  return () => ++last;
}
