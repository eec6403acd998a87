/** The rounds of the database in columns, for research: a read-only connection of its own, opened for one question. */
import type { RoundSeries } from "../research/round_series.ts";
import { openForReading } from "./open_database.ts";

/** Which rounds: of one table or of all, by the moment of their end, epoch milliseconds. */
export interface RoundFilter {
  table?: string;
  /** included */
  fromMs?: number;
  /** not included */
  toMs?: number;
}

/**
 * Reads rounds in the order of their ends. Blocks its thread: not for the core's own.
 *
 * @param path the database file
 * @throws {HostError} `storage` when it is missing, too new or damaged
 */
export function readRoundColumns(
  path: string,
  { table, fromMs = 0, toMs = Number.MAX_SAFE_INTEGER }: RoundFilter = {},
): RoundSeries {
  const database = openForReading(path);
  try {
    const where = `WHERE (?1 IS NULL OR bookmaker = ?1) AND ended_at >= ?2 AND ended_at < ?3`;
    const values = [table ?? null, fromMs, toMs];
    const count = Number(database.prepare(`SELECT count(*) AS rounds FROM rounds ${where}`).get(...values)?.rounds);
    const rows = database.prepare(
      `SELECT ended_at, multiplier, players FROM rounds ${where} ORDER BY ended_at, id LIMIT ?4`,
    );
    const endedAtMs = new Float64Array(count), multiplier = new Int32Array(count);
    const players = new Int32Array(count);
    let at = 0;
    for (const row of rows.iterate(...values, count)) {
      endedAtMs[at] = Number(row.ended_at);
      multiplier[at] = Number(row.multiplier);
      players[at] = row.players === null ? -1 : Number(row.players);
      at += 1;
    }
    return { endedAtMs, multiplier, players, ...(table === undefined ? {} : { table }) };
  } finally {
    database.close();
  }
}

/** The tables that have rounds, by name. */
export function tablesWithRounds(path: string): string[] {
  const database = openForReading(path);
  try {
    return database.prepare("SELECT DISTINCT bookmaker FROM rounds ORDER BY bookmaker").all().map((row) =>
      String(row.bookmaker)
    );
  } finally {
    database.close();
  }
}
