/** The buffer's limit, and the order of rows through memory and journal. */
import { deepEqual, equal } from "node:assert/strict";
import { BUFFER_ROWS_MAX } from "../../../core/storage/batch_rule.ts";
import { Journal } from "../../../core/storage/journal.ts";
import { RowBuffer } from "../../../core/storage/row_buffer.ts";
import { DataFolder, snapshot, snapshots } from "./fixtures.ts";

function open(folder: DataFolder): RowBuffer {
  return new RowBuffer(Journal.open({ path: folder.journalPath, log: () => {}, nowMs: () => 0 }));
}

/** Takes and commits everything, in batches of 50, as the writer does. */
function drain(buffer: RowBuffer): number[] {
  const seqs: number[] = [];
  for (buffer.refill(); buffer.rows > 0; buffer.refill()) {
    seqs.push(...buffer.commit(buffer.take(50).id).map((row) => row.seq));
  }
  return seqs;
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

Deno.test("add() keeps 10,000 rows in memory and sends the next one to the journal", () => {
  using folder = new DataFolder();
  const buffer = open(folder);
  buffer.add(snapshots(0, BUFFER_ROWS_MAX));
  deepEqual([buffer.rows, buffer.journalRows], [10_000, 0]);
  buffer.add([snapshot(10_000)]);
  deepEqual([buffer.rows, buffer.journalRows], [10_000, 1]);
  buffer.close();
});

Deno.test("add() counts rows that are handed out and not committed", () => {
  using folder = new DataFolder();
  const buffer = open(folder);
  buffer.add(snapshots(0, BUFFER_ROWS_MAX));
  const { id } = buffer.take(100);
  buffer.add([snapshot(1)]);
  equal(buffer.journalRows, 1);
  buffer.commit(id);
  equal(buffer.rows, 9900);
  buffer.close();
});

Deno.test("add() lets no row overtake those in the journal", () => {
  using folder = new DataFolder();
  const buffer = open(folder);
  buffer.add(snapshots(0, 12_000));
  for (let turn = 0; turn < 10; turn++) buffer.commit(buffer.take(50).id);
  buffer.add(snapshots(12_000, 500));
  equal(buffer.journalRows, 2500);
  deepEqual(drain(buffer), range(12_500).slice(500));
  equal(Deno.statSync(folder.journalPath).size, 0);
  buffer.close();
});

Deno.test("refill() leaves rows in the journal's file until the last of them is committed", () => {
  using folder = new DataFolder();
  const before = open(folder);
  before.add(snapshots(0, 100));
  before.close();
  const buffer = open(folder);
  buffer.refill();
  deepEqual([buffer.rows, buffer.journalRows], [100, 0]);
  const first = buffer.take(99), last = buffer.take(1);
  buffer.commit(first.id);
  equal(Deno.statSync(folder.journalPath).size > 0, true);
  buffer.commit(last.id);
  equal(Deno.statSync(folder.journalPath).size, 0);
  buffer.close();
});

Deno.test("close() puts every uncommitted row into the journal, in order", () => {
  using folder = new DataFolder();
  const buffer = open(folder);
  buffer.add(snapshots(0, 10_200));
  const batches = [buffer.take(50), buffer.take(50), buffer.take(50)];
  buffer.commit(batches[0].id);
  buffer.close();
  const next = open(folder);
  equal(next.journalRows, 10_150);
  deepEqual(drain(next), range(10_200).slice(50));
  next.close();
});
