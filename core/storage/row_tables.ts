/** Which table and columns each kind of row goes to. Knows no SQL beyond their names. */
import type { AnyRow, RowKind } from "../protocol/rows.ts";

/** A value that crosses to the writer's thread. */
export type Value = number | string | null;

/** Where rows of one kind go. */
export interface RowTable<Row> {
  table: string;
  columns: readonly string[];
  /** how many of the first columns make a row unique */
  keyColumns: number;
  /** in the order of `columns`; where there is a `plugin` column, its value is the writer's to fill in */
  values(row: Row, seq: number): unknown[];
}

type RowOf<Kind extends RowKind> = Extract<AnyRow, { kind: Kind }>;

/** Every kind of row, its table and its columns. */
export const ROW_TABLES: { readonly [Kind in RowKind]: RowTable<RowOf<Kind>> } = {
  round: {
    table: "rounds",
    keyColumns: 1,
    columns: ["id", "bookmaker", "started_at", "ended_at", "multiplier", "players", "players_money", "source"],
    values: (row) => [
      row.id,
      row.table,
      row.startedAtMs,
      row.endedAtMs,
      row.multiplier,
      row.players,
      row.playersMoneyMinor,
      row.source ?? "seen",
    ],
  },
  snapshot: {
    table: "snapshots",
    keyColumns: 2,
    columns: [
      "plugin",
      "seq",
      "bookmaker",
      "round_id",
      "taken_at",
      "phase",
      "multiplier",
      "my_money",
      "players",
      "players_money",
    ],
    values: (row, seq) => [
      0,
      seq,
      row.table,
      row.roundId,
      row.takenAtMs,
      row.phase,
      row.multiplier,
      row.myMoneyMinor,
      row.players,
      row.playersMoneyMinor,
    ],
  },
  crossing: {
    table: "crossings",
    keyColumns: 2,
    columns: ["plugin", "seq", "bookmaker", "round_id", "threshold", "taken_at"],
    values: (row, seq) => [0, seq, row.table, row.roundId, row.threshold, row.takenAtMs],
  },
  phase: {
    table: "phases",
    keyColumns: 2,
    columns: ["plugin", "seq", "bookmaker", "round_id", "from_phase", "to_phase", "at"],
    values: (row, seq) => [0, seq, row.table, row.roundId, row.from, row.to, row.atMs],
  },
  sample: {
    table: "samples",
    keyColumns: 2,
    columns: [
      "plugin",
      "seq",
      "bookmaker",
      "taken_at",
      "region",
      "mean_red",
      "mean_green",
      "mean_blue",
      "deviation_red",
      "deviation_green",
      "deviation_blue",
      "phase",
    ],
    values: (row, seq) => [0, seq, row.table, row.takenAtMs, row.region, ...row.mean, ...row.deviation, row.phase],
  },
  earning: {
    table: "earnings",
    keyColumns: 2,
    columns: ["plugin", "seq", "bookmaker", "round_id", "balance", "change", "at"],
    values: (row, seq) => [0, seq, row.table, row.roundId, row.balanceMinor, row.changeMinor, row.atMs],
  },
  reading: {
    table: "readings",
    keyColumns: 1,
    columns: ["id", "bookmaker", "region", "at", "value", "confidence", "method", "why", "picture"],
    values: (row) => [
      row.id,
      row.table,
      row.region,
      row.atMs,
      row.value,
      row.confidence,
      row.method,
      row.why,
      row.picture,
    ],
  },
  odds: {
    table: "odds",
    keyColumns: 2,
    columns: ["plugin", "seq", "bookmaker", "event", "market", "taken_at", "outcomes"],
    values: (row, seq) => [0, seq, row.table, row.event, row.market, row.takenAtMs, JSON.stringify(row.outcomes)],
  },
  measure: {
    table: "measures",
    keyColumns: 2,
    columns: ["plugin", "seq", "bookmaker", "name", "value", "at"],
    values: (row, seq) => [0, seq, row.table, row.name, row.value, row.atMs],
  },
  signal: {
    table: "signals",
    keyColumns: 1,
    columns: [
      "id",
      "bookmaker",
      "event",
      "market",
      "selection",
      "at",
      "odds",
      "probability",
      "source",
      "value",
      "kelly",
    ],
    values: (row) => [
      row.id,
      row.table,
      row.event,
      row.market,
      row.selection,
      row.atMs,
      row.oddsThousandths,
      row.probability,
      row.from,
      row.value,
      row.kelly,
    ],
  },
  prediction: {
    table: "predictions",
    keyColumns: 1,
    columns: ["id", "bookmaker", "at", "target", "probability", "law_probability", "multiplier", "model"],
    values: (row) => [
      row.id,
      row.table,
      row.atMs,
      row.targetHundredths,
      row.probability,
      row.lawProbability,
      row.multiplier,
      row.model,
    ],
  },
};
