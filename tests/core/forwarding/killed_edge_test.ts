/**
 * `kill -9` of a process that stores and forwards, at random moments: every round that it acknowledged is at the
 * collector, once. `AVIATOR_FORWARD_KILLS=200` is the long form.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { ForwardingService } from "../../../core/forwarding/forwarding_service.ts";
import { Writer } from "../../../core/storage/writer.ts";
import { until } from "../collector/servers.ts";
import { CollectorProcess, DEVICE, randomFrom, sqliteIn, tokenIn } from "./fault_scene.ts";
import { OUTBOX, OutboxFolder } from "./fixtures.ts";

const KILLS = Number(Deno.env.get("AVIATOR_FORWARD_KILLS") ?? 3);
const SEED = Number(Deno.env.get("AVIATOR_FORWARD_SEED") ?? Math.floor(Math.random() * 1e9));
/** Of a life, from the first batch on that the collector has of it. */
const LONGEST_LIFE_MS = 400;
const WAY_MS_MAX = 150;
const IDS_PER_LIFE = 1_000_000;
const CHILD = fileURLToPath(new URL("./killed_edge_child.ts", import.meta.url));
const CONFIG = fileURLToPath(new URL("../../../deno.json", import.meta.url));

interface Scene {
  /** the collector's file */
  store: string;
  folder: OutboxFolder;
  /** where the machine sends to */
  url: string;
  token: string;
}

/** @returns the rounds that were acknowledged */
async function liveAndDie(
  { store, folder, url, token }: Scene,
  life: { first: number; ms: number },
): Promise<number[]> {
  const arrived = () => query(store, "SELECT max(row_id) AS id FROM log_rows")[0].id as number | null ?? 0;
  const args = ["run", "-A", "--no-check", "--unstable-worker-options", "--config", CONFIG, CHILD];
  const names = [folder.path, folder.journalPath, url, token, String(life.first)];
  const child = new Deno.Command(Deno.execPath(), { args: [...args, ...names], stdout: "piped", stderr: "inherit" })
    .spawn();
  const said = new Response(child.stdout).text();
  await until(() => arrived() >= life.first);
  await new Promise((resolve) => setTimeout(resolve, life.ms));
  child.kill("SIGKILL");
  equal((await child.status).signal, "SIGKILL");
  const text = await said;
  // A last line without its end may lack digits.
  return text.slice(0, text.lastIndexOf("\n")).split("\n").map((line) => Number(line.slice(2)));
}

/** Asks the collector's store. */
function query(store: string, sql: string): Record<string, unknown>[] {
  using database = new DatabaseSync(store, { readOnly: true });
  return database.prepare(sql).all();
}

/** A long way to the collector: most kills come while a batch is under way, or its answer. */
function slowLink(collector: CollectorProcess, random: () => number): Deno.HttpServer<Deno.NetAddr> {
  const wait = () => new Promise((resolve) => setTimeout(resolve, random() * WAY_MS_MAX));
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url), { method, headers } = request;
    const body = method === "POST" ? await request.arrayBuffer() : undefined;
    await wait();
    // Its machine is gone: then the batch is, too.
    if (request.signal.aborted) return new Response(null, { status: 503 });
    const answer = await fetch(`${collector.url}${pathname}`, { method, headers, body });
    const bytes = await answer.arrayBuffer();
    await wait();
    return new Response(method === "HEAD" ? null : bytes, { status: answer.status, headers: answer.headers });
  });
}

/** A last start, which is not killed: what waits is sent. */
async function sendTheRest({ folder, url, token }: Scene): Promise<void> {
  const { path, journalPath } = folder;
  await using writer = await Writer.open({ path, journalPath, tables: 6, outbox: OUTBOX });
  equal((await writer.drain({ deadlineMs: 60_000 })).remaining, 0);
  const forwarding = { url, token, capacityRows: OUTBOX.capacityRows, keepSentDays: 7 };
  await using _service = new ForwardingService({ forwarding, dataDir: folder.folder, log: () => {} });
  using outbox = folder.outbox();
  await until(() => outbox.counts().pendingRows === 0, { maxMs: 120_000 });
  equal(outbox.counts().failedRows, 0);
}

Deno.test(`every acknowledged round is at the collector once though the machine is killed while it forwards (seed ${SEED})`, async () => {
  const random = randomFrom(SEED);
  const collectorFolder = await Deno.makeTempDir({ prefix: "aviator-killed-edge-" }), store = sqliteIn(collectorFolder);
  using folder = new OutboxFolder();
  await using collector = new CollectorProcess(["--data", collectorFolder]);
  const token = await tokenIn(store);
  await collector.start();
  await using link = slowLink(collector, random);
  const url = `http://127.0.0.1:${link.addr.port}`, scene = { store, folder, url, token };
  const acknowledged: number[] = [];
  let halfSent = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const life = { first: 1 + kill * IDS_PER_LIFE, ms: random() * LONGEST_LIFE_MS };
    acknowledged.push(...await liveAndDie(scene, life));
    using outbox = folder.outbox();
    if (outbox.counts().pendingRows > 0) halfSent += 1;
  }
  await sendTheRest(scene);
  using stored = new DatabaseSync(folder.path, { readOnly: true });
  equal(stored.prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
  const ids = (rows: Record<string, unknown>[]) => rows.map(({ id }) => Number(id));
  const inDatabase = ids(stored.prepare("SELECT id FROM rounds ORDER BY id").all());
  const atCollector = ids(query(store, "SELECT row_id AS id FROM log_rows ORDER BY row_id"));
  deepEqual(atCollector, inDatabase);
  const there = new Set(atCollector);
  deepEqual(acknowledged.filter((id) => !there.has(id)), []);
  const [{ rows, conflicts, duplicates }] = query(store, `SELECT * FROM devices WHERE name = '${DEVICE}'`);
  deepEqual([rows, conflicts], [atCollector.length, 0]);
  console.log(
    `${KILLS} kills, ${halfSent} with rows still to send: ${acknowledged.length} rounds acknowledged, ` +
      `${atCollector.length} at the collector, ${duplicates} came twice`,
  );
  ok(acknowledged.length >= KILLS && halfSent > 0);
  await collector.kill();
  await Deno.remove(collectorFolder, { recursive: true });
});
