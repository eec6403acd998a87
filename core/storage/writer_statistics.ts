/** Counts what the writer did, for the page and the statistics line. Decides nothing. */
import type { BatchResult } from "./row_store.ts";

/** Span over which `rowsPerSecond` is taken. */
const RATE_MS = 10_000;

export class WriterStatistics {
  readonly #nowMs: () => number;
  readonly #startMs: number;
  /** rows of each batch of the last `RATE_MS` */
  #recent: { atMs: number; rows: number }[] = [];
  #batchRows = 0;
  #batchMs = 0;
  batches = 0;
  rowsWritten = 0;
  rejectedRows = 0;
  duplicateRows = 0;
  peakQueuedRows = 0;
  warnings = 0;
  errors = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  onBatch({ stored, duplicates, rejected }: BatchResult, ms: number): void {
    this.batches += 1;
    this.rowsWritten += stored;
    this.duplicateRows += duplicates;
    this.rejectedRows += rejected;
    this.#batchRows += stored + duplicates + rejected;
    this.#batchMs += ms;
    const atMs = this.#nowMs();
    const last = this.#recent.at(-1);
    // One entry for each tenth of a second bounds the list whatever the rate.
    if (last && atMs - last.atMs < 100) last.rows += stored;
    else this.#recent.push({ atMs, rows: stored });
    this.#forget();
  }

  onQueued(rows: number): void {
    this.peakQueuedRows = Math.max(this.peakQueuedRows, rows);
  }

  get rowsPerSecond(): number {
    this.#forget();
    const spanMs = Math.min(RATE_MS, this.#nowMs() - this.#startMs);
    const rows = this.#recent.reduce((sum, one) => sum + one.rows, 0);
    return spanMs > 0 ? rows * 1000 / spanMs : 0;
  }

  get averageBatchRows(): number {
    return this.batches && this.#batchRows / this.batches;
  }

  get averageBatchMs(): number {
    return this.batches && this.#batchMs / this.batches;
  }

  #forget(): void {
    const fromMs = this.#nowMs() - RATE_MS;
    const kept = this.#recent.findIndex((one) => one.atMs >= fromMs);
    this.#recent.splice(0, kept < 0 ? this.#recent.length : kept);
  }
}
