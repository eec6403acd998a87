/** Compares stored rounds with those that were drawn, both in order; knows nothing of times or tables. */

/**
 * Lays the stored finals against the drawn ones so that as many as possible agree, in order. What was drawn before the
 * first one in sight is nobody's to prove, what comes after the last one has not been seen yet.
 *
 * @returns `lost`: drawn between two that are stored, and not stored; `invented`: stored and never drawn there
 */
export function compareFinals(stored: readonly number[], drawn: readonly number[]): { lost: number; invented: number } {
  // best[s][d]: most that agree of the first s stored and d drawn ones.
  const best = [new Array<number>(drawn.length + 1).fill(0)];
  for (const [s, one] of stored.entries()) {
    const row = [0];
    drawn.forEach((other, d) => row.push(Math.max(best[s][d + 1], row[d], one === other ? best[s][d] + 1 : 0)));
    best.push(row);
  }
  const agreed = best[stored.length][drawn.length];
  const last = best[stored.length].indexOf(agreed);
  let first = last;
  for (let s = stored.length, d = last; s > 0 && d > 0;) {
    if (best[s][d] === best[s - 1][d]) s -= 1;
    else if (best[s][d] === best[s][d - 1]) d -= 1;
    else [s, d, first] = [s - 1, d - 1, d - 1];
  }
  return { lost: last - first - agreed, invented: stored.length - agreed };
}
