/** How much may pass per second: fills steadily up to one second's worth, and says how long to wait when it is empty. */
export class TokenBucket {
  readonly #perSecond: number;
  #tokens: number;
  #filledAtMs: number;

  constructor(perSecond: number, nowMs: number) {
    this.#perSecond = this.#tokens = perSecond;
    this.#filledAtMs = nowMs;
  }

  /**
   * Takes `count` tokens, on credit if need be.
   *
   * @returns milliseconds until the credit is paid back; 0 when there were enough
   */
  take(count: number, nowMs: number): number {
    // A clock that is set back gives nothing and takes nothing.
    const filled = this.#tokens + Math.max(0, nowMs - this.#filledAtMs) * this.#perSecond / 1000;
    this.#tokens = Math.min(this.#perSecond, filled) - count;
    this.#filledAtMs = nowMs;
    return this.#tokens >= 0 ? 0 : -this.#tokens * 1000 / this.#perSecond;
  }
}
