/** The outbox on a real file: filled by the writer's own transactions, emptied by another connection. */
import { deepEqual, equal } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openForReading } from "../../../core/storage/open_database.ts";
import { OUTBOX, OutboxFolder } from "../forwarding/fixtures.ts";
import { round, snapshots } from "./fixtures.ts";

const SMALL = { ...OUTBOX, capacityRows: 5 };
const idsOf = (rows: { data: string }[]) => rows.map(({ data }) => JSON.parse(data).id).sort((a, b) => a - b);
const MANY = { rowsMax: 100, charactersMax: 1_000_000 };

Deno.test("Writer puts a round into the outbox with its values, and a snapshot not, when it forwards", async () => {
  using folder = new OutboxFolder();
  await folder.store([...snapshots(1, 3), round(7)]);
  using outbox = folder.outbox();
  const rows = outbox.next(MANY);
  equal(rows.length, 1);
  const { kind, id, device, model, bookmaker, multiplier } = JSON.parse(rows[0].data);
  const { row } = round(7);
  if (row.kind !== "round") throw new Error("not a round");
  deepEqual({ kind, id, device, model, bookmaker, multiplier }, {
    ...{ kind: "round", id: row.id, device: "edge-1", model: "abc" },
    ...{ bookmaker: row.table, multiplier: row.multiplier },
  });
  equal(rows[0].atMs, row.endedAtMs);
});

Deno.test("Writer puts a reading into the outbox with its picture when it forwards", async () => {
  using folder = new OutboxFolder();
  const reading = {
    kind: "reading",
    id: 9,
    table: "a",
    region: "score",
    atMs: 5,
    value: 345,
    confidence: 0.5,
  } as const;
  const row9 = { ...reading, method: "glyphs", why: "fell", picture: "2026/9.png" } as const;
  await folder.store([{ plugin: "host", seq: 9, row: row9 }]);
  using outbox = folder.outbox();
  const [row] = outbox.next(MANY);
  const { value, confidence, picture, model, device } = JSON.parse(row.data);
  deepEqual({ value, confidence, picture, model, device }, {
    ...{ value: 345, confidence: 0.5, picture: "2026/9.png", model: "abc", device: "edge-1" },
  });
  deepEqual({ image: row.image, atMs: row.atMs }, { image: "2026/9.png", atMs: 5 });
});

Deno.test("Writer buffers a row once when it comes twice, and nothing when it does not forward", async () => {
  using folder = new OutboxFolder();
  await folder.storeRounds(1, 2);
  await folder.storeRounds(2, 3);
  await folder.store([round(4)], { forwarded: false });
  using outbox = folder.outbox();
  deepEqual(idsOf(outbox.next(MANY)), [1, 2, 3]);
});

Deno.test("Outbox.next() keeps to the order, to rows and to characters, but gives one row at least", async () => {
  using folder = new OutboxFolder(SMALL);
  await folder.storeRounds(1, 2, 3, 4);
  using outbox = folder.outbox();
  deepEqual(outbox.next({ rowsMax: 2, charactersMax: 1_000_000 }).map(({ id }) => id), [1, 2]);
  const [{ data }] = outbox.next({ rowsMax: 1, charactersMax: 1 });
  equal(outbox.next({ rowsMax: 4, charactersMax: data.length * 2.5 }).length, 2);
  outbox.markSent([1]);
  outbox.markFailed(2, "wrong");
  deepEqual(outbox.next(MANY).map(({ id }) => id), [3, 4]);
  const { rows, sinceMs } = outbox.waiting({ rowsMax: 32 });
  equal(rows, 2);
  equal(Math.abs(Date.now() - sinceMs!) < 60_000, true);
});

Deno.test("Outbox.noteRetry() counts attempts and keeps the last error", async () => {
  using folder = new OutboxFolder(SMALL);
  await folder.storeRounds(1);
  using outbox = folder.outbox();
  outbox.noteRetry([1], "first");
  outbox.noteRetry([1], "no answer");
  const database = openForReading(folder.path);
  const row = { ...database.prepare("SELECT status, retry_count, last_error FROM prediction_buffer").get() };
  database.close();
  deepEqual(row, { status: "pending", retry_count: 2, last_error: "no answer" });
});

Deno.test("The outbox keeps the names of rows past its capacity, and buffers them when there is room", async () => {
  using folder = new OutboxFolder(SMALL);
  await folder.storeRounds(1, 2, 3, 4, 5, 6, 7, 8);
  using outbox = folder.outbox();
  deepEqual(outbox.counts(), { pendingRows: 5, sentRows: 0, failedRows: 0, overflowRows: 3, rows: 5 });
  equal(outbox.refill(100), 0);
  const first = idsOf(outbox.next(MANY));
  outbox.markSent([1, 2]);
  equal(outbox.cleanup({ sentBeforeMs: Number.MAX_SAFE_INTEGER }), 2);
  equal(outbox.refill(100), 2);
  equal(outbox.next(MANY).length, 5);
  deepEqual(outbox.counts().overflowRows, 1);
  const second = idsOf(outbox.next(MANY));
  outbox.markSent(outbox.next(MANY).map(({ id }) => id));
  outbox.cleanup({ sentBeforeMs: Number.MAX_SAFE_INTEGER });
  equal(outbox.refill(100), 1);
  equal(new Set([...first, ...second, ...idsOf(outbox.next(MANY))]).size, 8);
  equal(outbox.heldRows(), 1);
});

Deno.test("Outbox.cleanup() deletes sent rows alone, those before a moment, oldest first", async () => {
  using folder = new OutboxFolder(SMALL);
  await folder.storeRounds(1, 2, 3, 4);
  using outbox = folder.outbox();
  outbox.markSent([1, 2, 3]);
  const database = new DatabaseSync(folder.path);
  database.exec("UPDATE prediction_buffer SET sent_at = id * 1000 WHERE status = 'sent'");
  database.close();
  equal(outbox.cleanup({ sentBeforeMs: 2_000 }), 1);
  equal(outbox.cleanup({ sentBeforeMs: 10_000, rowsMax: 1 }), 1);
  deepEqual(outbox.counts(), { pendingRows: 1, sentRows: 1, failedRows: 0, overflowRows: 0, rows: 2 });
  equal(outbox.heldRows(), 2);
});
