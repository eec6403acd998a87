/** How long the event loop was not free: the figure that says whether the host is still responsive. */

const PERIOD_MS = 20;

export class LoopGap implements Disposable {
  #last = performance.now();
  #worstMs = 0;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor() {
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#worstMs = Math.max(this.#worstMs, now - this.#last - PERIOD_MS);
      this.#last = now;
    }, PERIOD_MS);
    Deno.unrefTimer(Number(this.#timer));
  }

  /** Worst gap since the last call, milliseconds. */
  take(): number {
    const worst = this.#worstMs;
    this.#worstMs = 0;
    return Math.round(worst);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
