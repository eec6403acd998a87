/**
 * Whether a cell keeps to one of its quotas a second: how long it is to wait where it does not, and when it has had to wait
 * for too long. Waits for nothing itself.
 */
import { TokenBucket } from "./token_bucket.ts";

const QUIET_MS = 1000;

/** `begins`: the quota that it has gone over, told once until it is quiet again; `tooLong`: the one that it is over for too long. */
export interface PaceVerdict {
  waitMs: number;
  begins: string | null;
  tooLong: string | null;
}

export interface PaceOptions {
  /** what is counted, in the plural */
  what: string;
  perSecond: number;
  /** how long it may be slowed down without a quiet second between */
  slowedMsMax: number;
}

export class Pace {
  readonly #options: PaceOptions;
  readonly #bucket: TokenBucket;
  #sinceMs = 0;
  #untilMs = -Infinity;

  constructor(options: PaceOptions, nowMs: number) {
    this.#options = options;
    this.#bucket = new TokenBucket(options.perSecond, nowMs);
  }

  /** Counts what has passed. */
  take(count: number, nowMs: number): PaceVerdict {
    const waitMs = this.#bucket.take(count, nowMs);
    if (waitMs === 0) return { waitMs, begins: null, tooLong: null };
    const { what, perSecond, slowedMsMax } = this.#options, quota = `its quota of ${perSecond} ${what} a second`;
    const begins = nowMs - this.#untilMs > QUIET_MS ? quota : null;
    if (begins !== null) this.#sinceMs = nowMs;
    this.#untilMs = nowMs + waitMs;
    return { waitMs, begins, tooLong: this.#untilMs - this.#sinceMs > slowedMsMax ? quota : null };
  }
}
