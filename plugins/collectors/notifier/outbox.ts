/** Messages on their way to one place: in order, so many a minute, tried three times. Nobody waits for it; of too many the oldest are dropped and counted. */

export const OUTBOX_MAX = 50;
export const TRIES_MAX = 3;
/** before the second try, before the third */
const BACKOFF_MS: readonly number[] = [1_000, 5_000];
const RETRY_AFTER_MS_MAX = 60_000;
const MINUTE_MS = 60_000;

/** `sent`; `refused`: another try would not help; `failed`: it might, after `afterMs` if the other side says so. */
export type Outcome = { state: "sent" } | { state: "refused" | "failed"; why: string; afterMs?: number };

export interface OutboxOptions<T> {
  /** never rejects */
  post: (message: T) => Promise<Outcome>;
  perMinuteMax: number;
  /** monotonic */
  nowMs: () => number;
  wait: (ms: number) => Promise<void>;
  onTrouble: (why: string) => void;
}

export class Outbox<T> {
  readonly #options: OutboxOptions<T>;
  readonly #messages: T[] = [];
  #sentAtMs: number[] = [];
  #working: Promise<void> | null = null;
  /** found no room */
  dropped = 0;
  /** given up after all tries */
  failed = 0;

  constructor(options: OutboxOptions<T>) {
    this.#options = options;
  }

  put(message: T): void {
    this.#messages.push(message);
    if (this.#messages.length > OUTBOX_MAX) {
      this.#messages.shift();
      this.dropped += 1;
      if (this.dropped === 1 || this.dropped % OUTBOX_MAX === 0) {
        this.#options.onTrouble(`${this.dropped} messages were dropped: ${OUTBOX_MAX} wait at most`);
      }
    }
    this.#working ??= this.#work().finally(() => this.#working = null);
  }

  /** Settles when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#working) await this.#working;
  }

  async #work(): Promise<void> {
    for (let message = this.#messages.shift(); message !== undefined; message = this.#messages.shift()) {
      await this.#keepRate();
      await this.#deliver(message);
    }
  }

  async #deliver(message: T): Promise<void> {
    const { post, wait, onTrouble } = this.#options;
    for (let tries = 1;; tries++) {
      const outcome = await post(message);
      if (outcome.state === "sent") return;
      if (outcome.state === "refused" || tries === TRIES_MAX) {
        this.failed += 1;
        return onTrouble(`a message was not sent: ${outcome.why}${tries === 1 ? "" : `, after ${tries} tries`}`);
      }
      await wait(Math.min(outcome.afterMs ?? BACKOFF_MS[tries - 1], RETRY_AFTER_MS_MAX));
    }
  }

  async #keepRate(): Promise<void> {
    const { nowMs, wait, perMinuteMax } = this.#options;
    this.#sentAtMs = this.#sentAtMs.filter((atMs) => nowMs() - atMs < MINUTE_MS);
    if (this.#sentAtMs.length >= perMinuteMax) await wait(MINUTE_MS - (nowMs() - this.#sentAtMs[0]));
    this.#sentAtMs.push(nowMs());
    if (this.#sentAtMs.length > perMinuteMax) this.#sentAtMs.shift();
  }
}
