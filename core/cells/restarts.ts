/** One plugin's starts after crashes: when the next is, how many there were. Starts nothing itself. */
import { RestartPolicy } from "./restart_policy.ts";

export class Restarts {
  readonly #policy: RestartPolicy;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** since the plugin was found */
  count = 0;

  constructor(delaysMs: readonly number[]) {
    this.#policy = new RestartPolicy({ delaysMs });
  }

  /**
   * Counts a crash and has `start` called when it is time.
   *
   * @returns milliseconds until then; null when there were too many crashes
   */
  afterCrash(start: () => void): number | null {
    const delayMs = this.#policy.crashed(performance.now());
    if (delayMs === null) return null;
    this.#timer = setTimeout(() => {
      this.count += 1;
      start();
    }, delayMs);
    return delayMs;
  }

  /** Nothing is started any more. */
  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** Forgets all crashes: the user wants another try. */
  reset(): void {
    this.cancel();
    this.#policy.reset();
  }
}
