/**
 * Runs actions strictly one at a time: urgent ones before the others, and among those the lane that has waited longest for
 * a turn first. Refuses when too many wait; a lane that fills the queue gives way to the others.
 */
import type { Clock } from "../clock.ts";
import { HostError } from "../protocol/errors.ts";

export const ACTIONS_WAITING_MAX = 100;
/** What is not urgent waits no longer than this for those that are. */
export const LATER_MS_MAX = 20_000;

export interface ActionOptions {
  urgent: boolean;
  /** whose action it is: lanes take turns; default: one for all */
  lane?: string;
}

interface Entry {
  lane: string;
  urgent: boolean;
  sinceMs: number;
  start: () => Promise<void>;
  refuse: (error: HostError) => void;
}

export class ActionQueue {
  readonly #clock: Clock;
  #waiting: Entry[] = [];
  /** by lane, the number of its last turn */
  readonly #served = new Map<string, number>();
  #turns = 0;
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
   * @throws {HostError} `queue_full`: at once, or by rejection when another lane needs the room
   */
  run<T>(action: (signal: AbortSignal) => Promise<T>, { urgent, lane = "" }: ActionOptions): Promise<T> {
    this.#makeRoom(lane);
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
    this.#waiting.push({ lane, urgent, sinceMs: this.#clock.nowMs(), start, refuse: reject });
    if (!this.#draining) this.#drained = this.#clock.work(() => this.#drain());
    return promise;
  }

  /** Sets the signal of the action that is running, if any. */
  abort(reason: unknown): void {
    this.#current?.abort(reason);
  }

  /** Resolves when nothing runs or waits any more. */
  idle(): Promise<void> {
    return this.#drained;
  }

  /** A full queue takes one more only of a lane that has fewer in it than another: that one's newest goes. */
  #makeRoom(lane: string): void {
    if (this.#waiting.length < ACTIONS_WAITING_MAX) return;
    const full = new HostError("queue_full", `Cannot queue action: ${this.#waiting.length} already wait`);
    const waiting = Map.groupBy(this.#waiting, (entry) => entry.lane);
    const [longest] = [...waiting.values()].sort((a, b) => b.length - a.length);
    if (longest.length <= (waiting.get(lane)?.length ?? 0) + 1) throw full;
    const evicted = longest[longest.length - 1];
    this.#waiting.splice(this.#waiting.indexOf(evicted), 1);
    evicted.refuse(full);
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    while (this.#waiting.length > 0) {
      const next = this.#next();
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.#served.set(next.lane, ++this.#turns);
      await next.start();
    }
    this.#draining = false;
  }

  #next(): Entry {
    const nowMs = this.#clock.nowMs();
    const pressing = this.#waiting.filter(({ urgent, sinceMs }) => urgent || nowMs - sinceMs >= LATER_MS_MAX);
    const lastTurn = ({ lane }: Entry) => this.#served.get(lane) ?? 0;
    const first = (entries: Entry[]) => entries.reduce((best, one) => lastTurn(one) < lastTurn(best) ? one : best);
    return first(pressing.length > 0 ? pressing : this.#waiting);
  }
}
