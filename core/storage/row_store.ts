/** Writes a batch of rows in one transaction. A bad row is set aside with its error and costs no other row. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import type { RowKind } from "../protocol/rows.ts";
import type { BadRow, FlatBatch, RowGroup } from "./flat_batch.ts";
import { ROW_TABLES, type Value } from "./row_tables.ts";
import { troubleOf } from "./trouble.ts";

/** Rows of one INSERT: more are hardly faster, and a bad one among them makes all of them go singly. */
const ROWS_PER_INSERT = 10;

/** What became of a batch's rows; together they are all of them. */
export interface BatchResult {
  stored: number;
  /** came before, and were left alone */
  duplicates: number;
  rejected: number;
  /** error of the first rejected row; empty for none */
  firstError: string;
  /** the plugin of each rejected row */
  rejectedOf: string[];
}

/** The writing side of every collector's table. */
export class RowStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #pluginNumbers = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Writes all of a batch or nothing.
   *
   * @param batch is not changed, so that it can be written again after trouble
   * @throws whatever trouble the database has; the transaction is then undone
   */
  write(batch: FlatBatch, { atMs }: { atMs: number }): BatchResult {
    const result: BatchResult = { stored: 0, duplicates: 0, rejected: 0, firstError: "", rejectedOf: [] };
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      for (const group of batch.groups) this.#writeGroup(group, { result, atMs });
      for (const row of batch.bad) this.#setAside(row, { result, atMs });
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#pluginNumbers.clear();
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
    return result;
  }

  #writeGroup(group: RowGroup, work: Work): void {
    const rows = group.seqs.length;
    const plugin = this.#pluginNumber(group.plugin);
    for (let first = 0; first < rows;) {
      const count = first + ROWS_PER_INSERT <= rows ? ROWS_PER_INSERT : 1;
      this.#writeRows(group, { ...work, first, count, plugin });
      first += count;
    }
  }

  #writeRows(group: RowGroup, part: Part): void {
    const { first, count, result } = part;
    try {
      const values = partValues(group, part);
      const stored = Number(this.#insert(group.kind, count).run(...values).changes);
      result.stored += stored;
      if (stored < count) this.#compare(group, { part, values, missing: count - stored });
    } catch (error) {
      if (troubleOf(error)) throw error;
      if (count === 1) this.#setAside(asBad(group, first, error), part);
      else for (let row = first; row < first + count; row++) this.#writeRows(group, { ...part, first: row, count: 1 });
    }
  }

  /** Rows that were not stored came before, unless something else stands under their key: that must not be lost. */
  #compare(group: RowGroup, { part, values, missing }: { part: Part; values: Value[]; missing: number }): void {
    const { columns, keyColumns } = ROW_TABLES[group.kind];
    const select = this.#select(group.kind);
    let others = 0;
    for (let row = 0; row < part.count; row++) {
      const own = values.slice(row * columns.length, (row + 1) * columns.length);
      const stored = select.get(...own.slice(0, keyColumns));
      if (stored && columns.every((column, at) => stored[column] === own[at])) continue;
      others += 1;
      const error = new HostError("bad_row", "Cannot store row: another one is stored under its key");
      this.#setAside(asBad(group, part.first + row, error), part);
    }
    part.result.duplicates += missing - others;
  }

  #insert(kind: RowKind, rows: number): StatementSync {
    const { table, columns } = ROW_TABLES[kind];
    return this.#prepared(`insert ${kind} ${rows}`, () => {
      const row = `(${columns.map(() => "?").join(", ")})`;
      // Not OR IGNORE, which would swallow bad rows too.
      return `INSERT INTO ${table}(${columns.join(", ")}) VALUES ${Array(rows).fill(row).join(", ")}
        ON CONFLICT DO NOTHING`;
    });
  }

  #select(kind: RowKind): StatementSync {
    const { table, columns, keyColumns } = ROW_TABLES[kind];
    return this.#prepared(`select ${kind}`, () => {
      const key = columns.slice(0, keyColumns).map((column) => `${column} = ?`);
      return `SELECT ${columns.join(", ")} FROM ${table} WHERE ${key.join(" AND ")}`;
    });
  }

  #setAside({ plugin, seq, json, error }: BadRow, { result, atMs }: Work): void {
    const statement = this.#prepared(
      "reject",
      () => `INSERT INTO rejected_rows(plugin, seq, row, error, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    statement.run(String(plugin), Number.isSafeInteger(seq) ? seq : null, json, error, atMs);
    result.rejected += 1;
    result.firstError ||= error;
    result.rejectedOf.push(String(plugin));
  }

  #pluginNumber(name: string): number {
    const known = this.#pluginNumbers.get(name);
    if (known !== undefined) return known;
    this.#database.prepare("INSERT INTO plugins(name) VALUES (?) ON CONFLICT DO NOTHING").run(name);
    const number = Number(this.#database.prepare("SELECT id FROM plugins WHERE name = ?").get(name)?.id);
    this.#pluginNumbers.set(name, number);
    return number;
  }

  #prepared(key: string, sql: () => string): StatementSync {
    let statement = this.#statements.get(key);
    if (!statement) this.#statements.set(key, statement = this.#database.prepare(sql()));
    return statement;
  }
}

interface Work {
  result: BatchResult;
  atMs: number;
}

/** `count` rows of a group, from `first` on. */
interface Part extends Work {
  first: number;
  count: number;
  plugin: number;
}

function partValues({ kind, values }: RowGroup, { first, count, plugin }: Part): Value[] {
  const { columns } = ROW_TABLES[kind];
  const width = columns.length;
  const part = values.slice(first * width, (first + count) * width);
  if (columns[0] === "plugin") { for (let at = 0; at < part.length; at += width) part[at] = plugin; }
  return part;
}

function asBad({ plugin, kind, seqs, values }: RowGroup, row: number, error: unknown): BadRow {
  const { columns } = ROW_TABLES[kind];
  const named = columns.map((column, at) => [column, values[row * columns.length + at]]);
  const json = JSON.stringify({ kind, ...Object.fromEntries(named), plugin });
  return { plugin, seq: seqs[row], json, error: (error as Error).message };
}
