/** The bets on their way to the ledger: each call ends in exactly one of committed, refused, deadline, closed. */
import type { Bet } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import type { Timers } from "./timers.ts";
import type { WriterRequest } from "./writer_messages.ts";

/** Bets that may wait for a stuck database; further ones are refused at once. */
export const BETS_WAITING_MAX = 1000;

type BetJob = Extract<WriterRequest, { type: "bet" }>;

interface Waiting {
  job: BetJob;
  resolve(): void;
  reject(error: HostError): void;
}

export class BetSaver {
  readonly #waiting = new Map<number, Waiting>();
  readonly #post: (job: BetJob) => void;
  readonly #timers: Timers;
  readonly #deadlineMs: number;
  readonly #trouble: () => string;
  #lastId = 0;

  /** @param options `trouble`: why the database takes nothing right now; empty when it does */
  constructor(
    options: { post: (job: BetJob) => void; timers: Timers; deadlineMs: number; trouble: () => string },
  ) {
    this.#trouble = options.trouble;
    this.#post = options.post;
    this.#timers = options.timers;
    this.#deadlineMs = options.deadlineMs;
  }

  /**
   * Saves a bet as it now stands. Past the deadline it is still written, in its turn: an intent too many in the ledger
   * is harmless, one too few is not.
   *
   * @param atMs when it came to its state
   * @throws {HostError} `storage` when it is not committed in time: then nothing may be clicked
   */
  save(bet: Bet, atMs: number): Promise<void> {
    if (this.#waiting.size >= BETS_WAITING_MAX) {
      const message = `Cannot save bet ${bet.id}: ${BETS_WAITING_MAX} already wait for the database`;
      return Promise.reject(new HostError("storage", message));
    }
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const callOff = this.#timers.after(this.#deadlineMs, () => {
      const why = [`not committed within ${this.#deadlineMs} ms`, this.#trouble()].filter(Boolean).join("; ");
      reject(new HostError("storage", `Cannot save bet ${bet.id}: ${why}`));
    });
    const job: BetJob = { type: "bet", id, bet: { ...bet }, atMs };
    this.#waiting.set(id, { job, resolve, reject });
    this.#post(job);
    return promise.finally(callOff);
  }

  onSaved(id: number): void {
    this.#end(id)?.resolve();
  }

  onRefused(id: number, message: string): void {
    this.#end(id)?.reject(new HostError("storage", message));
  }

  /** Sends all again: the thread that had them is gone. */
  repost(): void {
    for (const { job } of this.#waiting.values()) this.#post(job);
  }

  close(): void {
    for (const [id, { job }] of this.#waiting) {
      this.onRefused(id, `Cannot save bet ${job.bet.id}: the writer was closed`);
    }
  }

  #end(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }
}
