/** Brings a file of rows into the database. The same file twice changes nothing; a bad row is named and costs no other row. */
import type { DatabaseSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import type { StoredRow } from "../protocol/rows.ts";
import type { PlacedRecord } from "./data_decoder.ts";
import { NO_ID, rowOf, type RowRule } from "./data_rows.ts";
import { flatten } from "./flat_batch.ts";
import { RowStore } from "./row_store.ts";
import { troubleOf } from "./trouble.ts";

/** Rows of one transaction: a running program gets its turn in between. */
const BATCH_ROWS = 1000;
const LOCK_WAIT_MS = 30_000;
const RETRY_MS = 20;
/** Numbers of one millisecond's rounds. With them the ids stay below all that this program gives itself. */
const IDS_PER_MS = 8;

export interface ImportResult {
  read: number;
  stored: number;
  /** there already */
  duplicates: number;
  bad: number;
}

export interface ImportOptions extends RowRule {
  /** hears of each row that is left out */
  onBad: (place: number, reason: string) => void;
  /** hears of the rows read so far after each batch */
  onProgress?: (rows: number) => void;
  nowMs: () => number;
}

interface PlacedRow {
  place: number;
  row: StoredRow;
}

/**
 * Stores rows in batches, each a transaction.
 *
 * @throws {HostError} `storage` when the database stays locked or has other trouble; what was stored before stays
 */
export async function importRows(
  database: DatabaseSync,
  records: AsyncIterable<PlacedRecord>,
  options: ImportOptions,
): Promise<ImportResult> {
  const importer = new Importer(database, options);
  let batch: PlacedRow[] = [];
  for await (const record of records) {
    const row = importer.parse(record);
    if (row) batch.push({ place: record.place, row });
    if (batch.length < BATCH_ROWS) continue;
    await importer.store(batch);
    batch = [];
  }
  await importer.store(batch);
  return importer.result;
}

class Importer {
  readonly #database: DatabaseSync;
  readonly #options: ImportOptions;
  readonly #store: RowStore;
  readonly result: ImportResult = { read: 0, stored: 0, duplicates: 0, bad: 0 };

  constructor(database: DatabaseSync, options: ImportOptions) {
    this.#database = database;
    this.#options = options;
    this.#store = new RowStore(database);
  }

  parse({ place, record, error }: PlacedRecord): StoredRow | null {
    this.result.read += 1;
    try {
      if (!record) throw new HostError("bad_row", error ?? "no row");
      return rowOf(record, this.#options);
    } catch (reason) {
      if (!(reason instanceof HostError) || reason.code !== "bad_row") throw reason;
      this.#leaveOut(place, reason.message);
      return null;
    }
  }

  async store(batch: readonly PlacedRow[]): Promise<void> {
    await this.#patiently(() => this.#identify(batch));
    const known = batch.filter(({ row }) => row.seq !== NO_ID || row.row.kind !== "round");
    const result = await this.#write(known);
    if (result.rejected > 0) await this.#nameRejected(known);
    this.result.stored += result.stored;
    this.result.duplicates += result.duplicates + batch.length - known.length;
    this.#options.onProgress?.(this.result.read);
  }

  #write(rows: readonly PlacedRow[]) {
    const flat = flatten(rows.map(({ row }) => row));
    return this.#patiently(() => this.#store.write(flat, { atMs: this.#options.nowMs() }));
  }

  /** A second time one by one: what is stored by now is a duplicate, what is not was set aside. */
  async #nameRejected(rows: readonly PlacedRow[]): Promise<void> {
    for (const one of rows) {
      const { rejected, firstError } = await this.#write([one]);
      if (rejected > 0) this.#leaveOut(one.place, firstError);
    }
  }

  #leaveOut(place: number, reason: string): void {
    this.result.bad += 1;
    this.#options.onBad(place, reason);
  }

  /** Gives rounds without an id one that they get again from the same file; those that are known keep `NO_ID`. */
  #identify(batch: readonly PlacedRow[]): void {
    const same = this.#database.prepare("SELECT 1 FROM rounds WHERE ended_at = ? AND bookmaker = ? AND multiplier = ?");
    const taken = this.#database.prepare("SELECT 1 FROM rounds WHERE id = ?");
    const given = new Map<number, string>();
    for (const { row: stored } of batch) {
      const { row } = stored;
      if (row.kind !== "round" || row.id !== NO_ID) continue;
      const name = `${row.table} ${row.multiplier}`;
      if (same.get(row.endedAtMs, row.table, row.multiplier)) continue;
      let id = row.endedAtMs * IDS_PER_MS;
      while (taken.get(id) || (given.get(id) ?? name) !== name) id += 1;
      given.set(id, name);
      stored.seq = row.id = id;
    }
  }

  /** A lock of the running program is short. */
  async #patiently<T>(act: () => T): Promise<T> {
    const untilMs = this.#options.nowMs() + LOCK_WAIT_MS;
    for (;;) {
      try {
        return act();
      } catch (error) {
        const trouble = troubleOf(error);
        if (!trouble) throw error;
        if (!/locked/.test(trouble) || this.#options.nowMs() > untilMs) throw new HostError("storage", trouble);
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
