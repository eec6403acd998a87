/**
 * A backlog of 100,000 rows through forwarder, loopback and collector into SQLite, against the same rows put into the
 * same table without any of it; and a collector on PostgreSQL against `COPY` and multi-row inserts of the same rows.
 */
import { ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import postgres from "postgres";
import { openStore } from "../../core/collector/open_store.ts";
import { ForwardingService } from "../../core/forwarding/forwarding_service.ts";
import { type KeptRow, parseBatch } from "../../core/forwarding/parse_batch.ts";
import { TestPostgres, until } from "../core/collector/servers.ts";
import { CollectorProcess, sqliteIn, tokenIn } from "../core/forwarding/fault_scene.ts";
import { OutboxFolder } from "../core/forwarding/fixtures.ts";
import { round } from "../core/storage/fixtures.ts";

const ROWS = 100_000;
const BATCH_ROWS = 1_000;
const SENDERS = 4;

const rate = (ms: number) => Math.round(ROWS / ms * 1_000);
const say = (what: string, ms: number) => console.log(`${what.padEnd(58)} ${String(rate(ms)).padStart(8)} rows/s`);

async function timed(work: () => Promise<unknown> | void): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The rows as a machine has them. */
async function backlog(): Promise<OutboxFolder> {
  const folder = new OutboxFolder();
  for (let first = 1; first <= ROWS; first += 5_000) {
    await folder.store(Array.from({ length: 5_000 }, (_, at) => round(first + at)));
  }
  return folder;
}

function batchesOf(folder: OutboxFolder): KeptRow[][] {
  using outbox = folder.outbox();
  const rows = outbox.next({ rowsMax: ROWS, charactersMax: Infinity });
  const batches: KeptRow[][] = [];
  for (let first = 0; first < rows.length; first += BATCH_ROWS) {
    const texts = rows.slice(first, first + BATCH_ROWS).map(({ atMs, data }) =>
      `{"atMs":${atMs},"image":null,"data":${data}}`
    );
    batches.push(parseBatch(`{"rows":[${texts.join()}]}`));
  }
  return batches;
}

/** The same rows into the same table, with the same commits. */
function rawSqlite(folder: string, batches: KeptRow[][]): void {
  const database = new DatabaseSync(sqliteIn(folder));
  database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  const insert = database.prepare("INSERT INTO log_rows VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
  for (const rows of batches) {
    database.exec("BEGIN");
    for (const { kind, id, atMs, image, data } of rows) insert.run(2, kind, id, atMs, atMs, image, data);
    database.exec("COMMIT");
  }
  database.close();
}

async function drain(edge: OutboxFolder, folder: string): Promise<number> {
  await using collector = new CollectorProcess(["--data", folder]);
  const token = await tokenIn(sqliteIn(folder));
  await collector.start();
  const forwarding = { url: collector.url, token, capacityRows: 1_000_000, keepSentDays: 7 };
  const counter = new DatabaseSync(sqliteIn(folder), { readOnly: true });
  const arrived = () => Number(counter.prepare("SELECT sum(rows) AS n FROM devices").get()?.n);
  const ms = await timed(async () => {
    await using _service = new ForwardingService({ forwarding, dataDir: edge.folder, log: () => {} });
    await until(() => arrived() === ROWS);
  });
  counter.close();
  return ms;
}

async function overPostgres(batches: KeptRow[][]): Promise<void> {
  await using server = await new TestPostgres().start();
  await using store = await openStore(server.url);
  const sql = postgres(server.url, { max: SENDERS });
  await sql`CREATE TABLE copied_rows (LIKE log_rows INCLUDING ALL)`;
  await sql`CREATE TABLE plain_rows (LIKE log_rows INCLUDING ALL)`;
  const copied = await timed(() => copy(sql, batches));
  const inserted = await timed(() => insertRows(sql, batches));
  for (let at = 0; at < SENDERS; at++) await store.setToken(`edge-${at}`, { hash: "x", atMs: 0 });
  const kept = await timed(() =>
    shared(batches, async (rows, sender) => void await store.log(`edge-${sender}`, { rows, receivedAtMs: 1 }))
  );
  const [{ n }] = await sql`SELECT count(*)::int AS n FROM log_rows`;
  ok(n === ROWS, `${n} rows`);
  await sql.end();
  say("PostgreSQL COPY, one connection, no key checked but its own", copied);
  say(`PostgreSQL multi-row INSERT, ${SENDERS} connections`, inserted);
  say(`collector's store, ${SENDERS} machines`, kept);
  console.log(`collector / COPY ${(copied / kept).toFixed(2)}, collector / INSERT ${(inserted / kept).toFixed(2)}`);
}

/** Each batch once, by senders side by side. */
async function shared(batches: KeptRow[][], send: (rows: KeptRow[], sender: number) => Promise<void>): Promise<void> {
  const waiting = [...batches];
  await Promise.all(Array.from({ length: SENDERS }, async (_, sender) => {
    for (let rows = waiting.shift(); rows; rows = waiting.shift()) await send(rows, sender);
  }));
}

async function copy(sql: postgres.Sql, batches: KeptRow[][]): Promise<void> {
  const sink = await sql`COPY copied_rows FROM STDIN`.writable();
  for (const rows of batches) {
    const lines = rows.map(({ kind, id, atMs, data }) =>
      `1\t${kind}\t${id}\t${atMs}\t1\t\\N\t${data.replaceAll("\\", "\\\\")}\n`
    );
    if (!sink.write(lines.join(""))) await new Promise((resolve) => sink.once("drain", resolve));
  }
  await new Promise<void>((resolve) => sink.end(() => resolve()));
}

function insertRows(sql: postgres.Sql, batches: KeptRow[][]): Promise<void> {
  return shared(batches, async (rows, sender) => {
    const values = rows.map(({ kind, id, atMs, data }) => ({
      ...{ device: sender, kind, row_id: id, at: atMs, received_at: 1, image: null, data },
    }));
    await sql`INSERT INTO plain_rows ${sql(values)}`;
  });
}

using edge = await backlog();
const batches = batchesOf(edge);
const folder = await Deno.makeTempDir({ prefix: "aviator-forward-bench-" });
const drained = await drain(edge, folder);
const raw = await timed(() => rawSqlite(folder, batches));
say("backlog: outbox, thread, HTTP, collector, SQLite", drained);
say("the same rows straight into the same table", raw);
console.log(`drained / raw ${(raw / drained).toFixed(2)}`);
ok(raw / drained >= 0.15, `a backlog drains at ${(raw / drained).toFixed(2)} of what the table takes`);
await Deno.remove(folder, { recursive: true });
await overPostgres(batches);
