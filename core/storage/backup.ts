/** A copy of the database while it is in use: whole, of one moment, checked, and there under its name only then. */
import { backup, DatabaseSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import { openForReading } from "./open_database.ts";
import { schemaVersion } from "./schema.ts";

/** All pages in one step, so that the copy is of one moment; by SQLite's own backup, for a core may not attach files. */
const PAGES_PER_STEP = 2_000_000_000;

/** What a backup holds. */
export interface BackupReport {
  path: string;
  bytes: number;
  /** rows of each table */
  rows: Record<string, number>;
}

/**
 * Copies a database from a reading connection of its own: the writer is not held up, and what it commits meanwhile is
 * not in the copy. The copy is read through completely and its rows are counted against the original's.
 *
 * @throws {HostError} `refused` when there is something of that name; `storage` when it cannot be made or is not whole
 */
export async function backUp(path: string, target: string): Promise<BackupReport> {
  refuseExisting(target);
  const partial = `${target}.partial`;
  removeIfThere(partial);
  const database = openForReading(path);
  try {
    const before = rowsOf(database);
    await backup(database, partial, { rate: PAGES_PER_STEP });
    verify(partial, { rows: fewest(before, rowsOf(database)), version: schemaVersion(database) });
    sync(partial);
    Deno.renameSync(partial, target);
    return { path: target, bytes: Deno.statSync(target).size, rows: rowsIn(target) };
  } catch (cause) {
    removeIfThere(partial);
    if (cause instanceof HostError) throw cause;
    throw new HostError("storage", `Cannot back up ${path} to ${target}: ${(cause as Error).message}`, { cause });
  } finally {
    database.close();
  }
}

/** @throws {HostError} `storage` when the file is damaged, of another version, or has fewer rows than it must */
export function verify(path: string, expected: { rows: Record<string, number>; version: number }): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const [{ integrity_check: found }] = database.prepare("PRAGMA integrity_check(1)").all() as {
      integrity_check: string;
    }[];
    if (found !== "ok") throw new HostError("storage", `Cannot use backup ${path}: ${found}`);
    if (schemaVersion(database) !== expected.version) {
      throw new HostError("storage", `Cannot use backup ${path}: its version is ${schemaVersion(database)}`);
    }
    const rows = rowsOf(database);
    for (const [table, count] of Object.entries(expected.rows)) {
      if ((rows[table] ?? 0) < count) {
        throw new HostError("storage", `Cannot use backup ${path}: ${rows[table] ?? 0} of ${count} rows in ${table}`);
      }
    }
  } finally {
    database.close();
  }
}

/** Rows come and old ones go while the copy is made: it has no fewer than there were at either end. */
function fewest(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(before).map(([table, rows]) => [table, Math.min(rows, after[table] ?? 0)]));
}

function rowsIn(path: string): Record<string, number> {
  const database = openForReading(path);
  try {
    return rowsOf(database);
  } finally {
    database.close();
  }
}

/** Rows of every table. */
export function rowsOf(database: DatabaseSync): Record<string, number> {
  const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all();
  return Object.fromEntries(
    names.map(({ name }) => [String(name), Number(database.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.n)]),
  );
}

function refuseExisting(path: string): void {
  try {
    Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    throw error;
  }
  throw new HostError("refused", `Cannot write ${path}: it is there already; name another file`);
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** Else a power cut may leave the name with nothing under it. */
function sync(path: string): void {
  using file = Deno.openSync(path, { read: true, write: true });
  file.syncSync();
}
