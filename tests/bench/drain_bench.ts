/**
 * A backlog of 100,000 rows through forwarder, loopback and collector into SQLite: against the same rows put into the
 * same table without any of it, and by what it costs each side; and how soon the writer acknowledges meanwhile.
 */
import process from "node:process";
import { DatabaseSync } from "node:sqlite";
import { ForwardingService } from "../../core/forwarding/forwarding_service.ts";
import type { KeptRow } from "../../core/forwarding/parse_batch.ts";
import { resend } from "../../core/storage/outbox_tools.ts";
import { Writer } from "../../core/storage/writer.ts";
import { until } from "../core/collector/servers.ts";
import { CollectorProcess, sqliteIn, tokenIn } from "../core/forwarding/fault_scene.ts";
import { OUTBOX, type OutboxFolder } from "../core/forwarding/fixtures.ts";
import { snapshots } from "../core/storage/fixtures.ts";
import { backlog, BACKLOG_ROWS, batchesOf, rateLine, timed } from "./backlog.ts";
import { tellFigure } from "./figures.ts";

const GOAL_ROWS_PER_SECOND = 20_000;
const ACKNOWLEDGED_MAX_MS = 200;
/** Share of a processor that a loop without waits gets on a machine that does nothing else. */
const FREE_SHARE = 0.9;
/** What everything around the table may cost, as a multiple of the bare inserts. */
const AROUND_MAX = 6;
/** Six tables five times a second make 30 rows a second: a batch of 60 as often as this is ten times as much. */
const TABLES = 6;
const BATCH_ROWS = 60;
const BATCH_EVERY_MS = 200;
const ALONE_MS = 5_000;
/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

interface Drained {
  /** from the first rows that arrived to the last ones */
  ms: number;
  rows: number;
  /** processor time of each side, milliseconds */
  edgeCpuMs: number;
  collectorCpuMs: number;
}

function cpuMsOf(pid: number): number {
  const fields = Deno.readTextFileSync(`/proc/${pid}/stat`).split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** Forwards everything that waits to a collector of its own. */
async function drain(edge: OutboxFolder, folder: string): Promise<Drained> {
  await using collector = new CollectorProcess(["--data", folder]);
  const token = await tokenIn(sqliteIn(folder));
  await collector.start();
  const forwarding = { url: collector.url, token, capacityRows: 1_000_000, keepSentDays: 7 };
  using counter = new DatabaseSync(sqliteIn(folder), { readOnly: true });
  const sum = counter.prepare("SELECT sum(rows) AS n FROM devices");
  const arrived = () => Number(sum.get()?.n);
  await using _service = new ForwardingService({ forwarding, dataDir: edge.folder, log: () => {} });
  await until(() => arrived() > 0);
  const [before, startMs, edgeCpu, collectorCpu] = [arrived(), performance.now(), ownCpuMs(), cpuMsOf(collector.pid)];
  await until(() => arrived() === BACKLOG_ROWS, { maxMs: 300_000 });
  return {
    ms: performance.now() - startMs,
    rows: BACKLOG_ROWS - before,
    edgeCpuMs: ownCpuMs() - edgeCpu,
    collectorCpuMs: cpuMsOf(collector.pid) - collectorCpu,
  };
}

/** The same rows into the same table, with the same commits. */
function rawSqlite(folder: string, batches: KeptRow[][]): void {
  using database = new DatabaseSync(sqliteIn(folder));
  database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  const insert = database.prepare("INSERT INTO log_rows VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  for (const rows of batches) {
    database.exec("BEGIN");
    for (const { kind, id, atMs, image, data } of rows) insert.run(2, kind, id, atMs, atMs, image, data);
    database.exec("COMMIT");
  }
}

/** A writer whose tables go on. */
class BusyWriter implements AsyncDisposable {
  readonly waitsMs: number[] = [];
  readonly #writer: Writer;
  readonly #offeredAtMs: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  static #seq = 0;

  static async open({ path, journalPath }: OutboxFolder): Promise<BusyWriter> {
    let busy: BusyWriter | null = null;
    const writer = await Writer.open({
      ...{ path, journalPath, tables: TABLES, outbox: OUTBOX },
      onCommitted: () => void busy?.waitsMs.push(performance.now() - busy.#offeredAtMs.shift()!),
    });
    return busy = new BusyWriter(writer);
  }

  private constructor(writer: Writer) {
    this.#writer = writer;
    this.#timer = setInterval(() => {
      this.#offeredAtMs.push(performance.now());
      writer.add(snapshots(BusyWriter.#seq += BATCH_ROWS, BATCH_ROWS));
    }, BATCH_EVERY_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#writer.drain({ deadlineMs: 30_000 });
    await this.#writer[Symbol.asyncDispose]();
  }
}

/** How long batches of the writer wait while something else goes on. */
async function waitsWhile(edge: OutboxFolder, work: () => Promise<unknown>): Promise<number[]> {
  await using writer = await BusyWriter.open(edge);
  await work();
  return writer.waitsMs.toSorted((a, b) => a - b);
}

const quantile = (sorted: number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const waitsLine = (sorted: number[]) =>
  `${sorted.length} batches, p50 ${quantile(sorted, 0.5).toFixed(1)} ms, p99 ${quantile(sorted, 0.99).toFixed(1)} ms`;

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "aviator-drain-bench-" });
  try {
    return await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

using edge = await backlog();
const batches = batchesOf(edge);
const { drained, raw } = await inFolder(async (folder) => {
  const drained = await drain(edge, folder);
  const cpuMs = ownCpuMs();
  const ms = await timed(() => rawSqlite(folder, batches));
  return { drained, raw: { ms, cpuMs: ownCpuMs() - cpuMs, rows: BACKLOG_ROWS } };
});
const usARow = (cpuMs: number, { rows }: { rows: number }) => cpuMs / rows * 1_000;
const [edgeUs, collectorUs] = [usARow(drained.edgeCpuMs, drained), usARow(drained.collectorCpuMs, drained)];
const rawUs = usARow(raw.cpuMs, raw);
const bound = Math.round(1e6 / Math.max(edgeUs, collectorUs));
const share = raw.cpuMs / raw.ms;
console.log(rateLine("backlog: outbox, thread, HTTP, collector, SQLite", drained));
console.log(rateLine("the same rows straight into the same table", raw));
console.log(`processor time a row: machine ${edgeUs.toFixed(1)} us, collector ${collectorUs.toFixed(1)} us`);
console.log(`  the bare inserts ${rawUs.toFixed(1)} us; a processor for each side allows ${bound} rows/s`);
console.log(`  this run had ${(share * 100).toFixed(0)} % of a processor for each loop`);

resendAll(edge);
const alone = await waitsWhile(edge, () => new Promise((resolve) => setTimeout(resolve, ALONE_MS)));
const meanwhile = await inFolder((folder) => waitsWhile(edge, () => drain(edge, folder)));
console.log(`writer alone: ${waitsLine(alone)}`);
console.log(`writer while the backlog drains: ${waitsLine(meanwhile)}`);

const inserts = (edgeUs + collectorUs) / rawUs, step = "a backlog forwarded";
tellFigure({
  ...{ step: `${step}, processor time a row`, value: inserts, unit: "ratio", atMost: AROUND_MAX },
  beside: "the same rows put straight into the collector's table",
});
tellFigure({
  ...{ step: `${step}, as the processor time allows`, value: bound, unit: "rows/s", atLeast: GOAL_ROWS_PER_SECOND },
  beside: "a processor for each side",
});
tellFigure({
  ...{ step: "writer's acknowledgement meanwhile, p99", value: quantile(meanwhile, 0.99), unit: "ms" },
  ...{ atMost: ACKNOWLEDGED_MAX_MS, beside: `alone ${quantile(alone, 0.99).toFixed(1)} ms` },
});
if (share >= FREE_SHARE) {
  const value = drained.rows / drained.ms * 1_000;
  tellFigure({ step, value, unit: "rows/s", atLeast: GOAL_ROWS_PER_SECOND, beside: "a machine that was free" });
}

function resendAll({ path }: OutboxFolder): void {
  using database = new DatabaseSync(path);
  resend(database, { sentSinceMs: 0 });
}
