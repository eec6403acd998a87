/** Opens the database file, checked first. Never overwrites what it cannot read and never starts silently empty. */
import { DatabaseSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import { migrate, refuseForeign, SCHEMA_VERSION, schemaVersion } from "./schema.ts";
import { keepDamagedWal, keptPaths } from "./wal_check.ts";

/** The database in the data folder. */
export const DATABASE_FILE = "aviator.sqlite";
/** Files up to this size are read through before every start, at some 500 MB a second. */
export const CHECKED_AT_START_BYTES_MAX = 256_000_000;
/** Longest time that one statement blocks its thread for another process's lock. */
export const BUSY_TIMEOUT_MS = 250;
const CACHE_KIB = 65_536;
/** What a WAL file is cut back to after a checkpoint. */
const WAL_KEPT_BYTES = 67_108_864;

/**
 * Opens the database for its one writer: WAL, `synchronous=NORMAL`, migrated to this program's version.
 *
 * @param tell what had to be left out, and where it is kept
 * @throws {HostError} `storage`, naming the file and what to do
 */
export function openForWriting(path: string, tell: (message: string) => void = console.error): DatabaseSync {
  refuseLostMainFile(path);
  keepDamagedWal(path, tell);
  // A writing connection that is closed again would move the -wal file's pages into a file that was refused.
  // Where a loss of power left the making of the file half done, only a writing one can undo that half.
  const halfMade = sizeOf(`${path}-journal`) > 0;
  if (sizeOf(path) > 0) open(path, (database) => checkPages(database, path), !halfMade).close();
  return open(path, (database) => {
    refuseLostTables(database, path);
    // Only a new file heeds it: room that rows leave can then be given back in small pieces.
    database.exec(`PRAGMA auto_vacuum=INCREMENTAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-${CACHE_KIB}`);
    // Before WAL: a new file's tables must not stand in a -wal file that a loss of power tears.
    migrate(database, path);
    database.exec(
      `PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=${WAL_KEPT_BYTES}`,
    );
  });
}

/**
 * Opens the database for reading alone.
 *
 * @throws {HostError} `storage`, naming the file and what to do
 */
export function openForReading(path: string): DatabaseSync {
  return open(path, (database) => refuseForeign(database, path), true);
}

/**
 * Opens the database for whoever forwards its rows: it changes the outbox, and nothing else. The writer has opened the
 * file before.
 *
 * @throws {HostError} `storage`, naming the file and what to do
 */
export function openForForwarding(path: string): DatabaseSync {
  refuseLostMainFile(path);
  return open(path, (database) => {
    if (schemaVersion(database) !== SCHEMA_VERSION) throw new Error(`version ${schemaVersion(database)}, not migrated`);
    database.exec("PRAGMA synchronous=NORMAL");
  });
}

/**
 * Opens a database that may be damaged, after a copy of it was made.
 *
 * @param options `copyTo`: the copy's file; none is made of a database that is whole
 */
export function openForRepair(path: string, { copyTo }: { copyTo: string }): DatabaseSync {
  refuseLostMainFile(path);
  return open(path, (database) => {
    refuseForeign(database, path);
    if (schemaVersion(database) !== SCHEMA_VERSION) {
      throw new Error(`version ${schemaVersion(database)}, start it once`);
    }
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const whole = database.prepare("PRAGMA quick_check(1)").get()?.quick_check === "ok";
    if (!whole) Deno.copyFileSync(path, copyTo);
  });
}

function checkPages(database: DatabaseSync, path: string): void {
  refuseForeign(database, path);
  for (const check of checksFor(database, sizeOf(path))) {
    const result = database.prepare(check).all().map((row) => String(row.quick_check));
    if (result[0] !== "ok") throw new Error(result.join("; "));
  }
}

/** Where money and what everything else hangs on is, checked before every start. */
const CHECKED_ALWAYS = ["bets", "bet_events", "plugins", "round_totals"];

/** A large file would hold up the start by seconds: of it only what money hangs on; the rest is read afterwards. */
function checksFor(database: DatabaseSync, bytes: number): string[] {
  if (bytes <= CHECKED_AT_START_BYTES_MAX) return ["PRAGMA quick_check(3)"];
  const has = database.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  return CHECKED_ALWAYS.filter((table) => has.get(table)).map((table) => `PRAGMA quick_check('${table}')`);
}

function open(path: string, check: (database: DatabaseSync) => void, readOnly = false): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly, timeout: BUSY_TIMEOUT_MS });
    check(database);
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof HostError) throw cause;
    throw new HostError("storage", `Cannot open database ${path}: ${(cause as Error).message}; ${remedy(cause)}`, {
      cause,
    });
  }
}

function remedy(error: unknown): string {
  const message = (error as Error).message;
  if (/locked|busy/.test(message)) return "another program holds it: close that program and start again";
  if (/unable to open|Requires|readonly/.test(message)) return "check that the folder exists and may be written";
  return "it was left untouched: move it away (keep it for recovery) or restore a backup, then start again";
}

/** SQLite deletes the WAL of an empty main file, and with it rows that could still be saved. */
function refuseLostMainFile(path: string): void {
  if (sizeOf(path) > 0 || sizeOf(`${path}-wal`) === 0) return;
  throw new HostError(
    "storage",
    `Cannot open database ${path}: the file is empty or gone but ${path}-wal still holds rows; ` +
      "restore the file from a backup, or move the -wal file away to start anew",
  );
}

/** Everything may have stood in a `-wal` file that cannot be read: what is left is no new database. */
function refuseLostTables(database: DatabaseSync, path: string): void {
  const isEmpty = database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n === 0;
  if (!isEmpty || !keptPaths(path).some((kept) => sizeOf(kept) > 0)) return;
  throw new HostError(
    "storage",
    `Cannot open database ${path}: it is empty, and what it held is kept in ${path}.kept-…; restore a backup, or move ` +
      "the kept files away to start anew",
  );
}

function sizeOf(path: string): number {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
