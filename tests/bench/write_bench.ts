/**
 * How fast the writer stores rows, 50 a batch, as a ratio to Python's `executemany`, to a commit a row, and to a loop
 * over one prepared statement on the same table in the same run. Peers: `--peers DIR` or AVIATOR_PEERS.
 */
import { equal } from "node:assert/strict";
import { join } from "node:path";
import type { StatementSync } from "node:sqlite";
import type { StoredRow } from "../../core/protocol/rows.ts";
import { flatten } from "../../core/storage/flat_batch.ts";
import { openForReading, openForWriting } from "../../core/storage/open_database.ts";
import { ROW_TABLES, type Value } from "../../core/storage/row_tables.ts";
import { Writer } from "../../core/storage/writer.ts";
import { tellFigure } from "./figures.ts";
import { DataFolder, snapshots } from "../core/storage/fixtures.ts";

const ROWS = 100_000;
const BATCH_ROWS = 50;
/** Five tables make the rule's batch 50 rows. */
const TABLES = 5;
const REPEATS = 5;
/** Rows offered and not yet committed: below the buffer's first mark. */
const AHEAD_ROWS_MAX = 2000;
/** What the design before this one promised of itself. */
const OLD_ROWS_PER_SECOND = 5_000, OLD_LOAD_ROWS_PER_SECOND = 20, OLD_IDLE_SHARE = 0.996;

/** Rows a second of each way. */
export interface WriteSpeeds {
  writer: number;
  raw: number;
  /** absent without the peers */
  executemany?: number;
  perRowCommit?: number;
}

/** Measures all ways; the median of the repeats counts. */
export async function measureWrites(options: { peers?: string } = {}): Promise<WriteSpeeds> {
  const rows = snapshots(0, ROWS);
  const found: Record<keyof WriteSpeeds, number[]> = { writer: [], raw: [], executemany: [], perRowCommit: [] };
  await throughWriter(rows.slice(0, 10_000));
  for (let turn = 0; turn < REPEATS; turn++) {
    // Alternating, so that what else the machine does strikes all of them.
    found.writer.push(await throughWriter(rows));
    found.raw.push(rawLoop(rows));
    if (!options.peers) continue;
    const peer = await python(options.peers);
    found.executemany.push(peer.executemanyBatch);
    found.perRowCommit.push(peer.perRowCommit);
  }
  return Object.fromEntries(
    Object.entries(found).filter(([, speeds]) => speeds.length > 0).map(([way, speeds]) => [way, median(speeds)]),
  ) as unknown as WriteSpeeds;
}

async function throughWriter(rows: StoredRow[]): Promise<number> {
  using folder = new DataFolder();
  const done = Promise.withResolvers<void>();
  let offered = 0, committed = 0;
  const offer = () => {
    while (offered < rows.length && offered - committed < AHEAD_ROWS_MAX) {
      writer.add(rows.slice(offered, offered += BATCH_ROWS));
    }
  };
  await using writer = await Writer.open({
    path: folder.path,
    journalPath: folder.journalPath,
    tables: TABLES,
    onCommitted: (batch) => {
      committed += batch.length;
      offer();
      if (committed === rows.length) done.resolve();
    },
  });
  const startMs = performance.now();
  offer();
  await done.promise;
  const speed = rows.length / (performance.now() - startMs) * 1000;
  checkCount(folder, rows.length);
  equal(writer.view().averageBatchRows, BATCH_ROWS);
  return speed;
}

/** The same table and index, one prepared statement, values laid out before the clock starts: the bound. */
function rawLoop(rows: StoredRow[]): number {
  using folder = new DataFolder();
  const database = openForWriting(folder.path);
  const { columns } = ROW_TABLES.snapshot;
  const insert = database.prepare(
    `INSERT INTO snapshots(${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  const values = rows.map((row) => flatten([row]).groups[0].values);
  const startMs = performance.now();
  for (let first = 0; first < values.length; first += BATCH_ROWS) {
    database.exec("BEGIN");
    insertAll(insert, values.slice(first, first + BATCH_ROWS));
    database.exec("COMMIT");
  }
  const speed = rows.length / (performance.now() - startMs) * 1000;
  database.close();
  checkCount(folder, rows.length);
  return speed;
}

function insertAll(insert: StatementSync, rows: Value[][]): void {
  for (const row of rows) insert.run(...row);
}

function checkCount(folder: DataFolder, rows: number): void {
  const database = openForReading(folder.path);
  equal(database.prepare("SELECT count(*) AS n FROM snapshots").get()?.n, rows);
  database.close();
}

async function python(peers: string): Promise<{ executemanyBatch: number; perRowCommit: number }> {
  const args = [
    join(peers, "sqlite_write.py"),
    "--rows",
    String(ROWS),
    "--batch",
    String(BATCH_ROWS),
    "--repeats",
    "1",
  ];
  const { success, stdout, stderr } = await new Deno.Command("/usr/bin/python3", { args }).output();
  if (!success) throw new Error(`Cannot run the peer: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout)).rowsPerSecond;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Tells each ratio, and the old system's own figures. */
export function tellWrites(speeds: WriteSpeeds): void {
  const ratio = (step: string, bound: number | undefined, { atLeast, beside }: { atLeast: number; beside: string }) => {
    if (bound !== undefined) tellFigure({ step, value: speeds.writer / bound, unit: "ratio", atLeast, beside });
  };
  const rows = "rows stored, 50 a batch";
  ratio(rows, speeds.raw, { atLeast: 0.9, beside: "a loop over one prepared statement, SQLite's C interface" });
  ratio(rows, speeds.executemany, { atLeast: 1.2, beside: "Python's executemany" });
  ratio(rows, speeds.perRowCommit, { atLeast: 4, beside: "a commit a row" });
  const beside = "the old system's goal";
  tellFigure({ step: "rows stored", value: speeds.writer, unit: "rows/s", atLeast: OLD_ROWS_PER_SECOND, beside });
  const busy = OLD_LOAD_ROWS_PER_SECOND / speeds.writer;
  tellFigure({
    ...{ step: "writer idle at 20 rows a second", value: 1 - busy, unit: "share", atLeast: OLD_IDLE_SHARE },
    beside: "the old system's estimate",
  });
}

if (import.meta.main) {
  const flag = Deno.args.indexOf("--peers");
  const peers = flag >= 0 ? Deno.args[flag + 1] : Deno.env.get("AVIATOR_PEERS");
  tellWrites(await measureWrites({ peers }));
}
