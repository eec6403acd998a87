/**
 * Mends a damaged buffer: what can be read of it is kept, its tables are made anew where they must be, and rows that it
 * has lost are buffered again from the tables that hold them. Sending one twice does no harm, losing one does.
 */
import type { DatabaseSync } from "node:sqlite";
import { bufferedValues, type OutboxOptions, present } from "./outbox_triggers.ts";
import { OUTBOX } from "./schema.ts";

const BUFFER_TABLES = ["prediction_buffer", "buffer_metadata", "buffer_waiting"];

export interface RepairReport {
  /** what was wrong, in words; empty when nothing was */
  found: string[];
  /** rows of the buffer that could not be read any more */
  lostRows: number;
  /** rows whose data was no JSON; they were taken out */
  unreadableRows: number;
  /** rows that were put into the buffer again */
  bufferedAgain: number;
}

/**
 * Repairs in place. Nobody else may have the file open.
 *
 * @param options `outbox`: null where rows cannot be buffered again; `againSinceMs`: rows since then are looked for in
 *   the buffer even where nothing was lost; null: only where something was, a week of them
 */
export function repairOutbox(
  database: DatabaseSync,
  { outbox, againSinceMs, nowMs }: { outbox: OutboxOptions | null; againSinceMs: number | null; nowMs: number },
): RepairReport {
  const report: RepairReport = { found: damageOf(database), lostRows: 0, unreadableRows: 0, bufferedAgain: 0 };
  if (report.found.length > 0) report.lostRows = makeAnew(database);
  report.unreadableRows = Number(
    database.prepare("DELETE FROM prediction_buffer WHERE NOT json_valid(prediction_data)").run().changes,
  );
  if (report.unreadableRows > 0) report.found.push(`${report.unreadableRows} rows whose data is no JSON`);
  const sinceMs = againSinceMs ?? (report.found.length > 0 ? nowMs - WEEK_MS : null);
  if (outbox !== null && sinceMs !== null) report.bufferedAgain = bufferAgain(database, { outbox, sinceMs });
  if (countAnew(database)) report.found.push("counts that did not match the rows");
  return report;
}

const WEEK_MS = 7 * 86_400_000;

/** Nothing of the buffer's tables but what SQLite itself finds wrong with them. */
function damageOf(database: DatabaseSync): string[] {
  return BUFFER_TABLES.flatMap((table) => {
    try {
      const found = database.prepare(`PRAGMA integrity_check(${table})`).all().map((row) =>
        String(row.integrity_check)
      );
      return found[0] === "ok" ? [] : found.slice(0, 3).map((line) => `${table}: ${line}`);
    } catch (error) {
      return [`${table}: ${(error as Error).message}`];
    }
  });
}

/** Reads what can be read, from both ends; makes the tables anew; puts it back. @returns rows that could not be read */
function makeAnew(database: DatabaseSync): number {
  const columns = "id, prediction_data, image_id, timestamp, buffered_at, sent_at, status, retry_count, last_error";
  const rows = new Map<number, Record<string, unknown>>();
  for (const order of ["ASC", "DESC"]) {
    try {
      // Not the index of states or times: the table itself.
      const walk = database.prepare(`SELECT ${columns} FROM prediction_buffer NOT INDEXED ORDER BY id ${order}`);
      for (const row of walk.iterate()) rows.set(Number(row.id), row);
    } catch { /* what comes after the damage is read from the other end */ }
  }
  const expected = Math.max(rows.size, heldBefore(database));
  const waiting = readWaiting(database);
  unlink(database);
  database.exec("BEGIN");
  database.exec(OUTBOX);
  const insert = database.prepare(`INSERT INTO prediction_buffer(${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  for (const row of [...rows.values()].sort((a, b) => Number(a.id) - Number(b.id))) {
    insert.run(...Object.values(row) as []);
  }
  const again = database.prepare("INSERT INTO buffer_waiting(kind, row_id) VALUES (?, ?)");
  for (const { kind, row_id } of waiting) again.run(kind, row_id);
  database.exec("COMMIT; VACUUM");
  return expected - rows.size;
}

function heldBefore(database: DatabaseSync): number {
  try {
    return Number(database.prepare("SELECT rows FROM buffer_metadata").get()?.rows ?? 0);
  } catch {
    return 0;
  }
}

function readWaiting(database: DatabaseSync): { kind: string; row_id: number }[] {
  try {
    return database.prepare("SELECT kind, row_id FROM buffer_waiting").all() as never;
  } catch {
    return [];
  }
}

/** Takes the tables out of the schema without touching their pages, which cannot be walked any more. */
function unlink(database: DatabaseSync): void {
  const names = BUFFER_TABLES.map((table) => `'${table}'`).join(", ");
  // Deno's types do not know it yet.
  (database as DatabaseSync & { enableDefensive(active: boolean): void }).enableDefensive(false);
  database.exec("PRAGMA writable_schema = ON");
  try {
    database.exec(`DELETE FROM sqlite_schema WHERE tbl_name IN (${names})`);
  } finally {
    database.exec("PRAGMA writable_schema = RESET");
  }
}

/** Buffers rows that the buffer does not know, by kind and id. */
function bufferAgain(
  database: DatabaseSync,
  { outbox, sinceMs }: { outbox: OutboxOptions; sinceMs: number },
): number {
  let rows = 0;
  for (const forwarded of present(database)) {
    const values = bufferedValues(database, { forwarded, options: outbox, row: "source" });
    rows += Number(
      database.prepare(
        `INSERT INTO prediction_buffer(prediction_data, image_id, timestamp, buffered_at)
          SELECT ${values} FROM ${forwarded.table} AS source
          WHERE source.${forwarded.time} >= ? AND source.id NOT IN
            (SELECT prediction_data ->> 'id' FROM prediction_buffer WHERE prediction_data ->> 'kind' = ?)
          ORDER BY source.id LIMIT max(0, ? - (SELECT count(*) FROM prediction_buffer))`,
      ).run(sinceMs, forwarded.kind, outbox.capacityRows).changes,
    );
  }
  return rows;
}

/** @returns whether a count was wrong */
function countAnew(database: DatabaseSync): boolean {
  database.exec("INSERT INTO buffer_metadata(id) VALUES (1) ON CONFLICT DO NOTHING");
  const held = Number(database.prepare("SELECT count(*) AS n FROM prediction_buffer").get()?.n);
  const counted = Number(database.prepare("SELECT rows FROM buffer_metadata").get()?.rows);
  database.prepare("UPDATE buffer_metadata SET rows = ?, total_buffered = max(total_buffered, ?)").run(held, held);
  database.exec("UPDATE prediction_buffer SET sent_at = buffered_at WHERE status = 'sent' AND sent_at IS NULL");
  return held !== counted;
}
