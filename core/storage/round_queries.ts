/** Lists of rounds by any filter, each page from the index where it costs least. Reads only. */
import type { DatabaseSync } from "node:sqlite";
import type { RoundFilter } from "../protocol/round_statistics.ts";
import type { RoundTotals } from "./round_totals.ts";

/** Later than any round. */
const MS_MAX = Number.MAX_SAFE_INTEGER;

type Row = Record<string, unknown>;

/** One page of rounds, newest first. */
export interface RoundPageQuery extends RoundFilter {
  limit: number;
  /** only rounds behind this one: the last one of the page before */
  beforeId?: number;
}

export class RoundQueries {
  readonly #database: DatabaseSync;
  readonly #totals: RoundTotals;

  /** @param totals by which the costs of each way are judged */
  constructor(database: DatabaseSync, totals: RoundTotals) {
    this.#database = database;
    this.#totals = totals;
  }

  /** Rows of `rounds` as they are stored, by their ends, newest first. */
  page(query: RoundPageQuery): Row[] {
    const { table, fromMs, toMs, multiplierMin, multiplierMax, limit, beforeId } = query;
    const beforeMs = beforeId === undefined ? undefined : this.#endOf(beforeId);
    const lastMs = Math.min(toMs === undefined ? MS_MAX : toMs - 1, beforeMs ?? MS_MAX);
    const parts: [string, string | number | undefined][] = [
      ["bookmaker = ?", table],
      ["ended_at >= ?", fromMs],
      // One bound, so that the index is entered where the page begins.
      ["ended_at <= ?", lastMs],
      ["multiplier >= ?", multiplierMin],
      ["multiplier <= ?", multiplierMax],
      ["(ended_at, id) < (?, ?)", beforeMs],
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

  /** Rounds by their ends until the page is full, or all of rare finals: whichever are fewer. */
  #way(query: RoundPageQuery): string {
    const { table, multiplierMin, multiplierMax, limit } = query;
    const byEnd = table === undefined ? "INDEXED BY rounds_by_end" : "INDEXED BY rounds_by_table_end";
    if (multiplierMin === undefined && multiplierMax === undefined) return byEnd;
    const ofTime = this.#totals.estimate({ ...query, multiplierMin: undefined, multiplierMax: undefined });
    const lookedAt = ofTime * Math.min(1, limit / Math.max(1, this.#totals.estimate(query)));
    const rare = this.#totals.estimate({ multiplierMin, multiplierMax });
    return rare < lookedAt ? "INDEXED BY rounds_by_multiplier" : byEnd;
  }

  #all(sql: string, ...values: (string | number | null)[]): Row[] {
    return this.#database.prepare(sql).all(...values) as Row[];
  }
}
