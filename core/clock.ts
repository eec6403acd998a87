/** Time, passed in wherever it matters: the wall clock, and a virtual one that stands still while anybody works. */

import { AsyncLocalStorage } from "node:async_hooks";
import { clearImmediate, setImmediate } from "node:timers";

export interface Clock {
  /** epoch milliseconds, whole */
  nowMs(): number;
  /** Waits, or less if aborted. To be called inside `work()` only. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /**
   * Runs a task. Virtual time stands still while a task runs and is not asleep. A task may run others inside: as long as
   * one of those runs, it is taken to wait for it.
   */
  work<T>(task: () => Promise<T>): Promise<T>;
}

/** The machine's own time. */
export class WallClock implements Clock {
  nowMs(): number {
    return Date.now();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, ms));
      signal?.addEventListener("abort", done, { once: true });
    });
  }

  work<T>(task: () => Promise<T>): Promise<T> {
    return task();
  }
}

/** One call of `work()`. It holds time still unless it sleeps or waits for tasks inside it. */
interface Task {
  parent: Task | null;
  inside: number;
  asleep: number;
  ended: boolean;
}

interface Sleeper {
  atMs: number;
  wake: () => void;
}

/**
 * Time that jumps from one sleeper's end to the next as soon as nobody works, at most `speed` times as fast as the
 * wall clock. Deterministic: what happens depends on the sleepers alone, not on how fast the machine is.
 */
export class VirtualClock implements Clock {
  readonly #startMs: number;
  readonly #speed: number;
  readonly #realStartMs = performance.now();
  readonly #tasks = new AsyncLocalStorage<Task>();
  #nowMs: number;
  #holding = 0;
  #sleepers: Sleeper[] = [];
  /** ends the wait for the next sleeper's moment; null when nobody waits */
  #callOff: (() => void) | null = null;

  /** @param options `speed` may be Infinity */
  constructor(options: { startMs: number; speed: number }) {
    if (!(options.speed > 0)) throw new RangeError(`Cannot run time at speed ${options.speed}`);
    this.#nowMs = this.#startMs = options.startMs;
    this.#speed = options.speed;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  async work<T>(task: () => Promise<T>): Promise<T> {
    const parent = this.#tasks.getStore() ?? null;
    const own: Task = { parent, inside: 0, asleep: 0, ended: false };
    this.#holding += 1;
    if (parent) this.#change(parent, () => parent.inside += 1);
    try {
      return await this.#tasks.run(own, task);
    } finally {
      if (parent) this.#change(parent, () => parent.inside -= 1);
      this.#change(own, () => own.ended = true);
    }
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const task = this.#tasks.getStore();
    if (!task) throw new Error("Cannot sleep outside work(): virtual time would not know whom to wait for");
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        signal?.removeEventListener("abort", abort);
        this.#change(task, () => task.asleep -= 1);
        resolve();
      };
      const sleeper = { atMs: this.#nowMs + Math.max(0, Math.round(ms)), wake };
      const abort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        if (this.#sleepers.length === 0) this.#stopWaiting();
        wake();
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#sleepers.push(sleeper);
      this.#change(task, () => task.asleep += 1);
    });
  }

  /** Changes a task and counts anew whether it holds time still. */
  #change(task: Task, change: () => void): void {
    const holds = ({ inside, asleep, ended }: Task) => inside === 0 && asleep === 0 && !ended;
    const before = holds(task);
    change();
    this.#holding += Number(holds(task)) - Number(before);
    if (this.#holding === 0 && this.#callOff === null) this.#schedule();
  }

  #schedule(): void {
    const next = this.#earliest();
    if (!next) return;
    const dueMs = this.#realStartMs + (next.atMs - this.#startMs) / this.#speed;
    const waitMs = dueMs - performance.now();
    const go = () => {
      this.#callOff = null;
      if (this.#holding === 0) this.#advance();
    };
    // A timer of 0 ms takes more than one; what is due goes on as soon as pending events have had their turn.
    if (waitMs > 0) {
      const timer = setTimeout(go, waitMs);
      this.#callOff = () => clearTimeout(timer);
    } else {
      const turn = setImmediate(go);
      this.#callOff = () => clearImmediate(turn);
    }
  }

  #stopWaiting(): void {
    this.#callOff?.();
    this.#callOff = null;
  }

  #advance(): void {
    const next = this.#earliest();
    if (!next) return;
    this.#sleepers = this.#sleepers.filter((other) => other !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.wake();
  }

  #earliest(): Sleeper | undefined {
    // Ties wake in the order in which they fell asleep.
    return this.#sleepers.reduce<Sleeper | undefined>(
      (best, one) => best && best.atMs <= one.atMs ? best : one,
      undefined,
    );
  }
}
