/**
 * How many rounds there are, by multiplier and time, from the totals that the database keeps: rounds themselves are looked
 * at within the hours, or a table's days, at both ends alone. Reads only.
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import type { RoundFilter, RoundSpan, RoundStatistics, RoundStatisticsQuery } from "../protocol/round_statistics.ts";

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
/** Lengths of the spans in which rounds are counted, hours; single tables' from the second on. */
const SPANS_HOURS = [1, DAY_HOURS, 16 * DAY_HOURS];
/** Fewer days are told day by day. */
const DAYS_TOLD_SINGLY = 48;

type Row = Record<string, unknown>;

/** Which rounds of which time. */
interface Time {
  table: string | undefined;
  fromMs: number;
  toMs: number;
}

/** Spans of one length, from the first on and before the last. */
interface Piece {
  hours: number;
  from: number;
  to: number;
}

/** Rounds of one span, or of a part of a day. */
interface Told {
  startHour: number;
  hours: number;
  rounds: number;
  reached: number;
}

export class RoundTotals {
  readonly #database: DatabaseSync;
  /** some ten of them */
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** @throws {HostError} `bad_message` when the cash-out is not where a bin begins */
  statistics({ table, fromMs, toMs, cashOutHundredths }: RoundStatisticsQuery): RoundStatistics {
    const bins = this.#bins(cashOutHundredths);
    const time = this.#known({ table, fromMs, toMs }), { pieces, ends } = piecesOf(time);
    const told = [
      ...ends.flatMap((end) => this.#single({ table, ...end }, { bins, cashOutHundredths })),
      ...pieces.flatMap((piece) => this.#counted(piece, { table, bins, cashOutHundredths })),
    ];
    const spans = spansOf(told, { fromMs: fromMs ?? 0, toMs: toMs ?? Infinity });
    return {
      rounds: spans.reduce((sum, { rounds }) => sum + rounds, 0),
      bins: [...bins].map(([lower, rounds]) => ({ lower, rounds })),
      spans,
    };
  }

  /** About how many rounds meet a filter: to the whole day, and to the bin. */
  estimate({ table = "", fromMs, toMs, multiplierMin = 0, multiplierMax }: RoundFilter): number {
    const known = this.#known({ table, fromMs, toMs }), dayMs = DAY_HOURS * HOUR_MS;
    const [from, to] = [Math.floor(known.fromMs / dayMs), Math.ceil(known.toMs / dayMs)];
    const rows = pieces(1, from, to).map(({ hours, from, to }) =>
      this.#all(
        `SELECT sum(rounds) AS rounds FROM round_totals WHERE bookmaker = ? AND hours = ? AND span >= ? AND span < ?
         AND bin >= coalesce((SELECT max(lower) FROM round_bins WHERE lower <= ?), 0) AND bin <= ?`,
        ...[table, hours, from, to, multiplierMin, multiplierMax ?? Number.MAX_SAFE_INTEGER],
      )[0]
    );
    return rows.reduce((sum, { rounds }) => sum + Number(rounds ?? 0), 0);
  }

  #bins(cashOutHundredths: number): Map<number, number> {
    const lowers = this.#all("SELECT lower FROM round_bins ORDER BY lower").map(({ lower }) => Number(lower));
    if (lowers.includes(cashOutHundredths)) return new Map(lowers.map((lower) => [lower, 0]));
    const near = lowers.findLast((lower) => lower <= cashOutHundredths) ?? lowers[0];
    throw new HostError("bad_message", `Cannot count rounds that reach ${cashOutHundredths}: ask for ${near}, say`);
  }

  /** The part of a time in which there may be rounds. */
  #known({ table, fromMs = 0, toMs = Infinity }: RoundFilter): Time {
    const [{ first, last }] = this.#all(
      `SELECT (SELECT min(span) FROM round_totals WHERE bookmaker = '' AND hours = 24) AS first,
        (SELECT max(span) FROM round_totals WHERE bookmaker = '' AND hours = 24) AS last`,
    );
    const dayMs = DAY_HOURS * HOUR_MS;
    const startMs = Number(first ?? 0) * dayMs, endMs = Number(last === null ? 0 : Number(last) + 1) * dayMs;
    return { table, fromMs: Math.max(fromMs, startMs), toMs: Math.min(toMs, endMs) };
  }

  /** Adds to `bins`. @returns a row a span */
  #counted(
    { hours, from, to }: Piece,
    { table = "", bins, cashOutHundredths }: { table?: string; bins: Map<number, number>; cashOutHundredths: number },
  ): Told[] {
    const where = "FROM round_totals WHERE bookmaker = ?1 AND hours = ?2 AND span >= ?3 AND span < ?4";
    const place = [table, hours, from, to];
    for (const { bin, rounds } of this.#all(`SELECT bin, sum(rounds) AS rounds ${where} GROUP BY bin`, ...place)) {
      bins.set(Number(bin), bins.get(Number(bin))! + Number(rounds));
    }
    const told = `SELECT span, sum(rounds) AS rounds, sum(iif(bin >= ?5, rounds, 0)) AS reached ${where} GROUP BY span`;
    return this.#all(told, ...place, cashOutHundredths).map(({ span, rounds, reached }) => ({
      ...{ startHour: Number(span) * hours, hours, rounds: Number(rounds), reached: Number(reached) },
    }));
  }

  /** Adds to `bins`. @returns the rounds of a part of an hour, or of a table's day, itself */
  #single(
    { table, fromMs, toMs }: Time,
    { bins, cashOutHundredths }: { bins: Map<number, number>; cashOutHundredths: number },
  ): Told[] {
    const way = table === undefined ? "rounds_by_end WHERE" : "rounds_by_table_end WHERE bookmaker = ? AND";
    const rows = this.#all(
      `SELECT (SELECT max(lower) FROM round_bins WHERE lower <= multiplier) AS bin, sum(n) AS rounds FROM (
         SELECT multiplier, count(*) AS n FROM rounds INDEXED BY ${way} ended_at >= ? AND ended_at < ?
         GROUP BY multiplier
       ) GROUP BY bin`,
      ...(table === undefined ? [] : [table]),
      ...[fromMs, toMs],
    );
    let rounds = 0, reached = 0;
    for (const row of rows) {
      const bin = Number(row.bin), count = Number(row.rounds);
      bins.set(bin, bins.get(bin)! + count);
      rounds += count;
      if (bin >= cashOutHundredths) reached += count;
    }
    return [{ startHour: Math.floor(fromMs / HOUR_MS), hours: 1, rounds, reached }];
  }

  #all(sql: string, ...values: (string | number)[]): Row[] {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, statement = this.#database.prepare(sql));
    return statement.all(...values) as Row[];
  }
}

/** Takes a time apart: whole spans, as long as they may be, and what is left at both ends. */
function piecesOf({ table, fromMs, toMs }: Time): { pieces: Piece[]; ends: { fromMs: number; toMs: number }[] } {
  if (toMs <= fromMs) return { pieces: [], ends: [] };
  const level = table === undefined ? 0 : 1, spanMs = SPANS_HOURS[level] * HOUR_MS;
  const [first, last] = [Math.ceil(fromMs / spanMs), Math.floor(toMs / spanMs)];
  if (last < first) return { pieces: [], ends: [{ fromMs, toMs }] };
  const ends = [{ fromMs, toMs: first * spanMs }, { fromMs: last * spanMs, toMs }];
  return { pieces: pieces(level, first, last), ends: ends.filter((end) => end.toMs > end.fromMs) };
}

function pieces(level: number, from: number, to: number): Piece[] {
  const hours = SPANS_HOURS[level], times = SPANS_HOURS[level + 1] / hours;
  const [first, last] = [Math.ceil(from / times), Math.floor(to / times)];
  const toldSingly = hours === DAY_HOURS && to - from < DAYS_TOLD_SINGLY;
  if (level === SPANS_HOURS.length - 1 || first >= last || toldSingly) return to > from ? [{ hours, from, to }] : [];
  return [
    ...pieces(level, from, first * times),
    ...pieces(level + 1, first, last),
    ...pieces(level, last * times, to),
  ];
}

/** By days, or spans of more days where they were counted so; none empty. */
function spansOf(told: readonly Told[], { fromMs, toMs }: { fromMs: number; toMs: number }): RoundSpan[] {
  const spans = new Map<number, RoundSpan>();
  for (const { startHour, hours, rounds, reached } of told) {
    const startMs = Math.floor(startHour / DAY_HOURS) * DAY_HOURS * HOUR_MS;
    const endMs = startMs + Math.max(hours, DAY_HOURS) * HOUR_MS;
    const span = spans.get(startMs) ??
      { fromMs: Math.max(startMs, fromMs), toMs: Math.min(endMs, toMs), rounds: 0, reached: 0 };
    span.rounds += rounds;
    span.reached += reached;
    spans.set(startMs, span);
  }
  return [...spans.values()].filter(({ rounds }) => rounds > 0).sort((a, b) => a.fromMs - b.fromMs);
}
