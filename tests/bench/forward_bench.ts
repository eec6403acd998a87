/** A collector on PostgreSQL against `COPY` and multi-row inserts of the same rows in the same run. */
import { ok } from "node:assert/strict";
import postgres from "postgres";
import { openStore } from "../../core/collector/open_store.ts";
import type { KeptRow } from "../../core/forwarding/parse_batch.ts";
import { TestPostgres } from "../core/collector/servers.ts";
import { backlog, BACKLOG_ROWS, batchesOf, rateLine, timed } from "./backlog.ts";
import { tellFigure } from "./figures.ts";

const SENDERS = 4;

const say = (what: string, ms: number) => console.log(rateLine(what, { rows: BACKLOG_ROWS, ms }));

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
  ok(n === BACKLOG_ROWS, `${n} rows`);
  await sql.end();
  say("PostgreSQL COPY, one connection, no key checked but its own", copied);
  say(`PostgreSQL multi-row INSERT, ${SENDERS} connections`, inserted);
  say(`collector's store, ${SENDERS} machines`, kept);
  const step = "rows kept in PostgreSQL";
  tellFigure({ step, value: inserted / kept, unit: "ratio", beside: "multi-row INSERT, as many connections" });
  tellFigure({ step, value: copied / kept, unit: "ratio", beside: "COPY" });
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
await overPostgres(batchesOf(edge));
