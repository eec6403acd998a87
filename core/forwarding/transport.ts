/** How a batch gets to where it is kept for good: over HTTP to a collector, or through NATS JetStream. */
import type { LogAnswer } from "../protocol/forwarding.ts";

/** One attempt ends in an answer, or in one of the two errors below. */
export interface Transport extends AsyncDisposable {
  /**
   * Hands a batch over; once this resolves its rows are kept on the other side, whatever happens there.
   *
   * @param batch JSON text as `logBatch` has it
   * @throws {TryLater} when it may work another time
   * @throws {BatchRefused} when this batch would be refused whenever it is sent
   */
  send(batch: string): Promise<LogAnswer>;

  /** Whether the other side answers. Never throws. */
  healthy(): Promise<boolean>;
}

/** What failed now may work later. */
export class TryLater extends Error {
  override readonly name = "TryLater";
  /** the other side did not answer at all, or said that it is in trouble */
  readonly unreachable: boolean;
  /** how long the other side wants to be left alone */
  readonly waitMs: number;

  constructor(message: string, { unreachable = true, waitMs = 0 }: { unreachable?: boolean; waitMs?: number } = {}) {
    super(message);
    this.unreachable = unreachable;
    this.waitMs = waitMs;
  }
}

/** The batch itself is not taken: a row of it is wrong, or it is too large. */
export class BatchRefused extends Error {
  override readonly name = "BatchRefused";
}
