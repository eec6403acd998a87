/** Every question that the page and the commands ask of the database. Reads only; what it finds is parsed, not trusted. */
import type { DatabaseSync } from "node:sqlite";
import { type Bet, BET_CAUSES, BET_MODES, BET_STATES } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import type { Channels, ColorSample, RegionColors } from "../protocol/color_sample.ts";
import { PHASES, READ_METHODS, REGIONS } from "../protocol/reading.ts";
import { type Round, ROUND_SOURCES } from "../protocol/round.ts";
import {
  EVIDENCE_REGIONS,
  type EvidenceReading,
  type Measure,
  type OddsRow,
  oddsRow,
  type Prediction,
  type Signal,
} from "../protocol/rows.ts";
import type { RoundStatistics, RoundStatisticsQuery } from "../protocol/round_statistics.ts";
import { type RoundPageQuery, RoundQueries } from "./round_queries.ts";
import { RoundTotals } from "./round_totals.ts";
import { type LedgerQueries, ledgerQueriesOf } from "./ledger_queries.ts";

/** Rows of one answer at most. */
export const QUERY_ROWS_MAX = 10_000;
/** One page of rows, newest first. */
export interface PageQuery {
  /** of this table only */
  table?: string;
  limit: number;
  /** only rows with a smaller id: the last one of the page before */
  beforeId?: number;
}

/** The colours of one region at one moment. */
export type SampleRow = Omit<ColorSample, "regions"> & RegionColors & { id: number };

/** One market as it was offered. */
export type StoredOdds = Omit<OddsRow, "kind"> & { id: number };

/** The questions by name. */
export interface Queries extends LedgerQueries {
  rounds(query: RoundPageQuery): Round[];
  bets(query: PageQuery): Bet[];
  /** null where there is none of that id */
  bet(id: number): Bet | null;
  /** bets without an outcome, oldest first */
  openBets(): Bet[];
  /** a table's last rounds, oldest first */
  lastRounds(query: { table: string; limit: number }): Round[];
  /** reads that were not simply believed, newest first */
  readings(query: PageQuery): EvidenceReading[];
  /** colours of single regions, newest first */
  samples(query: PageQuery): SampleRow[];
  /** markets as offered, newest first */
  odds(query: PageQuery): StoredOdds[];
  /** collectors' own figures, newest first */
  measures(query: PageQuery): Measure[];
  /** odds above what a probability justifies, newest first */
  signals(query: PageQuery): Signal[];
  /** what models said of rounds and what came, newest first */
  predictions(query: PageQuery): Prediction[];
  roundStatistics(query: RoundStatisticsQuery): RoundStatistics;
  /** what bets settled at that moment or later brought, minor units */
  profitSince(query: { fromMs: number; table?: string; mode?: string }): number;
}

type Row = Record<string, unknown>;

/** Answers from one connection. */
export function queriesOf(database: DatabaseSync): Queries {
  const all = (sql: string, ...values: (string | number | null)[]) => database.prepare(sql).all(...values) as Row[];
  const page = (relation: string, { table, limit, beforeId }: PageQuery) => {
    const where = ["id < ?", ...(table === undefined ? [] : ["bookmaker = ?"])].join(" AND ");
    const values = [beforeId ?? Number.MAX_SAFE_INTEGER, ...(table === undefined ? [] : [table])];
    return all(`SELECT * FROM ${relation} WHERE ${where} ORDER BY id DESC LIMIT ?`, ...values, limitOf(limit));
  };
  const totals = new RoundTotals(database), rounds = new RoundQueries(database, totals);
  return {
    ...ledgerQueriesOf(database),
    bet: (id) => all("SELECT * FROM bets WHERE id = ?", id).map(betOf)[0] ?? null,
    rounds: (query) => rounds.page({ ...query, limit: limitOf(query.limit) }).map(roundOf),
    bets: (query) => page("bets", query).map(betOf),
    openBets: () =>
      all(`SELECT * FROM bets WHERE state IN ('requested', 'placing', 'placed', 'unknown') ORDER BY id`).map(betOf),
    samples: (query) => page("samples", query).map(sampleOf),
    readings: (query) => page("readings", query).map(readingOf),
    odds: (query) => page("odds", query).map(oddsOf),
    measures: (query) => page("measures", query).map(measureOf),
    signals: (query) => page("signals", query).map(signalOf),
    predictions: (query) => page("predictions", query).map(predictionOf),
    lastRounds: (query) => page("rounds", query).map(roundOf).reverse(),
    roundStatistics: (query) => totals.statistics(query),
    profitSince: ({ fromMs, table, mode }) => {
      const [row] = all(
        `SELECT coalesce(sum(payout - stake), 0) AS profit FROM bets WHERE settled_at >= ?1 AND state IN ('won', 'lost', 'void')
         AND (?2 IS NULL OR bookmaker = ?2) AND (?3 IS NULL OR mode = ?3)`,
        fromMs,
        table ?? null,
        mode ?? null,
      );
      return Number(row.profit);
    },
  };
}

function limitOf(limit: number): number {
  if (Number.isSafeInteger(limit) && limit >= 0 && limit <= QUERY_ROWS_MAX) return limit;
  throw new HostError("storage", `Cannot read ${limit} rows: 0 to ${QUERY_ROWS_MAX} at a time`);
}

function roundOf(row: Row): Round {
  return {
    id: whole(row, "id"),
    table: text(row, "bookmaker"),
    startedAtMs: whole(row, "started_at"),
    endedAtMs: whole(row, "ended_at"),
    multiplier: whole(row, "multiplier"),
    players: wholeOrNull(row, "players"),
    playersMoneyMinor: wholeOrNull(row, "players_money"),
    source: oneOf(ROUND_SOURCES, row, "source"),
  };
}

function readingOf(row: Row): EvidenceReading {
  return {
    id: whole(row, "id"),
    table: text(row, "bookmaker"),
    region: oneOf(EVIDENCE_REGIONS, row, "region"),
    atMs: whole(row, "at"),
    value: wholeOrNull(row, "value"),
    confidence: Number(row.confidence),
    method: oneOf(READ_METHODS, row, "method"),
    why: text(row, "why"),
    picture: row.picture === null ? null : text(row, "picture"),
  };
}

function oddsOf(row: Row): StoredOdds {
  const outcomes = oddsRow.shape.outcomes.safeParse(JSON.parse(text(row, "outcomes")));
  return {
    id: whole(row, "id"),
    table: text(row, "bookmaker"),
    event: text(row, "event"),
    market: text(row, "market"),
    takenAtMs: whole(row, "taken_at"),
    outcomes: outcomes.success ? outcomes.data : unreadable(row, "outcomes"),
  };
}

function measureOf(row: Row): Measure {
  const [table, name] = [text(row, "bookmaker"), text(row, "name")];
  return { id: whole(row, "id"), table, name, value: Number(row.value), atMs: whole(row, "at") };
}

function predictionOf(row: Row): Prediction {
  return {
    id: whole(row, "id"),
    table: text(row, "bookmaker"),
    atMs: whole(row, "at"),
    targetHundredths: whole(row, "target"),
    probability: Number(row.probability),
    lawProbability: Number(row.law_probability),
    multiplier: whole(row, "multiplier"),
    model: text(row, "model"),
  };
}

function signalOf(row: Row): Signal {
  return {
    id: whole(row, "id"),
    table: text(row, "bookmaker"),
    event: text(row, "event"),
    market: text(row, "market"),
    selection: text(row, "selection"),
    atMs: whole(row, "at"),
    oddsThousandths: whole(row, "odds"),
    probability: Number(row.probability),
    from: text(row, "source"),
    value: Number(row.value),
    kelly: Number(row.kelly),
  };
}

function sampleOf(row: Row): SampleRow {
  const channels = (name: string) =>
    ["red", "green", "blue"].map((color) => Number(row[`${name}_${color}`])) as Channels;
  return {
    id: whole(row, "id"),
    table: text(row, "bookmaker"),
    takenAtMs: whole(row, "taken_at"),
    phase: oneOf(PHASES, row, "phase"),
    region: oneOf(REGIONS, row, "region"),
    mean: channels("mean"),
    deviation: channels("deviation"),
  };
}

function betOf(row: Row): Bet {
  return {
    id: whole(row, "id"),
    table: text(row, "bookmaker"),
    strategy: text(row, "strategy"),
    mode: oneOf(BET_MODES, row, "mode"),
    stakeMinor: whole(row, "stake"),
    cashOutHundredths: whole(row, "cash_out"),
    state: oneOf(BET_STATES, row, "state"),
    reason: text(row, "reason"),
    roundId: wholeOrNull(row, "round_id"),
    requestedAtMs: whole(row, "requested_at"),
    placedAtMs: wholeOrNull(row, "placed_at"),
    settledAtMs: wholeOrNull(row, "settled_at"),
    payoutMinor: wholeOrNull(row, "payout"),
    // What an older ledger does not know is absent.
    ...(row.balance === null ? {} : { balanceMinor: whole(row, "balance") }),
    ...(row.cause === null ? {} : { cause: oneOf(BET_CAUSES, row, "cause") }),
    ...(row.panel === 2 ? { panel: 2 as const } : {}),
  };
}

function whole(row: Row, column: string): number {
  const value = row[column];
  return Number.isSafeInteger(value) ? value as number : unreadable(row, column);
}

function wholeOrNull(row: Row, column: string): number | null {
  return row[column] === null ? null : whole(row, column);
}

function text(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : unreadable(row, column);
}

function oneOf<T extends string>(values: readonly T[], row: Row, column: string): T {
  return values.find((value) => value === row[column]) ?? unreadable(row, column);
}

function unreadable(row: Row, column: string): never {
  throw new HostError("storage", `Cannot read row ${row.id}: its ${column} is ${String(row[column])}`);
}
