/** Virtual time: whatever is due runs in order of its moment, and everything that follows from it before the next. */
import { setImmediate } from "node:timers";
import type { Clock } from "../../core/clock.ts";
import type { Timers } from "../../core/storage/timers.ts";

interface Due {
  atMs: number;
  order: number;
  run: () => void;
}

/** Starts at a fixed moment, so that a seed gives the same run each time. */
export const SIM_START_MS = Date.UTC(2026, 0, 1);

export class SimTime {
  #nowMs = SIM_START_MS;
  #due: Due[] = [];
  #order = 0;

  nowMs = (): number => this.#nowMs;

  at(ms: number, run: () => void): () => void {
    const due = { atMs: this.#nowMs + Math.max(0, Math.round(ms)), order: ++this.#order, run };
    this.#due.push(due);
    return () => void (this.#due = this.#due.filter((other) => other !== due));
  }

  /** Lets time pass, event by event. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    await settle();
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#nowMs = next.atMs;
      this.#due = this.#due.filter((other) => other !== next);
      next.run();
      await settle();
    }
    this.#nowMs = untilMs;
  }

  #next(untilMs: number): Due | undefined {
    let first: Due | undefined;
    for (const one of this.#due) {
      if (one.atMs > untilMs) continue;
      if (!first || one.atMs < first.atMs || (one.atMs === first.atMs && one.order < first.order)) first = one;
    }
    return first;
  }
}

/** One life of the program: at its end nothing that it waited for happens any more. */
export class SimLife implements Timers, Clock {
  readonly #time: SimTime;
  #over = false;

  constructor(time: SimTime) {
    this.#time = time;
  }

  nowMs = (): number => this.#time.nowMs();

  after(ms: number, run: () => void): () => void {
    return this.#time.at(ms, () => {
      if (!this.#over) run();
    });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  work<T>(task: () => Promise<T>): Promise<T> {
    return task();
  }

  get over(): boolean {
    return this.#over;
  }

  end(): void {
    this.#over = true;
  }
}

/** Lets every promise that can go on do so. */
function settle(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
