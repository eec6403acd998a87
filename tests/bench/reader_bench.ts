/**
 * The page's questions about five million rounds while the writer stores rows as fast as it can: each goes through the
 * reader's own thread, as the page's do. Beside them the same questions without the writer.
 */
import { equal } from "node:assert/strict";
import { openForWriting } from "../../core/storage/open_database.ts";
import { Reader } from "../../core/storage/reader.ts";
import { Writer } from "../../core/storage/writer.ts";
import { DataFolder, snapshots } from "../core/storage/fixtures.ts";
import { tellFigure } from "./figures.ts";

const ROUNDS = 5_000_000;
const TABLES = ["balkanbet", "mozzart", "soccer", "admiral", "meridian", "maxbet"];
const QUESTIONS = 400;
const P95_MS_MAX = 50;
const DAY_MS = 86_400_000;
const ROUND_EVERY_MS = 20_000 / TABLES.length;
const START_MS = 1_700_000_000_000;
const END_MS = START_MS + ROUNDS * ROUND_EVERY_MS;
/** Rows offered and not yet committed. */
const AHEAD_ROWS_MAX = 2_000;
const BATCH_ROWS = 50;

/** Five million rounds of the game's law, counted as the database counts them. */
function fill(path: string): void {
  const database = openForWriting(path);
  const slow = database.prepare(
    "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'rounds' AND type <> 'table' AND sql IS NOT NULL",
  ).all();
  // One by one each round is counted and found as it comes; that takes minutes, and gives the same.
  for (const { type, name } of slow) database.exec(`DROP ${type} ${name}`);
  const names = TABLES.map((name, at) => `WHEN ${at} THEN '${name}'`).join(" ");
  database.exec(`BEGIN;
    WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < ${ROUNDS - 1})
    INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier, players, players_money)
      SELECT n + 1, CASE n % ${TABLES.length} ${names} END, ${START_MS} + CAST(n * ${ROUND_EVERY_MS} AS INTEGER),
        ${START_MS} + CAST(n * ${ROUND_EVERY_MS} AS INTEGER) + 12000,
        max(100, min(1000000, CAST(97 / ((abs(random()) % 1000000 + 1) / 1000000.0) AS INTEGER))), 100, 5000
      FROM number;
    INSERT INTO round_totals SELECT bookmaker, 24, ended_at / ${DAY_MS},
      (SELECT max(lower) FROM round_bins WHERE lower <= multiplier), count(*) FROM rounds GROUP BY 1, 3, 4;
    INSERT INTO round_totals SELECT bookmaker, 384, span / 16, bin, sum(rounds) FROM round_totals GROUP BY 1, 3, 4;
    INSERT INTO round_totals SELECT '', hours, span, bin, sum(rounds) FROM round_totals GROUP BY 2, 3, 4;
    INSERT INTO round_totals SELECT '', 1, ended_at / ${DAY_MS / 24},
      (SELECT max(lower) FROM round_bins WHERE lower <= multiplier), count(*) FROM rounds GROUP BY 3, 4;
    COMMIT`);
  for (const { sql } of slow) database.exec(String(sql));
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

/** Stores rows without a pause until it is ended. */
class FullRate implements AsyncDisposable {
  readonly #writer: Writer;
  readonly #startMs = performance.now();
  #offered = 0;
  #committed = 0;
  #ended = false;

  private constructor(writer: Writer) {
    this.#writer = writer;
  }

  static async start(folder: DataFolder): Promise<FullRate> {
    const place = { path: folder.path, journalPath: folder.journalPath, tables: 5 };
    const writer = await Writer.open({ ...place, onCommitted: (rows) => rate.#onCommitted(rows.length) });
    const rate = new FullRate(writer);
    rate.#offer();
    return rate;
  }

  get rowsPerSecond(): number {
    return this.#committed / (performance.now() - this.#startMs) * 1000;
  }

  #onCommitted(rows: number): void {
    this.#committed += rows;
    this.#offer();
  }

  #offer(): void {
    while (!this.#ended && this.#offered - this.#committed < AHEAD_ROWS_MAX) {
      this.#writer.add(snapshots(this.#offered, BATCH_ROWS));
      this.#offered += BATCH_ROWS;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    await this.#writer.drain({ deadlineMs: 10_000 });
    await this.#writer[Symbol.asyncDispose]();
  }
}

/** What the page asks: all of it, a table's, a time's, and pages of the list. */
function ask(reader: Reader, number: number): Promise<unknown> {
  const table = number % 3 === 0 ? undefined : TABLES[number % TABLES.length];
  const days = [undefined, 1, 7, 30, 100][number % 5];
  // Not on a day's border: what is left at both ends is counted from the rounds themselves.
  const toMs = days === undefined ? undefined : END_MS - (number % 50) * DAY_MS - 12_345_678;
  const fromMs = days === undefined ? undefined : toMs! - days * DAY_MS;
  const filter = { table, fromMs, toMs };
  if (number % 4 === 3) return reader.rounds({ ...filter, limit: 100, beforeId: ROUNDS - (number % 7) * 100_000 });
  return reader.roundStatistics({ ...filter, cashOutHundredths: [150, 200, 1000][number % 3] });
}

/** @returns milliseconds of each question, sorted */
async function questions(reader: Reader): Promise<number[]> {
  const took: number[] = [];
  for (let number = 0; number < QUESTIONS; number++) {
    const startMs = performance.now();
    await ask(reader, number);
    took.push(performance.now() - startMs);
    // As people ask: not one question behind the other.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return took.sort((a, b) => a - b);
}

const percentile = (sorted: number[], share: number) => sorted[Math.floor(sorted.length * share)];

if (import.meta.main) {
  using folder = new DataFolder();
  fill(folder.path);
  await using reader = await Reader.open(folder.path);
  equal((await reader.roundStatistics({ cashOutHundredths: 200 })).rounds, ROUNDS);
  const alone = percentile(await questions(reader), 0.95);
  let beside: number[], rowsPerSecond: number;
  {
    await using rate = await FullRate.start(folder);
    beside = await questions(reader);
    rowsPerSecond = rate.rowsPerSecond;
  }
  const p95 = percentile(beside, 0.95);
  console.log(
    `alone p95 ${alone.toFixed(1)} ms; beside p50 ${percentile(beside, 0.5).toFixed(1)}, p95 ${p95.toFixed(1)}, ` +
      `slowest ${beside.at(-1)!.toFixed(1)} ms; ${Math.round(rowsPerSecond)} rows/s meanwhile`,
  );
  tellFigure({
    step: "a question about 5 million rounds, p95",
    ...{ value: p95, unit: "ms", atMost: P95_MS_MAX },
    beside: `the writer at ${Math.round(rowsPerSecond / 1000)}k rows/s; ${alone.toFixed(1)} ms without it`,
  });
}
