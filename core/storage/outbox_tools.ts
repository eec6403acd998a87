/** What a user may ask of the outbox by hand: how it stands, its rows, making room, sending refused rows once more. */
import type { DatabaseSync } from "node:sqlite";
import { countsOf, type OutboxCounts } from "./outbox.ts";

/** All there is to know of the buffer. Times are epoch milliseconds. */
export interface OutboxStatus extends OutboxCounts {
  /** since the buffer was made */
  totalBuffered: number;
  totalSent: number;
  totalFailed: number;
  lastCleanupAtMs: number | null;
  oldestPendingAtMs: number | null;
  lastSentAtMs: number | null;
  /** most attempts that a row which waits has seen */
  retriesMax: number;
  /** the errors of rows that wait or failed, most frequent first */
  errors: { error: string; rows: number }[];
  /** rows by kind */
  kinds: { kind: string; rows: number }[];
}

/** A buffered row with everything that is known of it. */
export interface BufferedRow {
  id: number;
  status: "pending" | "sent" | "failed";
  image: string | null;
  atMs: number;
  bufferedAtMs: number;
  sentAtMs: number | null;
  retryCount: number;
  lastError: string | null;
  /** JSON text */
  data: string;
}

const ERRORS_LISTED_MAX = 10;

export function outboxStatus(database: DatabaseSync): OutboxStatus {
  const figures = database.prepare(
    `SELECT total_buffered AS totalBuffered, total_sent AS totalSent, total_failed AS totalFailed,
      last_cleanup AS lastCleanupAtMs,
      (SELECT buffered_at FROM prediction_buffer WHERE status = 'pending' ORDER BY id LIMIT 1) AS oldestPendingAtMs,
      (SELECT sent_at FROM prediction_buffer WHERE status = 'sent' ORDER BY id DESC LIMIT 1) AS lastSentAtMs,
      (SELECT coalesce(max(retry_count), 0) FROM prediction_buffer WHERE status = 'pending') AS retriesMax
      FROM buffer_metadata`,
  ).get() as unknown as Omit<OutboxStatus, "errors" | "kinds" | keyof OutboxCounts>;
  const errors = database.prepare(
    `SELECT last_error AS error, count(*) AS rows FROM prediction_buffer
      WHERE status IN ('pending', 'failed') AND last_error IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT ?`,
  ).all(ERRORS_LISTED_MAX);
  const kinds = database.prepare(
    `SELECT iif(json_valid(prediction_data), prediction_data ->> 'kind', 'unreadable') AS kind, count(*) AS rows
      FROM prediction_buffer GROUP BY 1 ORDER BY 2 DESC`,
  ).all();
  return { ...countsOf(database), ...figures, errors: plain(errors), kinds: plain(kinds) };
}

function plain<T>(rows: Record<string, unknown>[]): T[] {
  return rows.map((row) => ({ ...row }) as T);
}

/** Rows of the buffer in their order, from after `afterId` on. */
export function bufferedRows(
  database: DatabaseSync,
  { status, afterId, limit }: { status: BufferedRow["status"] | null; afterId: number; limit: number },
): BufferedRow[] {
  return plain(
    database.prepare(
      `SELECT id, status, image_id AS image, timestamp AS atMs, buffered_at AS bufferedAtMs, sent_at AS sentAtMs,
        retry_count AS retryCount, last_error AS lastError, prediction_data AS data FROM prediction_buffer
        WHERE id > ? AND (? IS NULL OR status = ?) ORDER BY id LIMIT ?`,
    ).all(afterId, status, status, limit),
  );
}

/** Has rows wait again that were sent since a moment: what became of them on the other side is in doubt. @returns how many */
export function resend(database: DatabaseSync, { sentSinceMs }: { sentSinceMs: number }): number {
  return Number(
    database.prepare("UPDATE prediction_buffer SET status = 'pending' WHERE status = 'sent' AND sent_at >= ?")
      .run(sentSinceMs).changes,
  );
}

/** Has refused rows wait again. @returns how many */
export function retryFailed(database: DatabaseSync): number {
  return Number(
    database.prepare("UPDATE prediction_buffer SET status = 'pending' WHERE status = 'failed'").run().changes,
  );
}
