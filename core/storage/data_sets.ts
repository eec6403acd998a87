/** What can be taken out of the database as a file: tables with their columns, read a row at a time. Reads only. */
import type { DatabaseSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import type { Value } from "./row_tables.ts";

/** Each set with the column that says when a row happened; `key`: rows are known by plugin and number. */
const SETS = {
  rounds: { time: "ended_at" },
  bets: { time: "requested_at" },
  snapshots: { time: "taken_at", key: true },
  crossings: { time: "taken_at", key: true },
  phases: { time: "at", key: true },
  samples: { time: "taken_at", key: true },
  earnings: { time: "at", key: true },
  readings: { time: "at" },
} as const satisfies Record<string, { time: string; key?: true }>;

export type DataSet = keyof typeof SETS;
export const DATA_SETS = Object.keys(SETS) as DataSet[];

/** A column of a file; its name is the database's. */
export interface DataColumn {
  name: string;
  type: "integer" | "real" | "text";
  nullable: boolean;
}

/** Columns in hundredths. Texts have them as people write them, `2.24`; everything else has 224. */
export const HUNDREDTHS = ["multiplier", "cash_out", "threshold"];

/** A row by its columns' names. */
export type DataRecord = Record<string, Value>;

/** Which rows: of one table, from a moment on and before another (epoch ms), within multipliers (hundredths). */
export interface DataFilter {
  table?: string;
  fromMs?: number;
  toMs?: number;
  multiplierMin?: number;
  multiplierMax?: number;
}

/** A set's columns, in order. Rows of plugins carry the plugin's name and their number in place of a number of ours. */
export function columnsOf(database: DatabaseSync, set: DataSet): DataColumn[] {
  const keyed = "key" in SETS[set];
  const columns = database.prepare("SELECT name, type, [notnull] AS required, pk FROM pragma_table_info(?)").all(set);
  return columns.filter((column) => !(keyed && column.name === "id")).map((column) => {
    const isPlugin = keyed && column.name === "plugin";
    const type = String(column.type).toLowerCase() as DataColumn["type"];
    return {
      name: String(column.name),
      type: isPlugin ? "text" : type,
      nullable: column.required === 0 && column.pk === 0,
    };
  });
}

/** @returns how many rows the filter lets through */
export function countRows(database: DatabaseSync, set: DataSet, filter: DataFilter = {}): number {
  const { where, values } = conditions(set, filter);
  return Number(database.prepare(`SELECT count(*) AS n FROM ${set} AS d ${where}`).get(...values)?.n);
}

/** Rows one by one, in the order in which they were stored; rounds as they ended. */
export function* recordsOf(database: DatabaseSync, set: DataSet, filter: DataFilter = {}): Generator<DataRecord> {
  const { where, values } = conditions(set, filter);
  const names = columnsOf(database, set).map(({ name }) =>
    name === "plugin" ? "(SELECT name FROM plugins WHERE id = d.plugin) AS plugin" : `d.${name}`
  );
  const order = set === "rounds" ? "d.ended_at, d.id" : "d.id";
  const select = database.prepare(`SELECT ${names.join(", ")} FROM ${set} AS d ${where} ORDER BY ${order}`);
  yield* select.iterate(...values) as Iterable<DataRecord>;
}

function conditions(set: DataSet, filter: DataFilter): { where: string; values: (string | number)[] } {
  const { time } = SETS[set];
  const { multiplierMin, multiplierMax } = filter;
  if (set !== "rounds" && (multiplierMin !== undefined || multiplierMax !== undefined)) {
    throw new HostError("bad_config", `Cannot choose ${set} by multiplier: only rounds have a final one`);
  }
  const parts: [string, string | number | undefined][] = [
    ["d.bookmaker = ?", filter.table],
    [`d.${time} >= ?`, filter.fromMs],
    [`d.${time} < ?`, filter.toMs],
    ["d.multiplier >= ?", multiplierMin],
    ["d.multiplier <= ?", multiplierMax],
  ];
  const given = parts.filter((part): part is [string, string | number] => part[1] !== undefined);
  const where = given.length > 0 ? `WHERE ${given.map(([sql]) => sql).join(" AND ")}` : "";
  return { where, values: given.map(([, value]) => value) };
}
