/**
 * Says when a figure leaves its usual range upwards and when it is back. Three minutes in a row must lie above all of the
 * hour before them, and their median above that hour's by six of its deviations (from the median of absolute deviations)
 * and by a fifth. While nothing changes, the last three of 63 minutes are the highest three with a chance of 1 in 39,711 (63 choose 3),
 * whatever their distribution: that bounds the false alarms of minutes that do not depend on one another.
 */

export const BASELINE_MINUTES = 60;
export const NEW_MINUTES = 3;
/** Chance at most that three minutes of a steady series are called unusual. */
export const FALSE_ALARM_CHANCE = 1 / 39_711;
const DEVIATIONS_MIN = 6;
const RATIO_MIN = 1.2;
/** from the median of absolute deviations to the standard deviation of a normal distribution */
const MAD_TO_DEVIATION = 1.4826;

/** What a new minute means; null: nothing new. */
export type Verdict = { type: "unusual"; value: number; usual: number } | { type: "over" } | null;

export class AnomalyWatch {
  readonly #past: number[] = [];
  #recent: number[] = [];
  /** the limit that the figure must fall below again; null while all is as usual */
  #limit: number | null = null;

  /** Takes the next minute's figure. */
  add(value: number): Verdict {
    this.#recent.push(value);
    if (this.#recent.length < NEW_MINUTES) return null;
    const verdict = this.#limit === null ? this.#judge() : this.#isOver(this.#limit);
    this.#past.push(this.#recent.shift()!);
    if (this.#past.length > BASELINE_MINUTES) this.#past.shift();
    return verdict;
  }

  #judge(): Verdict {
    if (this.#past.length < BASELINE_MINUTES || Math.min(...this.#recent) <= Math.max(...this.#past)) return null;
    const usual = median(this.#past), now = median(this.#recent);
    const deviation = MAD_TO_DEVIATION * median(this.#past.map((value) => Math.abs(value - usual)));
    const limit = Math.max(usual + DEVIATIONS_MIN * deviation, usual * RATIO_MIN);
    if (now <= limit) return null;
    this.#limit = limit;
    return { type: "unusual", value: now, usual };
  }

  /** After an hour the new height is the usual one. */
  #isOver(limit: number): Verdict {
    if (median(this.#recent) > limit && Math.min(...this.#past) <= limit) return null;
    this.#limit = null;
    return { type: "over" };
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
