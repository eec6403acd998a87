/** Records of a file as rows of the database: every value of its column's type, every row as the collectors' are parsed. */
import { HostError } from "../protocol/errors.ts";
import { describeIssues } from "../protocol/manifest.ts";
import { anyRow, type RowKind, type StoredRow } from "../protocol/rows.ts";
import { DATA_SETS, type DataColumn, type DataRecord, type DataSet, HUNDREDTHS } from "./data_sets.ts";

/** Sets that can be read back, each with the kind of its rows. The ledger is not among them: it comes from backups alone. */
const KINDS: Partial<Record<DataSet, RowKind>> = {
  rounds: "round",
  snapshots: "snapshot",
  crossings: "crossing",
  phases: "phase",
  samples: "sample",
  earnings: "earning",
  readings: "reading",
};

export const IMPORT_SETS = DATA_SETS.filter((set) => set in KINDS);

/** Columns whose names in a row are others than camel case makes of them; `at` is `atMs`. */
const FIELDS: Record<string, string> = {
  bookmaker: "table",
  started_at: "startedAtMs",
  ended_at: "endedAtMs",
  taken_at: "takenAtMs",
  at: "atMs",
  players_money: "playersMoneyMinor",
  my_money: "myMoneyMinor",
  round_id: "roundId",
  from_phase: "from",
  to_phase: "to",
  balance: "balanceMinor",
  change: "changeMinor",
};

/** Columns of a round that a file from elsewhere may lack. */
const ROUND_EXTRAS = ["id", "bookmaker", "started_at", "players", "players_money", "source"];

export interface RowRule {
  set: DataSet;
  columns: readonly DataColumn[];
  /** table of rows whose file names none */
  table?: string;
  /** the file is text: multipliers are written as 2.34 and not as 234 */
  text: boolean;
}

/** Stands for the id of a round whose file has none, until it gets one. */
export const NO_ID = Number.MAX_SAFE_INTEGER;

/**
 * Makes a row of a record.
 *
 * @throws {HostError} `bad_row` naming field, value and what would be right
 */
export function rowOf(found: Record<string, unknown>, rule: RowRule): StoredRow {
  const kind = KINDS[rule.set];
  if (!kind) {
    throw new HostError("bad_config", `Cannot import ${rule.set}: the ledger is not made of files; restore a backup`);
  }
  const record = typed(found, rule);
  const value = kind === "sample" ? sampleFields(record) : fields(record);
  const parsed = anyRow.safeParse({ kind, ...value });
  if (!parsed.success) throw new HostError("bad_row", describeIssues(parsed.error, value));
  const { plugin, seq } = record;
  if (kind === "round" || kind === "reading") return { plugin: "import", seq: Number(record.id), row: parsed.data };
  if (typeof plugin !== "string" || plugin === "" || !Number.isSafeInteger(seq) || Number(seq) < 0) {
    throw new HostError("bad_row", `field plugin is ${plugin}, seq is ${seq}: a plugin's name and a whole number`);
  }
  return { plugin, seq: Number(seq), row: parsed.data };
}

function typed(found: Record<string, unknown>, rule: RowRule): DataRecord {
  const given = rule.set === "rounds" ? completed(found, rule) : found;
  const record: DataRecord = {};
  for (const column of rule.columns) {
    if (!(column.name in given)) throw new HostError("bad_row", `field ${column.name} is missing`);
    record[column.name] = valueOf(rule.text ? meant(given[column.name], column) : given[column.name], column);
  }
  if (rule.set === "rounds") record.started_at ??= record.ended_at;
  return record;
}

/** A round of another program: when it ended and where is enough. */
function completed(found: Record<string, unknown>, { table }: RowRule): Record<string, unknown> {
  const extras = Object.fromEntries(ROUND_EXTRAS.map((name) => [name, null]));
  const round = { ...extras, ...found };
  return {
    ...round,
    id: round.id ?? NO_ID,
    bookmaker: round.bookmaker ?? table ?? null,
    source: round.source ?? "history",
  };
}

/** What a text says: a multiplier in hundredths, a date and time as a moment (UTC unless it says otherwise). */
function meant(value: unknown, { name, type }: DataColumn): unknown {
  if (typeof value !== "string" || type !== "integer") return value;
  if (HUNDREDTHS.includes(name)) {
    const match = /^(\d{1,9})(?:\.(\d{1,2}))?x?$/.exec(value);
    return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : value;
  }
  if (!/(^|_)at$/.test(name) || !/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(value)) return value;
  const ms = Date.parse(/(Z|[+-]\d{2}:?\d{2})$/.test(value) ? value : `${value.replace(" ", "T")}Z`);
  return Number.isNaN(ms) ? value : ms;
}

function valueOf(value: unknown, { name, type }: DataColumn): string | number | null {
  if (value === null || value === undefined) return null;
  if (type === "text") {
    if (typeof value === "string") return value;
  } else {
    const number = typeof value === "string" && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) ? Number(value) : value;
    if (type === "integer" ? Number.isSafeInteger(number) : Number.isFinite(number)) return number as number;
  }
  const wanted = HUNDREDTHS.includes(name)
    ? "a multiplier, 2.24 in text and 224 elsewhere"
    : { text: "a text", integer: "a whole number", real: "a number" }[type];
  throw new HostError("bad_row", `field ${name} is ${JSON.stringify(value)?.slice(0, 80)}: ${wanted}`);
}

function fields(record: DataRecord): Record<string, unknown> {
  const own = Object.entries(record).filter(([name]) => name !== "plugin" && name !== "seq");
  return Object.fromEntries(own.map(([name, value]) => [FIELDS[name] ?? name, value]));
}

function sampleFields(record: DataRecord): Record<string, unknown> {
  const { bookmaker, taken_at, phase, region } = record;
  const channels = (name: string) => ["red", "green", "blue"].map((color) => record[`${name}_${color}`]);
  return {
    table: bookmaker,
    takenAtMs: taken_at,
    phase,
    region,
    mean: channels("mean"),
    deviation: channels("deviation"),
  };
}
