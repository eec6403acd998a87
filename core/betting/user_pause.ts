/** Lets go of the mouse when the user takes it: after each action it asks the hand what happened, and makes the next one wait. */
import type { Clock } from "../clock.ts";
import type { Hand } from "./hand.ts";

/** How long the arbiter keeps its hands off after the user has moved the mouse. */
export const USER_PAUSE_MS = 5_000;

export class UserPause {
  readonly #clock: Clock;
  readonly #hand: Hand | null;
  readonly #onCorner: () => void;
  #untilMs = -Infinity;

  /** @param options `onCorner` is called when the mouse was pulled into the corner that means stop */
  constructor({ clock, hand, onCorner }: { clock: Clock; hand: Hand | null; onCorner: () => void }) {
    this.#clock = clock;
    this.#hand = hand;
    this.#onCorner = onCorner;
  }

  get active(): boolean {
    return this.#untilMs > this.#clock.nowMs();
  }

  /** Resolves once the user's pause is over. After it, the mouse may be wherever the user has left it. */
  async wait(signal: AbortSignal): Promise<void> {
    if (this.#untilMs === -Infinity) return;
    const leftMs = this.#untilMs - this.#clock.nowMs();
    if (leftMs > 0) await this.#clock.sleep(leftMs, signal);
    if (signal.aborted) return;
    this.#untilMs = -Infinity;
    await this.#hand?.accept();
  }

  /** To be called after each action. */
  heed(): void {
    switch (this.#hand?.takeInterruption()) {
      case "moved":
        this.#untilMs = this.#clock.nowMs() + USER_PAUSE_MS;
        break;
      case "corner":
        this.#onCorner();
    }
  }
}
