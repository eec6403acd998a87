/**
 * The rows between a collector and the database, in order: memory first, the journal on disk for what finds no room
 * there. A row is forgotten only once it is committed.
 */
import assert from "node:assert/strict";
import type { StoredRow } from "../protocol/rows.ts";
import { BUFFER_ROWS_MAX, BUFFER_WARNING_ROWS } from "./batch_rule.ts";
import type { Journal } from "./journal.ts";

export class RowBuffer {
  readonly #journal: Journal;
  /** oldest first */
  #queue: StoredRow[] = [];
  /** rows handed out and not yet committed, by batch, oldest first */
  readonly #inFlight = new Map<number, StoredRow[]>();
  #inFlightRows = 0;
  /** rows read from the journal and not yet committed: until then they stay in its file */
  readonly #replayed = new Set<StoredRow>();
  #lastBatch = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /** Rows in memory, committed none of them. */
  get rows(): number {
    return this.#queue.length + this.#inFlightRows;
  }

  /** Rows that wait for a batch. */
  get queuedRows(): number {
    return this.#queue.length;
  }

  get batchesInFlight(): number {
    return this.#inFlight.size;
  }

  /** Rows on disk alone. */
  get journalRows(): number {
    return this.#journal.rows;
  }

  add(rows: readonly StoredRow[]): void {
    // Once one row went to the journal the later ones must follow it, or they would overtake it.
    const room = this.#journal.rows > 0 ? 0 : Math.max(0, BUFFER_ROWS_MAX - this.rows);
    for (const row of rows.slice(0, room)) this.#queue.push(row);
    if (rows.length > room) this.#journal.append(rows.slice(room));
  }

  /** Takes the oldest rows for a batch; they stay here until `commit()`. */
  take(rowsMax: number): { id: number; rows: StoredRow[] } {
    const rows = this.#queue.splice(0, rowsMax);
    const id = ++this.#lastBatch;
    this.#inFlight.set(id, rows);
    this.#inFlightRows += rows.length;
    return { id, rows };
  }

  /** A batch is in the database. @returns its rows */
  commit(id: number): StoredRow[] {
    const rows = this.#inFlight.get(id);
    assert(rows, `batch ${id} is not in flight`);
    this.#inFlight.delete(id);
    this.#inFlightRows -= rows.length;
    if (this.#replayed.size > 0) { for (const row of rows) this.#replayed.delete(row); }
    if (this.#replayed.size === 0) this.#journal.empty();
    return rows;
  }

  /** Brings some rows back from the journal while memory has room for many. */
  refill(): void {
    let unread = Infinity;
    // Another turn only when a whole piece was unreadable; else a long journal would hold up the core.
    while (this.#journal.rows > 0 && this.#journal.rows < unread && this.rows < BUFFER_WARNING_ROWS) {
      unread = this.#journal.rows;
      const rows = this.#journal.read();
      for (const row of rows) {
        this.#queue.push(row);
        this.#replayed.add(row);
      }
      if (rows.length > 0) return;
    }
  }

  /** Batches that were handed out and not committed, oldest first. */
  inFlight(): Iterable<[number, StoredRow[]]> {
    return this.#inFlight;
  }

  /** Writes everything that is not committed to the journal, in order, for the next start. */
  close(): void {
    this.#journal.closeWith([...[...this.#inFlight.values()].flat(), ...this.#queue]);
  }
}
