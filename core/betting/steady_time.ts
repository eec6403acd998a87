/** A clock's time that never goes back: while the clock is behind what it has once said, it stands still. */
import type { Clock } from "../clock.ts";

/** A clock may be corrected by so much without anybody having set it. */
const CORRECTION_MS_MAX = 1_000;

export class SteadyTime {
  readonly #clock: Pick<Clock, "nowMs">;
  #latestMs = -Infinity;

  constructor(clock: Pick<Clock, "nowMs">) {
    this.#clock = clock;
  }

  /** epoch milliseconds */
  nowMs(): number {
    return this.#latestMs = Math.max(this.#latestMs, this.#clock.nowMs());
  }

  /** Whether the clock stands further back than it once stood. */
  get wasSetBack(): boolean {
    return this.#clock.nowMs() < this.#latestMs - CORRECTION_MS_MAX;
  }
}
