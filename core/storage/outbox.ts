/**
 * The rows on their way to the collector, as the forwarder's thread sees them: what is next, what became of it. Each
 * change is a short transaction, so that the writer hardly ever finds the database locked. Sends nothing.
 */
import type { DatabaseSync } from "node:sqlite";
import { openForForwarding } from "./open_database.ts";
import { bufferedValues, NOW_MS, type OutboxOptions, present } from "./outbox_triggers.ts";

/** A buffered row. */
export interface OutboxRow {
  /** its number in the buffer */
  id: number;
  /** JSON object with the row's kind and id */
  data: string;
  image: string | null;
  atMs: number;
}

/** Counts of the buffer. */
export interface OutboxCounts {
  pendingRows: number;
  sentRows: number;
  failedRows: number;
  overflowRows: number;
  /** sent ones included */
  rows: number;
}

/** Rows deleted by one transaction. */
const CLEANUP_ROWS = 2_000;
/** Characters of an error that are kept. */
const ERROR_CHARACTERS_MAX = 300;

export class Outbox implements Disposable {
  readonly #database: DatabaseSync;
  readonly #options: OutboxOptions;

  /**
   * @param database the file, or an open one
   * @throws {HostError} `storage` when the database cannot be used, or has no outbox yet
   */
  constructor(database: string | DatabaseSync, options: OutboxOptions) {
    this.#database = typeof database === "string" ? openForForwarding(database) : database;
    this.#options = options;
  }

  /**
   * The oldest rows that wait, at most `rowsMax` and `charactersMax`, but one at least where there is one.
   *
   * @param options `afterId`: only rows whose number is above it
   */
  next(
    { afterId = 0, rowsMax, charactersMax }: { afterId?: number; rowsMax: number; charactersMax: number },
  ): OutboxRow[] {
    const found = this.#database.prepare(
      `SELECT id, prediction_data AS data, image_id AS image, timestamp AS atMs FROM prediction_buffer
        WHERE status = 'pending' AND id > ? ORDER BY id LIMIT ?`,
    ).all(afterId, rowsMax) as unknown as OutboxRow[];
    let characters = 0;
    const fitting = found.findIndex(({ data }) => (characters += data.length) > charactersMax);
    return fitting < 0 ? found : found.slice(0, Math.max(1, fitting));
  }

  /** How many rows above a number wait, counted up to `rowsMax`, and since when the oldest does. */
  waiting({ afterId = 0, rowsMax }: { afterId?: number; rowsMax: number }): { rows: number; sinceMs: number | null } {
    const { rows, sinceMs } = this.#database.prepare(
      `SELECT count(*) AS rows, min(buffered_at) AS sinceMs FROM
        (SELECT buffered_at FROM prediction_buffer WHERE status = 'pending' AND id > ? ORDER BY id LIMIT ?)`,
    ).get(afterId, rowsMax) as { rows: number; sinceMs: number | null };
    return { rows, sinceMs };
  }

  /** Notes that the collector has these rows. */
  markSent(ids: readonly number[]): void {
    this.#change((json) => {
      const sent = this.#database.prepare(
        `UPDATE prediction_buffer SET status = 'sent', sent_at = ${NOW_MS}, last_error = NULL
          WHERE id IN (SELECT value FROM json_each(?)) AND status <> 'sent'`,
      ).run(json).changes;
      this.#database.prepare("UPDATE buffer_metadata SET total_sent = total_sent + ?").run(sent);
    }, ids);
  }

  /** Notes that the collector does not take this row, whenever it is sent. */
  markFailed(id: number, reason: string): void {
    this.#change((json) => {
      const failed = this.#database.prepare(
        `UPDATE prediction_buffer SET status = 'failed', retry_count = retry_count + 1, last_error = ?
          WHERE id IN (SELECT value FROM json_each(?)) AND status = 'pending'`,
      ).run(reason.slice(0, ERROR_CHARACTERS_MAX), json).changes;
      this.#database.prepare("UPDATE buffer_metadata SET total_failed = total_failed + ?").run(failed);
    }, [id]);
  }

  /** Notes an attempt that brought these rows nowhere. */
  noteRetry(ids: readonly number[], reason: string): void {
    this.#change((json) =>
      this.#database.prepare(
        `UPDATE prediction_buffer SET retry_count = retry_count + 1, last_error = ?
          WHERE id IN (SELECT value FROM json_each(?))`,
      ).run(reason.slice(0, ERROR_CHARACTERS_MAX), json), ids);
  }

  /** Buffers rows that found no room before, oldest first. @returns how many */
  refill(rowsMax: number): number {
    const waiting = this.#database.prepare("SELECT EXISTS (SELECT 1 FROM buffer_waiting) AS any").get()?.any;
    if (!waiting) return 0;
    const room = this.#options.capacityRows - this.heldRows();
    if (room <= 0) return 0;
    let moved = 0;
    this.#change(() => {
      for (const forwarded of present(this.#database)) {
        const due = `SELECT row_id FROM buffer_waiting WHERE kind = '${forwarded.kind}' ORDER BY row_id
          LIMIT ${Math.min(room, rowsMax) - moved}`;
        const buffered = this.#database.prepare(
          `INSERT INTO prediction_buffer(prediction_data, image_id, timestamp, buffered_at)
            SELECT ${bufferedValues(this.#database, { forwarded, options: this.#options, row: "source" })}
            FROM ${forwarded.table} AS source WHERE source.id IN (${due}) ORDER BY source.id`,
        ).run().changes;
        this.#database.exec(`DELETE FROM buffer_waiting WHERE kind = '${forwarded.kind}' AND row_id IN (${due})`);
        this.#database.prepare("UPDATE buffer_metadata SET rows = rows + ?, total_buffered = total_buffered + ?")
          .run(buffered, buffered);
        moved += Number(buffered);
      }
    }, []);
    return moved;
  }

  /**
   * Deletes sent rows, oldest first, a few at a time.
   *
   * @param options `sentBefore`: epoch ms; `rowsMax`: no more than so many
   * @returns how many were deleted
   */
  cleanup({ sentBeforeMs, rowsMax = Infinity }: { sentBeforeMs: number; rowsMax?: number }): number {
    let deleted = 0;
    while (deleted < rowsMax) {
      let now = 0;
      this.#change(() => {
        now = Number(
          this.#database.prepare(
            `DELETE FROM prediction_buffer WHERE id IN (SELECT id FROM prediction_buffer
              WHERE status = 'sent' AND sent_at < ? ORDER BY id LIMIT ?)`,
          ).run(sentBeforeMs, Math.min(CLEANUP_ROWS, rowsMax - deleted)).changes,
        );
        this.#database.prepare(`UPDATE buffer_metadata SET rows = rows - ?, last_cleanup = ${NOW_MS}`).run(now);
      }, []);
      if (now === 0) break;
      deleted += now;
    }
    return deleted;
  }

  /** Rows that the buffer holds, sent ones included. */
  heldRows(): number {
    return Number(this.#database.prepare("SELECT rows FROM buffer_metadata").get()?.rows);
  }

  counts(): OutboxCounts {
    return countsOf(this.#database);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #change(change: (ids: string) => void, ids: readonly number[]): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      change(JSON.stringify(ids));
      this.#database.exec("COMMIT");
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}

/** Counts by the index of states alone, without a look at the rows. */
export function countsOf(database: DatabaseSync): OutboxCounts {
  const count = (status: string) =>
    Number(database.prepare("SELECT count(*) AS n FROM prediction_buffer WHERE status = ?").get(status)?.n);
  const [pendingRows, sentRows, failedRows] = ["pending", "sent", "failed"].map(count);
  const overflowRows = Number(database.prepare("SELECT count(*) AS n FROM buffer_waiting").get()?.n);
  return { pendingRows, sentRows, failedRows, overflowRows, rows: pendingRows + sentRows + failedRows };
}
