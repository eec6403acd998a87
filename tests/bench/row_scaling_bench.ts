/**
 * How writing and asking grow from a thousand stored rows to ten million.
 * `deno run -A tests/bench/row_scaling_bench.ts [--rows 1000,10000]`
 */
import { parseArgs } from "node:util";
import { openForWriting } from "../../core/storage/open_database.ts";
import { Reader } from "../../core/storage/reader.ts";
import { Writer } from "../../core/storage/writer.ts";
import { DataFolder, snapshots } from "../core/storage/fixtures.ts";
import { tellCurve, tellFigure } from "./figures.ts";

/** The plugin whose rows fill the file; written ones are another's. */
const FILLED_BY = 999;
const SNAPSHOTS_PER_ROUND = 50, WRITTEN_ROWS = 20_000, QUESTIONS = 21;
/** As the rule's batches are with five tables, and below the buffer's first mark. */
const BATCH_ROWS = 50, AHEAD_ROWS_MAX = 2_000;
/** How much slower the largest file may be than the smallest. */
const WRITE_SHARE_MIN = 0.5, QUESTION_MS_MAX = 50;

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "1000,10000,100000,1000000,10000000" },
    peers: { type: "string" },
  },
});

/** Fills up to so many snapshots, and a round to each fifty. */
function grow(path: string, rows: number): void {
  const database = openForWriting(path);
  const have = Number(database.prepare("SELECT count(*) AS n FROM snapshots").get()?.n);
  database.exec("BEGIN");
  database.exec(`WITH RECURSIVE n(i) AS (SELECT ${have} UNION ALL SELECT i + 1 FROM n WHERE i < ${rows - 1})
    INSERT INTO snapshots(plugin, seq, bookmaker, round_id, taken_at, phase, multiplier, my_money, players, players_money)
    SELECT ${FILLED_BY}, i, 'soccer', i / ${SNAPSHOTS_PER_ROUND}, 1700000000000 + i * 200, 'flying', 100 + i % 900, 100000, 100, 5000
    FROM n WHERE i < ${rows}`);
  const rounds = Number(database.prepare("SELECT count(*) AS n FROM rounds").get()?.n);
  const wanted = Math.floor(rows / SNAPSHOTS_PER_ROUND);
  database.exec(`WITH RECURSIVE n(i) AS (SELECT ${rounds} UNION ALL SELECT i + 1 FROM n WHERE i < ${wanted - 1})
    INSERT INTO rounds(id, bookmaker, started_at, ended_at, multiplier, players, players_money, source)
    SELECT i + 1, 'soccer', 1700000000000 + i * 10000, 1700000008000 + i * 10000, 100 + i * 7 % 900, 100, 5000, 'seen'
    FROM n WHERE i < ${wanted}`);
  database.exec("COMMIT");
  database.close();
}

/** What a measurement wrote, so that the next size is the size that it says. */
function forgetWritten(path: string): void {
  const database = openForWriting(path);
  database.exec(`DELETE FROM snapshots WHERE plugin <> ${FILLED_BY}`);
  database.close();
}

/** Rows a second through the writer into the file as it is. */
async function writeSpeed(folder: DataFolder, firstSeq: number): Promise<number> {
  const rows = snapshots(firstSeq, WRITTEN_ROWS), done = Promise.withResolvers<void>();
  let offered = 0, committed = 0;
  const offer = () => {
    while (offered < rows.length && offered - committed < AHEAD_ROWS_MAX) {
      writer.add(rows.slice(offered, offered += BATCH_ROWS));
    }
  };
  await using writer = await Writer.open({
    ...{ path: folder.path, journalPath: folder.journalPath, tables: 5 },
    onCommitted: (batch) => {
      committed += batch.length;
      offer();
      if (committed === rows.length) done.resolve();
    },
  });
  const startMs = performance.now();
  offer();
  await done.promise;
  return rows.length / (performance.now() - startMs) * 1000;
}

/** Median milliseconds of a question. */
async function questionMs(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < QUESTIONS; turn++) {
    const startMs = performance.now();
    await ask();
    times.push(performance.now() - startMs);
  }
  return times.sort((one, other) => one - other)[QUESTIONS >> 1];
}

async function scaleRows(sizes: number[]): Promise<void> {
  using folder = new DataFolder();
  openForWriting(folder.path).close();
  const speeds: [number, number][] = [], pages: [number, number][] = [], counts: [number, number][] = [];
  let firstSeq = 1;
  for (const rows of sizes) {
    grow(folder.path, rows);
    speeds.push([rows, await writeSpeed(folder, firstSeq)]);
    firstSeq += WRITTEN_ROWS;
    forgetWritten(folder.path);
    await using reader = await Reader.open(folder.path);
    pages.push([rows, await questionMs(() => reader.rounds({ table: "soccer", limit: 100 }))]);
    counts.push([rows, await questionMs(() => reader.roundStatistics({ cashOutHundredths: 200 }))]);
  }
  tellCurve({ title: "writing by stored rows", x: "rows", unit: "rows/s", series: { writer: speeds } });
  tellCurve({
    ...{ title: "questions by stored rows", x: "rows", unit: "ms" },
    series: { "a page of rounds": pages, "statistics of all rounds": counts },
  });
  const share = speeds.at(-1)![1] / speeds[0][1], slowest = Math.max(pages.at(-1)![1], counts.at(-1)![1]);
  const beside = `${sizes.at(-1)} rows`;
  tellFigure({
    ...{ step: "writing into a large file", value: share, unit: "ratio", atLeast: WRITE_SHARE_MIN },
    beside: `${beside} against ${sizes[0]}`,
  });
  tellFigure({ step: "slowest question", value: slowest, unit: "ms", atMost: QUESTION_MS_MAX, beside });
}

await scaleRows(values.rows.split(",").map(Number));
Deno.exit();
