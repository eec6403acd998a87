/** The forwarder's rules, with time, chance and the other side in the test's hands; the outbox is a real file. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { backoffMs } from "../../../core/forwarding/backoff.ts";
import { Forwarder } from "../../../core/forwarding/forwarder.ts";
import { BatchRefused, type Transport, TryLater } from "../../../core/forwarding/transport.ts";
import type { LogAnswer, LogRow } from "../../../core/protocol/forwarding.ts";
import type { Outbox } from "../../../core/storage/outbox.ts";
import type { Timers } from "../../../core/storage/timers.ts";
import { OUTBOX, OutboxFolder } from "./fixtures.ts";

/** Time that passes when the test says so. */
class HandTimers implements Timers {
  #nowMs = 0;
  readonly #due = new Map<number, { atMs: number; run: () => void }>();
  #last = 0;

  nowMs = () => this.#nowMs;

  after(ms: number, run: () => void): () => void {
    const id = this.#last++;
    this.#due.set(id, { atMs: this.#nowMs + ms, run });
    return () => this.#due.delete(id);
  }

  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (;;) {
      await settled();
      const next = [...this.#due].filter(([, { atMs }]) => atMs <= endMs).sort(([, a], [, b]) => a.atMs - b.atMs)[0];
      if (!next) break;
      this.#due.delete(next[0]);
      this.#nowMs = Math.max(this.#nowMs, next[1].atMs);
      next[1].run();
    }
    this.#nowMs = endMs;
    await settled();
  }
}

/** Everything that needs no time has happened. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

/** The other side, as the test wants it. */
class Scripted implements Transport {
  readonly batches: LogRow[][] = [];
  answer: (rows: LogRow[]) => LogAnswer = (rows) => ({ stored: rows.length, duplicates: 0, conflicts: [] });
  health = true;
  healthAsked = 0;

  async send(batch: string): Promise<LogAnswer> {
    const { rows } = JSON.parse(batch);
    this.batches.push(rows);
    return await Promise.resolve(this.answer(rows));
  }

  healthy(): Promise<boolean> {
    this.healthAsked += 1;
    return Promise.resolve(this.health);
  }

  [Symbol.asyncDispose] = () => Promise.resolve();
}

class Scene implements AsyncDisposable {
  readonly folder = new OutboxFolder(OUTBOX);
  readonly timers = new HandTimers();
  readonly transport = new Scripted();
  outbox!: Outbox;
  forwarder!: Forwarder;
  ended!: Promise<void>;
  /** added to the epoch's time */
  clockJumpMs = 0;

  static async open(ids: number[]): Promise<Scene> {
    const scene = new Scene();
    await scene.folder.storeRounds(...ids);
    scene.outbox = scene.folder.outbox();
    const startMs = Date.now();
    scene.forwarder = new Forwarder({
      ...{ outbox: scene.outbox, transport: scene.transport, timers: scene.timers, random: () => 1 },
      epochMs: () => startMs + scene.timers.nowMs() + scene.clockJumpMs,
    });
    scene.ended = scene.forwarder.run();
    await settled();
    return scene;
  }

  sizes = () => this.transport.batches.map((rows) => rows.length);

  async [Symbol.asyncDispose]() {
    this.forwarder.stop();
    await this.ended;
    this.outbox[Symbol.dispose]();
    this.folder[Symbol.dispose]();
  }
}

const ids = (count: number, first = 1) => Array.from({ length: count }, (_, at) => first + at);

Deno.test("backoffMs() doubles from 2 s to 256 s, of which chance takes up to a half", () => {
  deepEqual([1, 2, 3, 8, 9, 1_000].map((attempts) => backoffMs(attempts, 1) / 1_000), [2, 4, 8, 256, 256, 256]);
  equal(backoffMs(3, 0), 4_000);
});

Deno.test("Forwarder sends 32 rows at once, fewer after 10 s, and many together where more wait", async () => {
  await using few = await Scene.open(ids(31));
  deepEqual(few.sizes(), []);
  await few.timers.pass(8_500);
  deepEqual(few.sizes(), []);
  await few.timers.pass(1_600);
  deepEqual(few.sizes(), [31]);
  await few.folder.storeRounds(...ids(32, 100));
  await few.timers.pass(1_100);
  deepEqual(few.sizes(), [31, 32]);

  await using many = await Scene.open(ids(1_500));
  await many.timers.pass(10_000 + 1_100);
  deepEqual(many.sizes(), [1_000, 500]);
  deepEqual(many.transport.batches.flat().map(({ data }) => data.id).sort((a, b) => a - b), ids(1_500));
  equal(many.outbox.counts().sentRows, 1_500);
});

Deno.test("Forwarder has two batches under way, and notes the one that arrives whatever becomes of the other", async () => {
  await using scene = await Scene.open([]);
  // The writer stores a batch table by table.
  let buffered: number[] = [];
  const held: { first: number; end: PromiseWithResolvers<void> }[] = [];
  // What an assertion that fails leaves under way must not keep the scene from ending.
  using _ends = { [Symbol.dispose]: () => held.forEach(({ end }) => end.resolve()) };
  scene.transport.send = async (batch) => {
    const { rows } = JSON.parse(batch) as { rows: LogRow[] };
    const one = { first: buffered.indexOf(rows[0].data.id), end: Promise.withResolvers<void>() };
    held.push(one);
    await one.end.promise;
    return { stored: rows.length, duplicates: 0, conflicts: [] };
  };
  await scene.folder.storeRounds(...ids(3_500));
  buffered = scene.outbox.next({ rowsMax: 3_500, charactersMax: Infinity }).map(({ data }) => JSON.parse(data).id);
  await scene.timers.pass(1_000);
  deepEqual(held.map(({ first }) => first), [0, 1_000]);
  held[1].end.resolve();
  await scene.timers.pass(10);
  deepEqual(held.map(({ first }) => first), [0, 1_000, 2_000]);
  held[0].end.reject(new TryLater("cut"));
  held[2].end.resolve();
  await scene.timers.pass(10);
  deepEqual(scene.outbox.counts().sentRows, 2_000);
  equal(scene.forwarder.view().attempts, 1);
  await scene.timers.pass(2_000);
  deepEqual(held.slice(3).map(({ first }) => first), [0, 3_000]);
  for (const { end } of held) end.resolve();
  await scene.timers.pass(10);
  equal(scene.outbox.counts().pendingRows, 0);
});

Deno.test("Forwarder notes rows as sent 200 at a time and lets the writer in between", async () => {
  await using scene = await Scene.open([]);
  const noted: { rows: number; atMs: number }[] = [];
  const markSent = scene.outbox.markSent.bind(scene.outbox);
  scene.outbox.markSent = (sent) => {
    noted.push({ rows: sent.length, atMs: scene.timers.nowMs() });
    markSent(sent);
  };
  await scene.folder.storeRounds(...ids(450));
  await scene.timers.pass(1_100);
  deepEqual(noted.map(({ rows }) => rows), [200, 200, 50]);
  deepEqual(noted.slice(1).map(({ atMs }, at) => atMs - noted[at].atMs), [1, 1]);
});

Deno.test("Forwarder does not hold rows back when the clock is set back", async () => {
  await using scene = await Scene.open(ids(3));
  scene.clockJumpMs = -86_400_000;
  await scene.timers.pass(1_000);
  deepEqual(scene.sizes(), [3]);
});

Deno.test("Forwarder tries again after 2, 4 and 8 s, counts attempts in the rows, and forgets trouble once it succeeds", async () => {
  await using scene = await Scene.open(ids(32));
  deepEqual(scene.sizes(), [32]);
  const ok = scene.transport.answer;
  scene.transport.health = false;
  scene.transport.answer = () => {
    throw new TryLater("nobody there");
  };
  await scene.folder.storeRounds(...ids(32, 100));
  await scene.timers.pass(1_000);
  for (const [afterMs, attempts] of [[0, 1], [1_900, 1], [200, 2], [3_700, 2], [300, 3], [7_900, 4]]) {
    await scene.timers.pass(afterMs);
    equal(scene.forwarder.view().attempts, attempts, `after ${afterMs}`);
  }
  equal(scene.forwarder.view().trouble, "nobody there");
  equal(scene.forwarder.view().state, "waiting");
  scene.transport.answer = ok;
  await scene.timers.pass(16_100);
  equal(scene.outbox.counts().pendingRows, 0);
  equal(scene.forwarder.view().trouble, "");
  equal(scene.forwarder.view().attempts, 0);
});

Deno.test("Forwarder goes on at the first look at health that finds the other side back", async () => {
  await using scene = await Scene.open([]);
  scene.transport.health = false;
  const ok = scene.transport.answer;
  scene.transport.answer = () => {
    throw new TryLater("nobody there");
  };
  await scene.folder.storeRounds(...ids(32));
  // So many failures that the next attempt is minutes away.
  await scene.timers.pass(300_000);
  const { attempts, nextAttemptInMs } = scene.forwarder.view();
  equal(attempts, 8);
  equal(nextAttemptInMs! > 200_000, true, `${nextAttemptInMs}`);
  equal(scene.transport.healthAsked, 10);
  scene.transport.answer = ok;
  scene.transport.health = true;
  await scene.timers.pass(30_000);
  equal(scene.outbox.counts().pendingRows, 0);
});

Deno.test("Forwarder is not driven on by health when it is the token that is refused", async () => {
  await using scene = await Scene.open([]);
  scene.transport.answer = () => {
    throw new TryLater("status 401", { unreachable: false });
  };
  await scene.folder.storeRounds(...ids(32));
  await scene.timers.pass(600_000);
  equal(scene.transport.batches.length < 12, true, `${scene.transport.batches.length}`);
});

Deno.test("Forwarder waits as long as the other side asks for", async () => {
  await using scene = await Scene.open([]);
  scene.transport.answer = () => {
    throw new TryLater("too much", { unreachable: false, waitMs: 100_000 });
  };
  await scene.folder.storeRounds(...ids(32));
  await scene.timers.pass(1_000 + 99_000);
  equal(scene.transport.batches.length, 1);
});

Deno.test("Forwarder finds the one row that is refused, and sends all others", async () => {
  await using scene = await Scene.open([]);
  const good = scene.transport.answer;
  scene.transport.answer = (rows) => {
    if (rows.some(({ data }) => data.id === 77)) throw new BatchRefused("row 77 is wrong");
    return good(rows);
  };
  await scene.folder.storeRounds(...ids(100));
  await scene.timers.pass(1_000);
  deepEqual(scene.outbox.counts(), { pendingRows: 0, sentRows: 99, failedRows: 1, overflowRows: 0, rows: 100 });
  ok(scene.transport.batches.length < 16);
});

Deno.test("Forwarder calls a row failed when another one is kept under its name", async () => {
  await using scene = await Scene.open([]);
  scene.transport.answer = (rows) => ({
    stored: rows.length - 1,
    duplicates: 0,
    conflicts: [{ kind: "round", id: 5 }],
  });
  await scene.folder.storeRounds(...ids(32));
  await scene.timers.pass(1_000);
  deepEqual(scene.outbox.counts(), { pendingRows: 0, sentRows: 31, failedRows: 1, overflowRows: 0, rows: 32 });
});

Deno.test("Forwarder sends again what it could not note as sent", async () => {
  await using scene = await Scene.open([]);
  const markSent = scene.outbox.markSent.bind(scene.outbox);
  let locked = true;
  scene.outbox.markSent = (sent) => {
    if (locked) throw new Error("database is locked");
    markSent(sent);
  };
  await scene.folder.storeRounds(...ids(32));
  await scene.timers.pass(1_000);
  deepEqual(scene.sizes(), [32]);
  equal(scene.forwarder.view().trouble, "database is locked");
  locked = false;
  await scene.timers.pass(2_100);
  deepEqual(scene.sizes(), [32, 32]);
  equal(scene.outbox.counts().sentRows, 32);
});
