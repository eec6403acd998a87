/** Questions about rounds: lists by any filter and counts over millions, each from where it costs least. Reads only. */
import type { DatabaseSync } from "node:sqlite";
import { HostError } from "../protocol/errors.ts";
import type { RoundFilter, RoundSpan, RoundStatistics, RoundStatisticsQuery } from "../protocol/round_statistics.ts";

const DAY_MS = 86_400_000;
/** Days of the longer spans in which rounds are counted. */
const SPAN_DAYS = 16;
/** Later than any round; a day's start. */
const END_MS = DAY_MS * 100_000_000;
/** Fewer days are told day by day. */
const DAYS_TOLD_SINGLY = 3 * SPAN_DAYS;
/** A table with fewer rounds is rare. */
const RARE_ROUNDS = 1_000;

type Row = Record<string, unknown>;

/** One page of rounds, newest first. */
export interface RoundPageQuery extends RoundFilter {
  limit: number;
  /** only rounds behind this one: the last one of the page before */
  beforeId?: number;
}

export class RoundQueries {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Rows of `rounds` as they are stored, by their ends, newest first. */
  page(query: RoundPageQuery): Row[] {
    const { table, fromMs, toMs, multiplierMin, multiplierMax, limit, beforeId } = query;
    const parts: [string, string | number | undefined][] = [
      ["bookmaker = ?", table],
      ["ended_at >= ?", fromMs],
      ["ended_at < ?", toMs],
      ["multiplier >= ?", multiplierMin],
      ["multiplier <= ?", multiplierMax],
      ["(ended_at, id) < (?, ?)", beforeId === undefined ? undefined : this.#endOf(beforeId)],
      // The same once more, so that the index is entered where the page begins.
      ["ended_at <= ?", beforeId === undefined ? undefined : this.#endOf(beforeId)],
    ];
    const given = parts.filter((part): part is [string, string | number] => part[1] !== undefined);
    const where = given.length === 0 ? "" : `WHERE ${given.map(([part]) => part).join(" AND ")}`;
    const values = given.flatMap(([part, value]) => part.includes("(?, ?)") ? [value, beforeId!] : [value]);
    const sql = `SELECT * FROM rounds ${this.#way(query)} ${where} ORDER BY ended_at DESC, id DESC LIMIT ?`;
    return this.#all(sql, ...values, limit);
  }

  /** When a round ended; one that is not there any more, the one before it. */
  #endOf(id: number): number {
    const [row] = this.#all("SELECT ended_at FROM rounds WHERE id <= ? ORDER BY id DESC LIMIT 1", id);
    return Number(row?.ended_at ?? 0);
  }

  /** @throws {HostError} `bad_message` when the cash-out is not where a bin begins */
  statistics(query: RoundStatisticsQuery): RoundStatistics {
    const { cashOutHundredths, fromMs = 0, toMs = END_MS } = query;
    const bins = new Map(
      this.#all("SELECT lower FROM round_bins ORDER BY lower").map(({ lower }) => [Number(lower), 0]),
    );
    if (!bins.has(cashOutHundredths)) {
      const near = [...bins.keys()].filter((lower) => lower <= cashOutHundredths).pop() ?? 100;
      throw new HostError("bad_message", `Cannot count rounds that reach ${cashOutHundredths}: ask for ${near}, say`);
    }
    const spans = new Map<number, RoundSpan>();
    for (const { startMs, days, bin, rounds } of this.#counts({ table: query.table, fromMs, toMs })) {
      bins.set(bin, (bins.get(bin) ?? 0) + rounds);
      const span = spans.get(startMs) ?? {
        fromMs: Math.max(startMs, fromMs),
        toMs: Math.min(startMs + days * DAY_MS, toMs),
        ...{ rounds: 0, reached: 0 },
      };
      span.rounds += rounds;
      if (bin >= cashOutHundredths) span.reached += rounds;
      spans.set(startMs, span);
    }
    const told = [...spans.values()].filter((span) => span.rounds > 0).sort((a, b) => a.fromMs - b.fromMs);
    return {
      rounds: told.reduce((sum, span) => sum + span.rounds, 0),
      bins: [...bins].map(([lower, rounds]) => ({ lower, rounds })),
      spans: told,
    };
  }

  /** Whole days from the counts, sixteen at a time where there are many; what is left at both ends from the rounds. */
  #counts({ table, fromMs, toMs }: { table?: string; fromMs: number; toMs: number }): Count[] {
    const [firstDay, lastDay] = [Math.ceil(fromMs / DAY_MS), Math.floor(toMs / DAY_MS)];
    if (lastDay < firstDay) return this.#single({ table, fromMs, toMs });
    const ends = [
      ...this.#single({ table, fromMs, toMs: firstDay * DAY_MS }),
      ...this.#single({ table, fromMs: lastDay * DAY_MS, toMs }),
    ];
    const known = this.#knownDays(), from = Math.max(firstDay, known.first), to = Math.min(lastDay, known.last + 1);
    const [firstSpan, lastSpan] = [Math.ceil(from / SPAN_DAYS), Math.floor(to / SPAN_DAYS)];
    if (to - from < DAYS_TOLD_SINGLY) return [...ends, ...this.#counted({ table, days: 1, from, to })];
    return [
      ...ends,
      ...this.#counted({ table, days: 1, from, to: firstSpan * SPAN_DAYS }),
      ...this.#counted({ table, days: SPAN_DAYS, from: firstSpan, to: lastSpan }),
      ...this.#counted({ table, days: 1, from: lastSpan * SPAN_DAYS, to }),
    ];
  }

  #counted({ table, days, from, to }: { table?: string; days: number; from: number; to: number }): Count[] {
    if (to <= from) return [];
    const rows = this.#all(
      `SELECT span, bin, sum(rounds) AS rounds FROM round_counts
       WHERE days = ?1 AND span >= ?2 AND span < ?3 AND (?4 IS NULL OR bookmaker = ?4) GROUP BY span, bin`,
      ...[days, from, to, table ?? null],
    );
    return rows.map(({ span, bin, rounds }) => ({
      ...{ startMs: Number(span) * days * DAY_MS, days, bin: Number(bin), rounds: Number(rounds) },
    }));
  }

  /** Rounds within a day. */
  #single({ table, fromMs, toMs }: { table?: string; fromMs: number; toMs: number }): Count[] {
    if (toMs <= fromMs) return [];
    const rows = this.#all(
      `SELECT (SELECT max(lower) FROM round_bins WHERE lower <= multiplier) AS bin, sum(n) AS rounds FROM (
         SELECT multiplier, count(*) AS n FROM rounds INDEXED BY rounds_by_end
         WHERE ended_at >= ?1 AND ended_at < ?2 AND (?3 IS NULL OR bookmaker = ?3) GROUP BY multiplier
       ) GROUP BY bin`,
      ...[fromMs, toMs, table ?? null],
    );
    const startMs = Math.floor(fromMs / DAY_MS) * DAY_MS;
    return rows.map(({ bin, rounds }) => ({ startMs, days: 1, bin: Number(bin), rounds: Number(rounds) }));
  }

  #knownDays(): { first: number; last: number } {
    const [row] = this.#all("SELECT min(span) AS first, max(span) AS last FROM round_counts WHERE days = 1");
    return { first: Number(row.first ?? 0), last: Number(row.last ?? -1) };
  }

  /** Rounds by their ends until the page is full, or all of rare finals or of a rare table: whichever are fewest. */
  #way(
    { table, fromMs = 0, toMs = END_MS, multiplierMin = 0, multiplierMax = Infinity, limit }: RoundPageQuery,
  ): string {
    const byEnd = "INDEXED BY rounds_by_end", anyFinal = multiplierMin === 0 && multiplierMax === Infinity;
    if (anyFinal) return this.#isRare(table) ? "INDEXED BY rounds_by_bookmaker" : byEnd;
    const sum = (counts: Count[]) => counts.reduce((all, { rounds }) => all + rounds, 0);
    const known = this.#knownDays();
    const day = (ms: number) => Math.min(known.last + 1, Math.max(known.first, Math.floor(ms / DAY_MS)));
    const counted = (of?: string) =>
      this.#counted({ table: of, days: SPAN_DAYS, from: 0, to: Math.ceil(END_MS / DAY_MS) });
    const everywhere = counted(), here = table === undefined ? everywhere : counted(table);
    const meant = ({ bin }: Count) => bin <= multiplierMax && bin + 5 >= multiplierMin;
    const share = Math.min(1, (day(toMs) - day(fromMs) + 1) / Math.max(1, known.last - known.first + 1));
    const found = Math.max(1, sum(here.filter(meant)) * share), ofTime = sum(everywhere) * share;
    const costs: [string, number][] = [
      [byEnd, Math.min(ofTime, ofTime * limit / found)],
      ["INDEXED BY rounds_by_multiplier", sum(everywhere.filter(meant))],
      ...(table === undefined ? [] : [["INDEXED BY rounds_by_bookmaker", sum(here)] as [string, number]]),
    ];
    return costs.sort((a, b) => a[1] - b[1])[0][0];
  }

  /** Whether a table has so few rounds that all of them are looked at sooner than the others are left out. */
  #isRare(table: string | undefined): boolean {
    if (table === undefined) return false;
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM rounds INDEXED BY rounds_by_bookmaker
      WHERE bookmaker = ? LIMIT ${RARE_ROUNDS})`;
    return Number(this.#all(sql, table)[0].n) < RARE_ROUNDS;
  }

  #all(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#database.prepare(sql).all(...values) as Row[];
  }
}

/** Rounds of one bin and span. */
interface Count {
  startMs: number;
  days: number;
  bin: number;
  rounds: number;
}
