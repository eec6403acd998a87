/** When a crash is one too many. Pure: the caller brings the time. */

/** Counts crashes in a sliding window. */
export class RestartPolicy {
  readonly #most: number;
  readonly #windowMs: number;
  #crashes: number[] = [];

  /** @param options `most` crashes within `windowMs` are borne; one more is too many */
  constructor(options: { most: number; windowMs: number }) {
    this.#most = options.most;
    this.#windowMs = options.windowMs;
  }

  /** Notes a crash; true when there were too many. */
  crashed(atMs: number): boolean {
    this.#crashes = this.#crashes.filter((other) => atMs - other < this.#windowMs);
    this.#crashes.push(atMs);
    return this.#crashes.length > this.#most;
  }

  /** Crashes that still count. */
  get count(): number {
    return this.#crashes.length;
  }
}
