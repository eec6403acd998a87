/** Runs actions strictly one at a time: urgent ones in the order in which they came, then the others. Refuses when too many wait. */
import type { Clock } from "../clock.ts";
import { HostError } from "../protocol/errors.ts";

export const ACTIONS_WAITING_MAX = 100;

interface Entry {
  urgent: boolean;
  start: () => Promise<void>;
}

export class ActionQueue {
  readonly #clock: Clock;
  #waiting: Entry[] = [];
  #current: AbortController | null = null;
  #drained: Promise<void> = Promise.resolve();
  #draining = false;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
  }

  /** actions that wait for their turn */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs an action when its turn comes. The caller must not hold `clock.work()` while it waits for the result.
   *
   * @param action is given a signal that `abort()` sets
   * @throws {HostError} `queue_full`, at once
   */
  run<T>(action: (signal: AbortSignal) => Promise<T>, { urgent }: { urgent: boolean }): Promise<T> {
    if (this.#waiting.length >= ACTIONS_WAITING_MAX) {
      throw new HostError("queue_full", `Cannot queue action: ${this.#waiting.length} already wait`);
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const start = async () => {
      const current = this.#current = new AbortController();
      try {
        resolve(await action(current.signal));
      } catch (error) {
        reject(error);
      } finally {
        this.#current = null;
      }
    };
    this.#waiting.push({ urgent, start });
    if (!this.#draining) this.#drained = this.#clock.work(() => this.#drain());
    return promise;
  }

  /** Sets the signal of the action that is running, if any. */
  abort(reason: string): void {
    this.#current?.abort(reason);
  }

  /** Resolves when nothing runs or waits any more. */
  idle(): Promise<void> {
    return this.#drained;
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (this.#waiting.length > 0) {
      const urgent = this.#waiting.findIndex((entry) => entry.urgent);
      const [next] = this.#waiting.splice(Math.max(0, urgent), 1);
      await next.start();
    }
    this.#draining = false;
  }
}
