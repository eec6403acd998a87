/**
 * How fast rows are stored, 50 a batch, from the writer on and from a plugin's message on, as ratios to Python's
 * `executemany`, to a commit a row, and to a loop over one prepared statement on the same table in the same run. Peers: `--peers DIR` or AVIATOR_PEERS.
 */
import { equal } from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import type { StatementSync } from "node:sqlite";
import { encodeFrame, FrameDecoder } from "../../core/cells/frame_codec.ts";
import { numberRows } from "../../core/host/row_intake.ts";
import { CELL_MESSAGE_BYTES_MAX, parseCellMessage } from "../../core/protocol/cell_messages.ts";
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
const BOUNDS = {
  writer: "every batch crosses to the writer's thread and its acknowledgement back, on a processor of their own",
  message: "the core's thread decodes, checks and numbers each row, which takes it longer than SQLite's own write",
};
/** What the design before this one promised of itself. */
const OLD_ROWS_PER_SECOND = 5_000, OLD_LOAD_ROWS_PER_SECOND = 20, OLD_IDLE_SHARE = 0.996;
const IDLE_SECONDS = 20;
const IDLE_BOUND = "five commits a second, a sync each second, and the timers of a thread that waits";

/** Rows a second of each way. */
export interface WriteSpeeds {
  writer: number;
  /** from the bytes of a plugin's message on: decoded, checked, numbered */
  message: number;
  raw: number;
  /** absent without the peers */
  executemany?: number;
  perRowCommit?: number;
}

/** Measures all ways; the median of the repeats counts. */
export async function measureWrites(options: { peers?: string } = {}): Promise<WriteSpeeds> {
  const rows = snapshots(0, ROWS);
  const found: Record<keyof WriteSpeeds, number[]> = {
    writer: [],
    message: [],
    raw: [],
    executemany: [],
    perRowCommit: [],
  };
  const messages = messagesOf(rows);
  for (const warmUp of [rowsWay(rows.slice(0, 10_000)), messageWay(messages.slice(0, 200))]) {
    await throughWriter(warmUp);
  }
  for (let turn = 0; turn < REPEATS; turn++) {
    // Alternating, so that what else the machine does strikes all of them.
    found.writer.push(await throughWriter(rowsWay(rows)));
    found.message.push(await throughWriter(messageWay(messages)));
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

/** Batch by batch, how rows come to the writer. */
interface Way {
  rows: number;
  batch: (number: number) => StoredRow[];
}

function rowsWay(rows: StoredRow[]): Way {
  return { rows: rows.length, batch: (number) => rows.slice(number * BATCH_ROWS, (number + 1) * BATCH_ROWS) };
}

/** The frames of a collector that has dealt with 50 events each time, as its cell sends them. */
function messagesOf(rows: StoredRow[]): Uint8Array[] {
  return Array.from({ length: rows.length / BATCH_ROWS }, (_, number) => {
    const some = rows.slice(number * BATCH_ROWS, (number + 1) * BATCH_ROWS);
    const upToSeq = some.at(-1)!.seq;
    return encodeFrame(JSON.stringify({ type: "rows", upToSeq, rows: some.map(({ seq, row }) => ({ seq, row })) }));
  });
}

/** What the host does with each: decoded, checked, numbered. */
function messageWay(messages: Uint8Array[]): Way {
  const decoder = new FrameDecoder({ maxBytes: CELL_MESSAGE_BYTES_MAX });
  const batch = (number: number) => {
    const [{ json }] = decoder.push(messages[number]), message = parseCellMessage(json);
    if (message.type !== "rows") throw new Error(`a message of type ${message.type}`);
    return numberRows("main", message);
  };
  return { rows: messages.length * BATCH_ROWS, batch };
}

async function throughWriter({ rows, batch }: Way): Promise<number> {
  using folder = new DataFolder();
  const done = Promise.withResolvers<void>();
  let offered = 0, committed = 0;
  const offer = () => {
    while (offered < rows && offered - committed < AHEAD_ROWS_MAX) {
      writer.add(batch(offered / BATCH_ROWS));
      offered += BATCH_ROWS;
    }
  };
  await using writer = await Writer.open({
    path: folder.path,
    journalPath: folder.journalPath,
    tables: TABLES,
    onCommitted: (stored) => {
      committed += stored.length;
      offer();
      if (committed === rows) done.resolve();
    },
  });
  const startMs = performance.now();
  offer();
  await done.promise;
  const speed = rows / (performance.now() - startMs) * 1000;
  checkCount(folder, rows);
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

/** Share of one core that is left when rows come at the old system's rate, four at once as tables bring them. */
async function measureIdle(): Promise<number> {
  using folder = new DataFolder();
  const { path, journalPath } = folder;
  await using writer = await Writer.open({ path, journalPath, tables: TABLES, onCommitted: () => {} });
  const startMs = performance.now(), before = process.cpuUsage(), spacingMs = 4_000 / OLD_LOAD_ROWS_PER_SECOND;
  let seq = 0;
  while (performance.now() - startMs < IDLE_SECONDS * 1000) {
    writer.add(snapshots(seq, 4));
    seq += 4;
    await new Promise((resolve) => setTimeout(resolve, spacingMs));
  }
  await writer.drain({ deadlineMs: 10_000 });
  const { user, system } = process.cpuUsage(before), passedMs = performance.now() - startMs;
  checkCount(folder, seq);
  return 1 - (user + system) / 1000 / passedMs;
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
export function tellWrites(speeds: WriteSpeeds, idleShare: number): void {
  const ratio = (way: "writer" | "message", peer: number | undefined, goal: { atLeast: number; beside: string }) => {
    const step = way === "writer" ? "rows stored, 50 a batch" : "rows stored, from a plugin's message of 50 on";
    if (peer === undefined) return;
    tellFigure({ step, value: speeds[way] / peer, unit: "ratio", ...goal, bound: BOUNDS[way] });
  };
  for (const way of ["writer", "message"] as const) {
    ratio(way, speeds.raw, { atLeast: 0.9, beside: "a loop over one prepared statement, SQLite's C interface" });
    ratio(way, speeds.executemany, { atLeast: 1.2, beside: "Python's executemany" });
    ratio(way, speeds.perRowCommit, { atLeast: 4, beside: "a commit a row" });
  }
  const beside = "the old system's goal";
  tellFigure({ step: "rows stored", value: speeds.writer, unit: "rows/s", atLeast: OLD_ROWS_PER_SECOND, beside });
  tellFigure({
    ...{ step: "writer idle at 20 rows a second", value: idleShare, unit: "share", atLeast: OLD_IDLE_SHARE },
    ...{ beside: "the old system's estimate; processor time of the whole process", bound: IDLE_BOUND },
  });
}

if (import.meta.main) {
  const flag = Deno.args.indexOf("--peers");
  const peers = flag >= 0 ? Deno.args[flag + 1] : Deno.env.get("AVIATOR_PEERS");
  tellWrites(await measureWrites({ peers }), await measureIdle());
}
