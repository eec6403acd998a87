/** Keeps the outbox from growing: sent rows go after some days, and at nine tenths of its capacity the oldest of them at once. */
import type { Outbox } from "../storage/outbox.ts";

/** Share of the capacity at which sent rows go whatever their age, and the share that is left then. */
const FULL_SHARE = 0.9;
const LEFT_SHARE = 0.8;
/** What else is called daily. */
const AGE_EVERY_MS = 86_400_000;

export interface KeeperOptions {
  outbox: Pick<Outbox, "cleanup" | "heldRows">;
  capacityRows: number;
  keepSentMs: number;
  epochMs: () => number;
  /** milliseconds that never go back */
  nowMs: () => number;
}

export class OutboxKeeper {
  readonly #options: KeeperOptions;
  #agedMs = -Infinity;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Deletes what is due; to be called every minute or so. @returns rows deleted */
  look(): number {
    const { outbox, capacityRows, keepSentMs, epochMs, nowMs } = this.#options;
    let deleted = 0;
    if (nowMs() - this.#agedMs >= AGE_EVERY_MS) {
      this.#agedMs = nowMs();
      deleted += outbox.cleanup({ sentBeforeMs: epochMs() - keepSentMs });
    }
    const held = outbox.heldRows();
    if (held < capacityRows * FULL_SHARE) return deleted;
    const rowsMax = Math.ceil(held - capacityRows * LEFT_SHARE);
    return deleted + outbox.cleanup({ sentBeforeMs: Number.MAX_SAFE_INTEGER, rowsMax });
  }
}
