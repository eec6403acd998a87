/** The main collector in a real cell. */
import assert from "node:assert/strict";
import type { CollectorEvent } from "../../../core/protocol/cell_messages.ts";
import type { CollectorRow } from "../../../core/protocol/rows.ts";
import { makeReading, PluginWorkshop, readingEvent, roundEvent } from "../../core/cells/plugin_fixture.ts";

/** What the collector writes for these events. */
async function rowsFor(...events: CollectorEvent[]): Promise<CollectorRow[]> {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("collectors/main-collector");
  cell.plugin.deliver(events);
  await cell.plugin.stop();
  assert.equal(cell.plugin.queue.waiting, 0);
  return cell.rows.map(({ row }) => row);
}

function ofKind<K extends CollectorRow["kind"]>(rows: CollectorRow[], kind: K) {
  return rows.filter((row): row is Extract<CollectorRow, { kind: K }> => row.kind === kind);
}

Deno.test("main-collector writes one row for each round, as it is", async () => {
  const events = [roundEvent(1, { id: 7, multiplier: 100 }), roundEvent(2, { id: 8, table: "admiral" })];
  const rounds = events.map((event) => event.topic === "round" && { kind: "round", ...event.round });
  assert.deepEqual(await rowsFor(...events), rounds);
});

Deno.test("main-collector writes a snapshot only when something changed", async () => {
  const flying = (seq: number, score: number, table = "soccer") =>
    readingEvent(seq, makeReading({ tick: seq, score, table }));
  const rows = await rowsFor(
    flying(1, 110),
    flying(2, 110),
    flying(3, 115),
    flying(4, 115, "admiral"),
    flying(5, 115),
    readingEvent(6, makeReading({ tick: 6, score: 115 }), 8),
  );
  assert.deepEqual(ofKind(rows, "snapshot").map((row) => [row.table, row.takenAtMs, row.multiplier, row.roundId]), [
    ["soccer", 200, 110, 7],
    ["soccer", 600, 115, 7],
    ["admiral", 800, 115, 7],
    ["soccer", 1200, 115, 8],
  ]);
});

Deno.test("main-collector stores no score below 1.00x", async () => {
  const [row] = ofKind(await rowsFor(readingEvent(1, makeReading({ score: 99, myMoney: 5000 }))), "snapshot");
  assert.deepEqual([row.multiplier, row.myMoneyMinor], [null, 5000]);
});

Deno.test("main-collector writes each threshold's first crossing in each flight", async () => {
  const scores: [number, number][] = [[149, 7], [150, 7], [149, 7], [320, 7], [10_000, 7], [160, 8]];
  const events = scores.map(([score, roundId], index) =>
    readingEvent(index, makeReading({ tick: index, score }), roundId)
  );
  const rows = await rowsFor(
    ...events,
    readingEvent(20, makeReading({ tick: 20, score: 900, phase: "crashed" }), 8),
    readingEvent(21, makeReading({ tick: 21, score: 900 }), null),
  );
  assert.deepEqual(ofKind(rows, "crossing").map((row) => [row.roundId, row.threshold, row.takenAtMs]), [
    [7, 150, 200],
    [7, 200, 600],
    [7, 300, 600],
    [7, 500, 800],
    [7, 1000, 800],
    [8, 150, 1000],
  ]);
});

Deno.test("main-collector writes what a round did to the own balance, from the second round on", async () => {
  const balance = (seq: number, myMoney: number | null, table = "soccer") =>
    readingEvent(seq, makeReading({ tick: seq, myMoney, table, phase: "crashed" }));
  const rows = await rowsFor(
    balance(1, 10_000),
    roundEvent(2, { id: 1 }),
    balance(3, 9000),
    balance(4, null),
    roundEvent(5, { id: 2 }),
    roundEvent(6, { id: 3 }),
    balance(7, 50_000, "admiral"),
    roundEvent(8, { id: 4, table: "admiral" }),
    balance(9, 12_500),
    roundEvent(10, { id: 5 }),
  );
  const base = { kind: "earning", table: "soccer", atMs: 2000 };
  assert.deepEqual(ofKind(rows, "earning"), [
    { ...base, roundId: 2, balanceMinor: 9000, changeMinor: -1000 },
    { ...base, roundId: 5, balanceMinor: 12_500, changeMinor: 3500 },
  ]);
});
