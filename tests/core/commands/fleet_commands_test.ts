/** `forward` and `collector tokens` on real files: what they print, what they mend, what they refuse. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { OUTBOX, OutboxFolder } from "../forwarding/fixtures.ts";
import { round } from "../storage/fixtures.ts";
import { runHere } from "./run_here.ts";

const TOKEN = "edge-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

class Scene extends OutboxFolder {
  readonly config = join(this.folder, "config.json");

  constructor() {
    super({ ...OUTBOX, device: "edge-1" });
    Deno.writeTextFileSync(this.config, JSON.stringify({ forwarding: { url: "http://127.0.0.1:1", token: TOKEN } }));
  }

  async forward(...args: string[]) {
    const { status, out, errors } = await runHere("forward", ...args, "--data", this.folder, "--config", this.config);
    return { status, out, errors, json: () => JSON.parse(out) };
  }

  sql(text: string): void {
    const database = new DatabaseSync(this.path);
    database.exec(text);
    database.close();
  }
}

const ids = (count: number, first = 1) => Array.from({ length: count }, (_, at) => first + at);
/** Rounds that have just ended, so that they are of this week. */
const recent = (count: number) =>
  ids(count).map((id) => round(id, { startedAtMs: Date.now() - 9_000, endedAtMs: Date.now() - 1_000 + id }));

Deno.test("forward status says what waits, was sent and refused, and why", async () => {
  using scene = new Scene();
  await scene.storeRounds(...ids(10));
  {
    using outbox = scene.outbox();
    outbox.markSent([1, 2, 3]);
    outbox.markFailed(4, "too long");
    outbox.noteRetry([5], "nobody there");
  }
  const { status, json } = await scene.forward("status", "--json");
  const { pendingRows, sentRows, failedRows, totalBuffered, retriesMax, errors, kinds, to } = json();
  equal(status, 0);
  deepEqual({ pendingRows, sentRows, failedRows, totalBuffered, retriesMax, to }, {
    ...{ pendingRows: 6, sentRows: 3, failedRows: 1, totalBuffered: 10, retriesMax: 1, to: "http://127.0.0.1:1" },
  });
  deepEqual(new Set(errors.map(({ error }: { error: string }) => error)), new Set(["too long", "nobody there"]));
  deepEqual(kinds, [{ kind: "round", rows: 10 }]);
  match((await scene.forward("status")).out, /6 pending, 3 sent, 1 refused/);
});

Deno.test("forward status names the file that is not there", async () => {
  const { status, errors } = await runHere("forward", "status", "--data", "/nowhere");
  equal(status, 2);
  match(errors, /\/nowhere\/aviator\.sqlite is not there; name the data folder with --data/);
});

Deno.test("forward export writes every row as a line, or those of one status", async () => {
  using scene = new Scene();
  await scene.storeRounds(...ids(1_200));
  using outbox = scene.outbox();
  outbox.markSent([7]);
  const lines = (await scene.forward("export")).out.split("\n").map((line) => JSON.parse(line));
  equal(lines.length, 1_200);
  equal(new Set(lines.map(({ data }) => data.id)).size, 1_200);
  const out = join(scene.folder, "rows.jsonl");
  deepEqual((await scene.forward("export", "--status", "sent", "--out", out, "--json")).json(), { rows: 1 });
  equal(JSON.parse(Deno.readTextFileSync(out)).id, 7);
});

Deno.test("forward cleanup deletes what was sent long enough ago", async () => {
  using scene = new Scene();
  await scene.storeRounds(...ids(5));
  using outbox = scene.outbox();
  outbox.markSent([1, 2]);
  deepEqual((await scene.forward("cleanup", "--json")).json(), { deleted: 0 });
  deepEqual((await scene.forward("cleanup", "--days", "0", "--json")).json(), { deleted: 2 });
  equal(outbox.counts().pendingRows, 3);
});

Deno.test("forward repair finds nothing in a sound buffer, and has refused rows wait again when asked", async () => {
  using scene = new Scene();
  await scene.storeRounds(...ids(5));
  {
    using outbox = scene.outbox();
    outbox.markFailed(1, "too long");
  }
  deepEqual((await scene.forward("repair", "--retry-failed", "--json")).json(), {
    ...{ found: [], lostRows: 0, unreadableRows: 0, bufferedAgain: 0, retried: 1, resent: 0 },
  });
  using outbox = scene.outbox();
  equal(outbox.counts().pendingRows, 5);
});

Deno.test("forward repair --resend-days has rows wait again that were sent of late", async () => {
  using scene = new Scene();
  await scene.storeRounds(...ids(5));
  using outbox = scene.outbox();
  outbox.markSent([1, 2, 3]);
  scene.sql("UPDATE prediction_buffer SET sent_at = 1000 WHERE id = 3");
  equal((await scene.forward("repair", "--resend-days", "1", "--json")).json().resent, 2);
  equal(outbox.counts().pendingRows, 4);
});

Deno.test("forward repair takes out data that is no JSON, buffers the rows again and counts anew", async () => {
  using scene = new Scene();
  await scene.store(recent(50));
  scene.sql(
    "UPDATE prediction_buffer SET prediction_data = '{\"kind' WHERE id IN (3, 4); UPDATE buffer_metadata SET rows = 7",
  );
  const { unreadableRows, bufferedAgain } = (await scene.forward("repair", "--json")).json();
  deepEqual({ unreadableRows, bufferedAgain }, { unreadableRows: 2, bufferedAgain: 2 });
  using outbox = scene.outbox();
  const data = outbox.next({ rowsMax: 100, charactersMax: 1e6 }).map(({ data }) => JSON.parse(data).id);
  deepEqual(data.sort((a, b) => a - b), ids(50));
  equal(outbox.heldRows(), 50);
});

Deno.test("forward repair --days buffers rows of before forwarding was switched on", async () => {
  using scene = new Scene();
  await scene.store(recent(20), { forwarded: false });
  equal((await scene.forward("repair", "--days", "1", "--json")).json().bufferedAgain, 20);
  equal((await scene.forward("repair", "--days", "1", "--json")).json().bufferedAgain, 0);
});

Deno.test("forward repair mends pages of the buffer that are garbage, and loses no round", async () => {
  using scene = new Scene();
  await scene.store(recent(3_000));
  const pages = garblePages(scene.path, "prediction_buffer");
  ok(pages > 3);
  let refused = "";
  try {
    openForWriting(scene.path).close();
  } catch (error) {
    refused = (error as Error).message;
  }
  match(refused, /Cannot open database/);
  const repaired = await scene.forward("repair", "--json");
  equal(repaired.errors, "");
  const report = repaired.json();
  ok(report.found.length > 0);
  ok(report.lostRows > 0 && report.bufferedAgain === report.lostRows, JSON.stringify(report));
  openForWriting(scene.path).close();
  using outbox = scene.outbox();
  const rows = outbox.next({ rowsMax: 10_000, charactersMax: 1e8 });
  deepEqual(rows.map(({ data }) => JSON.parse(data).id).sort((a, b) => a - b), ids(3_000));
  ok([...Deno.readDirSync(scene.folder)].some(({ name }) => name.includes("before-repair")));
});

/** Writes garbage over some leaves in the middle of a table. @returns pages that the table has */
function garblePages(path: string, table: string): number {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  const pages = leavesOf(database, table);
  const pageBytes = Number(database.prepare("PRAGMA page_size").get()?.page_size);
  database.close();
  using file = Deno.openSync(path, { write: true });
  for (const page of pages.slice(pages.length >> 1, (pages.length >> 1) + 3)) {
    file.seekSync((page - 1) * pageBytes, Deno.SeekMode.Start);
    file.writeSync(crypto.getRandomValues(new Uint8Array(pageBytes)).fill(0x5a, 0, 200));
  }
  return pages.length;
}

/** A table's leaves, from the interior page at its root: each cell there begins with the number of a leaf. */
function leavesOf(database: DatabaseSync, table: string): number[] {
  const root = Number(database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = ?").get(table)?.rootpage);
  const path = String(database.prepare("PRAGMA database_list").get()?.file);
  const pageBytes = Number(database.prepare("PRAGMA page_size").get()?.page_size);
  const bytes = Deno.readFileSync(path).subarray((root - 1) * pageBytes, root * pageBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  equal(view.getUint8(0), 5, "the table has no interior page: it is too small");
  const cells = view.getUint16(3);
  return Array.from({ length: cells }, (_, at) => view.getUint32(view.getUint16(12 + 2 * at)));
}

Deno.test("collector tokens adds, lists and revokes machines, and refuses names that are none", async () => {
  using scene = new Scene();
  const tokens = (...args: string[]) => runHere("collector", "tokens", ...args, "--data", scene.folder);
  const added = await tokens("add", "edge-7");
  match(added.out, /^edge-7\.[\w-]{43}$/);
  equal((await tokens("add", "edge-8", "--json")).status, 0);
  match((await tokens("list")).out, /^edge-7 .*\nedge-8 /);
  equal((await tokens("revoke", "edge-7")).status, 0);
  const again = await tokens("revoke", "edge-7");
  deepEqual([again.status, /edge-7: it has none/.test(again.errors)], [3, true]);
  const wrong = await tokens("add", "Edge 7");
  deepEqual([wrong.status, /lower-case letters/.test(wrong.errors)], [2, true]);
  const text = new TextDecoder("latin1").decode(Deno.readFileSync(join(scene.folder, "collector.sqlite")));
  equal(text.includes(added.out.split(".")[1]), false);
});

Deno.test("config show hides the token of forwarding, and a wrong address is named", async () => {
  using scene = new Scene();
  const shown = await runHere("config", "show", "--config", scene.config);
  equal(shown.out.includes(TOKEN), false);
  Deno.writeTextFileSync(scene.config, JSON.stringify({ forwarding: { url: "ftp://x", token: TOKEN } }));
  const { status, errors } = await runHere("config", "check", "--config", scene.config);
  equal(status, 2);
  match(errors, /forwarding\.url.*ftp:\/\/x.*http:\/\/HOST:PORT/);
});
