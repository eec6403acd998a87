/** Figures by the minute, a day of them: one list of times, one of values for each name. Of too many names the newest give way. */
import { MINUTES_KEPT, type MinuteSeries, SERIES_MAX } from "../protocol/performance.ts";

export class MinuteLog {
  readonly #atMs: number[];
  readonly #values: Map<string, (number | null)[]>;

  /** @param from what an earlier run has left; lists of another length than the times' are left out */
  constructor(from: MinuteSeries = { atMs: [], values: {} }) {
    this.#atMs = [...from.atMs];
    const whole = Object.entries(from.values).filter(([, values]) => values.length === from.atMs.length);
    this.#values = new Map(whole.map(([name, values]) => [name, [...values]]));
  }

  add(atMs: number, figures: ReadonlyMap<string, number>): void {
    this.#atMs.push(atMs);
    for (const name of figures.keys()) {
      if (this.#values.has(name) || this.#values.size >= SERIES_MAX) continue;
      this.#values.set(name, Array(this.#atMs.length - 1).fill(null));
    }
    for (const [name, values] of this.#values) {
      const value = figures.get(name);
      values.push(value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(4)));
    }
    if (this.#atMs.length > MINUTES_KEPT) this.#forget();
  }

  /** A copy. */
  series(): MinuteSeries {
    const values = Object.fromEntries([...this.#values].map(([name, list]) => [name, [...list]]));
    return { atMs: [...this.#atMs], values };
  }

  #forget(): void {
    this.#atMs.shift();
    for (const [name, values] of this.#values) {
      values.shift();
      if (values.every((value) => value === null)) this.#values.delete(name);
    }
  }
}
