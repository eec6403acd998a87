/** When a crashed plugin is started again, and when it is not any more. */

export const RESTART_DELAYS_MS: readonly number[] = [1000, 5000, 30_000];
export const CRASH_WINDOW_MS = 300_000;

export class RestartPolicy {
  readonly #delaysMs: readonly number[];
  readonly #windowMs: number;
  #crashesAtMs: number[] = [];

  constructor({ delaysMs = RESTART_DELAYS_MS, windowMs = CRASH_WINDOW_MS } = {}) {
    this.#delaysMs = delaysMs;
    this.#windowMs = windowMs;
  }

  /**
   * Counts a crash.
   *
   * @returns milliseconds to wait before the next start; null when there were too many within the window
   */
  crashed(nowMs: number): number | null {
    this.#crashesAtMs = [...this.#crashesAtMs.filter((atMs) => nowMs - atMs < this.#windowMs), nowMs];
    return this.#delaysMs[this.#crashesAtMs.length - 1] ?? null;
  }

  /** Forgets all crashes: the user wants another try. */
  reset(): void {
    this.#crashesAtMs = [];
  }
}
