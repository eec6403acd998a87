/** The first minute of a version that has taken over: what shows that it is no good. Ends nothing itself. */
import type { LoadedPlugin } from "./plugin_store.ts";

/** A version that crashes sooner after it has taken over was no good. */
export const TRIAL_MS = 60_000;
/** So many failures before the first good answer, and it was no good either. */
export const FIRST_FAILURES_MAX = 3;

export class VersionTrial {
  /** the last version that worked */
  readonly previous: LoadedPlugin;
  readonly #untilMs: number;
  #failures = 0;
  #hasAnswered = false;

  constructor(previous: LoadedPlugin, nowMs: number) {
    this.previous = previous;
    this.#untilMs = nowMs + TRIAL_MS;
  }

  isOn(nowMs: number): boolean {
    return nowMs < this.#untilMs;
  }

  /**
   * Counts an answer to a question.
   *
   * @returns true when its first answers have all failed
   */
  hasFailed(isGood: boolean): boolean {
    this.#hasAnswered ||= isGood;
    if (!this.#hasAnswered) this.#failures += 1;
    return !this.#hasAnswered && this.#failures === FIRST_FAILURES_MAX;
  }
}
