/** What every collector's store must do, over SQLite and over a real PostgreSQL server. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import { join } from "node:path";
import type { CollectorStore } from "../../../core/collector/collector_store.ts";
import { openStore } from "../../../core/collector/open_store.ts";
import type { KeptRow } from "../../../core/forwarding/parse_batch.ts";
import { POSTGRES_BIN, TestPostgres, testWithServers } from "./servers.ts";

/** An empty store, opened as often as wanted. */
interface Place extends AsyncDisposable {
  open(): Promise<CollectorStore>;
}

function inSqlite(): Promise<Place> {
  const folder = Deno.makeTempDirSync({ prefix: "aviator-collector-" });
  return Promise.resolve({
    open: () => openStore(join(folder, "collector.sqlite")),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  });
}

async function inPostgres(): Promise<Place> {
  const server = await new TestPostgres().start();
  return { open: () => openStore(server.url), [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const row = (id: number, change: Partial<KeptRow> = {}): KeptRow => ({
  ...{
    kind: "round",
    id,
    atMs: 1_000 + id,
    image: null,
    data: `{"kind":"round","id":${id},"text":"šljiva \\"x\\" {},"}`,
  },
  ...change,
});
const AT = 1_800_000_000_000;
const FLEET = { activeSinceMs: AT, listedMax: 10 };

/** The suite; steps share a server, and each has machines of its own. */
async function contract(test: Deno.TestContext, place: Place): Promise<void> {
  await using store = await place.open();
  await test.step("log() refuses a machine that is not known", async () => {
    await rejects(store.log("nobody", { rows: [row(1)], receivedAtMs: AT }), { code: "refused" });
    await store.check();
  });
  await test.step("fleet() is empty at first", async () => {
    deepEqual(await store.fleet(FLEET), { machines: 0, active: 0, rows: 0, duplicates: 0, conflicts: 0, listed: [] });
  });
  await test.step("log() keeps a row once however often it comes, over restarts too", async () => {
    await store.setToken("a", { hash: "h", atMs: 1 });
    const rows = [row(1), row(2, { image: "a/1.png" }), row(2 ** 52, { atMs: 0 })];
    deepEqual(await store.log("a", { rows, receivedAtMs: AT }), { stored: 3, duplicates: 0, conflicts: [] });
    deepEqual(await store.log("a", { rows: [...rows, row(3)], receivedAtMs: AT + 1 }), {
      ...{ stored: 1, duplicates: 3, conflicts: [] },
    });
    await using again = await place.open();
    deepEqual(await again.log("a", { rows, receivedAtMs: AT }), { stored: 0, duplicates: 3, conflicts: [] });
    equal((await again.fleet(FLEET)).rows, 4);
  });
  await test.step("log() counts a row that stands twice in a batch once", async () => {
    deepEqual(await store.log("a", { rows: [row(50), row(50)], receivedAtMs: AT }), {
      ...{ stored: 1, duplicates: 1, conflicts: [] },
    });
  });
  await test.step("log() names rows under whose name another one is kept, and keeps the first", async () => {
    const other = [row(1, { data: `{"kind":"round","id":1}` }), row(2), row(9), row(3, { atMs: 7 })];
    deepEqual(await store.log("a", { rows: other, receivedAtMs: AT }), {
      ...{ stored: 1, duplicates: 0 },
      conflicts: [{ kind: "round", id: 1 }, { kind: "round", id: 2 }, { kind: "round", id: 3 }],
    });
    equal((await store.log("a", { rows: [row(1)], receivedAtMs: AT })).duplicates, 1);
  });
  await test.step("log() tells machines and kinds apart", async () => {
    await store.setToken("b", { hash: "h", atMs: 1 });
    equal((await store.log("b", { rows: [row(1), row(1, { kind: "reading" })], receivedAtMs: AT - 99 })).stored, 2);
  });
  await test.step("log() keeps all rows of a batch or none", async () => {
    const before = (await store.fleet(FLEET)).rows;
    const broken = row(1_001, { data: null as unknown as string });
    await rejects(store.log("a", { rows: [row(1_000), broken], receivedAtMs: AT }), { code: "storage" });
    equal((await store.fleet(FLEET)).rows, before);
    equal((await store.log("a", { rows: [row(1_000)], receivedAtMs: AT })).stored, 1);
  });
  await test.step("log() keeps each row once when many send the same rows at the same time in any order", async () => {
    await store.setToken("c", { hash: "h", atMs: 1 });
    const rows = Array.from({ length: 200 }, (_, at) => row(at + 1));
    const senders = Array.from({ length: 8 }, (_, at) => at % 2 ? rows : rows.toReversed());
    const answers = await Promise.all(senders.map((rows) => store.log("c", { rows, receivedAtMs: AT })));
    equal(answers.reduce((sum, { stored }) => sum + stored, 0), 200);
    equal(answers.reduce((sum, { duplicates }) => sum + duplicates, 0), 7 * 200);
  });
  await test.step("fleet() counts machines and rows, and lists those heard of last first", async () => {
    const { machines, active, listed } = await store.fleet({ activeSinceMs: AT, listedMax: 2 });
    deepEqual({ machines, active, listed: listed.map(({ device }) => device) }, {
      ...{ machines: 3, active: 2, listed: ["a", "c"] },
    });
    deepEqual(listed[1], {
      ...{ device: "c", rows: 200, duplicates: 1_400, conflicts: 0, firstAtMs: AT, lastAtMs: AT },
    });
  });
  await test.step("log() makes a machine known when it is to be registered", async () => {
    for (const stored of [1, 0]) {
      equal((await store.log("via-nats", { rows: [row(1)], receivedAtMs: AT, register: true })).stored, stored);
    }
    equal(await store.tokenHash("via-nats"), null);
  });
  await test.step("tokens are kept by machine, replaced and revoked; rows stay", async () => {
    await store.setToken("a", { hash: "new", atMs: 5 });
    equal(await store.tokenHash("a"), "new");
    equal(await store.tokenHash("nobody"), null);
    deepEqual((await store.tokens())[0], { device: "a", addedAtMs: 5 });
    equal(await store.revokeToken("a"), true);
    equal(await store.revokeToken("a"), false);
    equal(await store.tokenHash("a"), null);
    deepEqual((await store.tokens()).map(({ device }) => device), ["b", "c"]);
    equal((await store.fleet(FLEET)).machines, 4);
  });
  await test.step("forget() deletes what came before a moment, some at a time, and nothing else", async () => {
    for (const device of ["old-1", "old-2"]) {
      await store.setToken(device, { hash: "h", atMs: 1 });
      const rows = Array.from({ length: 10 }, (_, at) => row(at + 1));
      await store.log(device, { rows: rows.filter(({ id }) => id !== 3), receivedAtMs: 1_999 });
      await store.log(device, { rows: [row(7, { kind: "reading" })], receivedAtMs: 1_999 });
      await store.log(device, { rows: [row(3), row(11)], receivedAtMs: 2_000 });
    }
    const before = await store.fleet(FLEET);
    const forget = () => store.forget({ receivedBeforeMs: 2_000, rowsMax: 6 });
    equal(await forget(), 6);
    let gone = 6;
    for (let now = 6; now > 0; gone += now) now = await forget();
    equal(gone, 20);
    deepEqual(await store.fleet(FLEET), before);
    for (const device of ["old-1", "old-2"]) {
      equal((await store.log(device, { rows: [row(3), row(11)], receivedAtMs: AT })).duplicates, 2);
      equal((await store.log(device, { rows: [row(1), row(7, { kind: "reading" })], receivedAtMs: AT })).stored, 2);
    }
    equal((await store.log("c", { rows: [row(1), row(200)], receivedAtMs: AT })).duplicates, 2);
  });
  await test.step("log() counts new, known and differing rows that lie mixed in a large batch", async () => {
    await store.setToken("mixed", { hash: "h", atMs: 1 });
    const rows = Array.from({ length: 137 }, (_, at) => row(at + 1));
    const known = rows.filter(({ id }) => id % 3 === 0), differing = rows.filter(({ id }) => id % 10 === 1);
    await store.log("mixed", {
      rows: [...known, ...differing.map(({ id }) => row(id, { atMs: 7 }))],
      receivedAtMs: AT,
    });
    const before = new Set([...known, ...differing].map(({ id }) => id)).size;
    const { stored, duplicates, conflicts } = await store.log("mixed", { rows, receivedAtMs: AT });
    // Of those that were sent in both forms the first one counts.
    const named = differing.filter(({ id }) => id % 3 !== 0).map(({ kind, id }) => ({ kind, id }));
    deepEqual({ stored, duplicates }, { stored: 137 - before, duplicates: known.length });
    deepEqual(conflicts.toSorted((a, b) => a.id - b.id), named);
  });
}

Deno.test("SqliteStore keeps the contract of a collector's store", async (test) => {
  await using place = await inSqlite();
  await contract(test, place);
});

testWithServers(
  [`${POSTGRES_BIN}/postgres`],
  "PostgresStore keeps the contract of a collector's store",
  async (test) => {
    await using place = await inPostgres();
    await contract(test, place);
  },
);

Deno.test("SqliteStore refuses another program's file", async () => {
  await using folder = {
    path: await Deno.makeTempDir(),
    [Symbol.asyncDispose]: () => Deno.remove(folder.path, { recursive: true }),
  };
  const path = join(folder.path, "x.sqlite");
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path);
  database.exec("CREATE TABLE recipes(id INTEGER)");
  database.close();
  await rejects(openStore(path), {
    code: "storage",
    message: /Cannot open the collector's database .*another program's/,
  });
});

Deno.test("PostgresStore names the server that does not answer", async () => {
  await rejects(openStore("postgres://user:secret@127.0.0.1:1/none"), (error: Error) => {
    equal(/Cannot use PostgreSQL at 127\.0\.0\.1:1: /.test(error.message), true, error.message);
    equal(error.message.includes("secret"), false);
    return true;
  });
});
