/** A collector's rows in one SQLite file: the default, for one collector. What it has acknowledged is on the disk. */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import type { KeptRow } from "../forwarding/parse_batch.ts";
import type { LogAnswer, MachineView, RowKey } from "../protocol/forwarding.ts";
import type { BatchToKeep, CollectorStore, DeviceToken, StoredFleet } from "./collector_store.ts";

const BUSY_TIMEOUT_MS = 2_000;
const CACHE_KIB = 65_536;
/** Rows that one statement inserts: twice as fast as one by one. */
const ROWS_AT_ONCE = 25;
const VERSION = 1;
const TABLES = `
CREATE TABLE devices(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, token_hash TEXT, added_at INTEGER NOT NULL,
  rows INTEGER NOT NULL DEFAULT 0, duplicates INTEGER NOT NULL DEFAULT 0, conflicts INTEGER NOT NULL DEFAULT 0,
  first_at INTEGER, last_at INTEGER
) STRICT;
CREATE TABLE log_rows(
  device INTEGER NOT NULL, kind TEXT NOT NULL, row_id INTEGER NOT NULL, at INTEGER NOT NULL,
  received_at INTEGER NOT NULL, image TEXT, data TEXT NOT NULL, PRIMARY KEY (device, kind, row_id)
) STRICT, WITHOUT ROWID;
`;

export class SqliteStore implements CollectorStore {
  readonly #database: DatabaseSync;
  readonly #path: string;
  readonly #insertOne: StatementSync;
  readonly #insertMany: StatementSync;
  readonly #same: StatementSync;
  readonly #register: StatementSync;
  readonly #nextSeries: StatementSync;
  readonly #forget: StatementSync;

  /**
   * @param database absent: the file's, which is made where there is none
   * @throws {HostError} `storage`, naming the file and what to do
   */
  constructor(path: string, database = openCollection(path)) {
    this.#path = path;
    this.#database = database;
    [this.#insertOne, this.#insertMany] = [1, ROWS_AT_ONCE].map((rows) => this.#database.prepare(insertSql(rows)));
    this.#register = this.#database.prepare(
      "INSERT INTO devices(name, added_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
    );
    this.#same = this.#database.prepare(
      `SELECT at = ? AND image IS ? AND data = ? AS same FROM log_rows WHERE device = ? AND kind = ? AND row_id = ?`,
    );
    this.#nextSeries = this.#database.prepare(
      "SELECT device, kind FROM log_rows WHERE (device, kind) > (?, ?) ORDER BY device, kind LIMIT 1",
    );
    // A machine's rows come in the order of their numbers: the first ones are the oldest, without an index of times.
    this.#forget = this.#database.prepare(
      `DELETE FROM log_rows WHERE device = ?1 AND kind = ?2 AND received_at < ?4 AND row_id <= (SELECT max(row_id) FROM
        (SELECT row_id FROM log_rows WHERE device = ?1 AND kind = ?2 ORDER BY row_id LIMIT ?3))`,
    );
  }

  log(device: string, { rows, receivedAtMs, register }: BatchToKeep): Promise<LogAnswer> {
    return this.#transaction(() => {
      if (register) this.#register.run(device, receivedAtMs);
      const number = this.#database.prepare("SELECT id FROM devices WHERE name = ?").get(device)?.id;
      if (number === undefined) throw new HostError("refused", `Cannot keep rows of ${device}: it is not known`);
      let stored = 0;
      const conflicts: RowKey[] = [];
      for (const some of chunksOf(rows)) {
        const now = this.#insert(Number(number), { rows: some, receivedAtMs });
        stored += now;
        if (now < some.length) conflicts.push(...this.#conflicts(Number(number), some));
      }
      const duplicates = rows.length - stored - conflicts.length;
      this.#database.prepare(
        `UPDATE devices SET rows = rows + ?, duplicates = duplicates + ?, conflicts = conflicts + ?,
          first_at = coalesce(first_at, ?), last_at = ? WHERE id = ?`,
      ).run(stored, duplicates, conflicts.length, receivedAtMs, receivedAtMs, number);
      return { stored, duplicates, conflicts };
    });
  }

  /** @returns how many of them were new */
  #insert(number: number, { rows, receivedAtMs }: BatchToKeep): number {
    const values = rows.flatMap(({ kind, id, atMs, image, data }) => [
      ...[number, kind, id, atMs, receivedAtMs, image, data],
    ]);
    return Number((rows.length === 1 ? this.#insertOne : this.#insertMany).run(...values).changes);
  }

  /** Those under whose name another row is kept. */
  #conflicts(number: number, rows: readonly KeptRow[]): RowKey[] {
    return rows.filter(({ kind, id, atMs, image, data }) => !this.#same.get(atMs, image, data, number, kind, id)?.same)
      .map(({ kind, id }) => ({ kind, id }));
  }

  fleet({ activeSinceMs, listedMax }: { activeSinceMs: number; listedMax: number }): Promise<StoredFleet> {
    return this.#guarded(() => {
      const sums = this.#database.prepare(
        `SELECT count(*) AS machines, coalesce(sum(last_at >= ?), 0) AS active, coalesce(sum(rows), 0) AS rows,
          coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(conflicts), 0) AS conflicts FROM devices`,
      ).get(activeSinceMs) as unknown as Omit<StoredFleet, "listed">;
      const listed = this.#database.prepare(
        `SELECT name AS device, rows, duplicates, conflicts, first_at AS firstAtMs, last_at AS lastAtMs FROM devices
          ORDER BY last_at DESC NULLS LAST, name LIMIT ?`,
      ).all(listedMax) as unknown as MachineView[];
      return { ...sums, listed: listed.map((machine) => ({ ...machine })) };
    });
  }

  forget({ receivedBeforeMs, rowsMax }: { receivedBeforeMs: number; rowsMax: number }): Promise<number> {
    return this.#transaction(() => {
      let gone = 0;
      for (const { device, kind } of this.#series()) {
        if (gone >= rowsMax) break;
        gone += Number(this.#forget.run(device, kind, rowsMax - gone, receivedBeforeMs).changes);
      }
      return gone;
    });
  }

  /** Machines and kinds that have rows. */
  *#series(): Generator<{ device: number; kind: string }> {
    let last = { device: 0, kind: "" };
    for (;;) {
      const next = this.#nextSeries.get(last.device, last.kind) as typeof last | undefined;
      if (next === undefined) return;
      yield last = next;
    }
  }

  check(): Promise<void> {
    return this.#guarded(() => void this.#database.prepare("SELECT count(*) FROM devices").get());
  }

  tokenHash(device: string): Promise<string | null> {
    return this.#guarded(() => {
      const row = this.#database.prepare("SELECT token_hash FROM devices WHERE name = ?").get(device);
      return row?.token_hash as string | null | undefined ?? null;
    });
  }

  setToken(device: string, { hash, atMs }: { hash: string; atMs: number }): Promise<void> {
    return this.#transaction(() =>
      void this.#database.prepare(
        `INSERT INTO devices(name, token_hash, added_at) VALUES (?, ?, ?)
          ON CONFLICT (name) DO UPDATE SET token_hash = excluded.token_hash, added_at = excluded.added_at`,
      ).run(device, hash, atMs)
    );
  }

  revokeToken(device: string): Promise<boolean> {
    return this.#transaction(() =>
      this.#database.prepare("UPDATE devices SET token_hash = NULL WHERE name = ? AND token_hash IS NOT NULL")
        .run(device).changes > 0
    );
  }

  tokens(): Promise<DeviceToken[]> {
    return this.#guarded(() =>
      this.#database.prepare(
        "SELECT name AS device, added_at AS addedAtMs FROM devices WHERE token_hash IS NOT NULL ORDER BY name",
      ).all().map((row) => ({ ...row }) as unknown as DeviceToken)
    );
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#database.close();
    return Promise.resolve();
  }

  #transaction<T>(work: () => T): Promise<T> {
    return this.#guarded(() => {
      this.#database.exec("BEGIN IMMEDIATE");
      try {
        const result = work();
        this.#database.exec("COMMIT");
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
        throw error;
      }
    });
  }

  /** In a promise, as the other kind of database has it. */
  // deno-lint-ignore require-await
  async #guarded<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof HostError) throw cause;
      throw new HostError("storage", `Cannot use ${this.#path}: ${(cause as Error).message}`, { cause });
    }
  }
}

function insertSql(rows: number): string {
  const values = Array.from({ length: rows }, () => "(?, ?, ?, ?, ?, ?, ?)").join(", ");
  return `INSERT INTO log_rows(device, kind, row_id, at, received_at, image, data) VALUES ${values} ON CONFLICT DO NOTHING`;
}

/** Pieces of `ROWS_AT_ONCE`, and what is left over one by one. */
function chunksOf(rows: readonly KeptRow[]): KeptRow[][] {
  const whole = rows.length - rows.length % ROWS_AT_ONCE;
  const chunks = rows.slice(whole).map((row) => [row]);
  for (let first = whole - ROWS_AT_ONCE; first >= 0; first -= ROWS_AT_ONCE) {
    chunks.unshift(rows.slice(first, first + ROWS_AT_ONCE));
  }
  return chunks;
}

/** A collector's database. @throws {HostError} `storage` */
export function openCollection(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    database.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-${CACHE_KIB}`);
    database.exec("BEGIN IMMEDIATE");
    makeTables(database);
    database.exec("COMMIT");
    return database;
  } catch (cause) {
    database?.close();
    const message = `Cannot open the collector's database ${path}: ${(cause as Error).message}; name another file`;
    throw new HostError("storage", message, { cause });
  }
}

function makeTables(database: DatabaseSync): void {
  const version = Number(database.prepare("PRAGMA user_version").get()?.user_version);
  const tables = Number(database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n);
  if (version === 0 && tables === 0) database.exec(`${TABLES} PRAGMA user_version = ${VERSION}`);
  else if (version !== VERSION || !database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'log_rows'").get()) {
    throw new Error(`it is of version ${version} or another program's, and this program knows ${VERSION}`);
  }
}
