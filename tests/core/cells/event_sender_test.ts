/** Events on their way to a collector: what a crash does to them, and what it must not. In real cells. */
import assert from "node:assert/strict";
import { makeReading, PluginWorkshop, readingEvent, roundEvent } from "./plugin_fixture.ts";

const NOTING_COLLECTOR = `import { defineCollector } from "@aviator/sdk";
export default defineCollector({
  create: () => ({
    onReading: ({ table, tick }) => { if (tick === 66) while (true); if (tick === 13) throw new Error("thirteen"); },
    onRound: (round) => [{ kind: "round", ...round }],
  }),
});\n`;

Deno.test("PluginCell redelivers to a restarted collector what it had not dealt with, and nothing else", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "collector", source: NOTING_COLLECTOR });
  cell.plugin.deliver([roundEvent(1, { id: 1 })]);
  await cell.until(() => cell.rows.length === 1);
  const crashed = cell.untilState("crashed");
  cell.plugin.deliver([roundEvent(2, { id: 2 }), readingEvent(3, makeReading({ tick: 66 })), roundEvent(4, { id: 4 })]);
  await crashed;
  cell.plugin.deliver([roundEvent(5, { id: 5 })]);
  assert.equal(cell.plugin.queue.waiting, 4);
  // It hangs at the same event again, which is then set aside: no other is lost on it.
  await cell.until(() => cell.rows.length === 4);
  assert.deepEqual([cell.rows.map(({ seq }) => seq), cell.plugin.queue.waiting], [[1, 2, 4, 5], 0]);
});

Deno.test("PluginCell loses and doubles no event when a collector is killed at its work", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "collector", source: NOTING_COLLECTOR });
  cell.plugin.deliver(Array.from({ length: 5000 }, (_, seq) => roundEvent(seq)));
  await cell.until(() => cell.rows.length > 0);
  Deno.kill(cell.plugin.pid!, "SIGKILL");
  await cell.until(() => cell.rows.length >= 5000);
  await cell.plugin.stop();
  assert.deepEqual(cell.rows.map(({ seq }) => seq), Array.from({ length: 5000 }, (_, seq) => seq));
  assert.equal(cell.plugin.view().restarts, 1);
});

Deno.test("PluginCell sets an event aside that its collector crashed at twice, and goes on with all others", async () => {
  await using workshop = new PluginWorkshop();
  const source = `import { defineCollector } from "@aviator/sdk";
    export default defineCollector({ create: () => ({ onRound(round) {
      if (round.id === 13) while (true);
      return [{ kind: "round", ...round }];
    } }) });`;
  await using cell = await workshop.start({ kind: "collector", source });
  const ids = [11, 12, 13, 14, 15];
  cell.plugin.deliver(ids.map((id) => roundEvent(id, { id })));
  await cell.until(() => cell.rows.length === 4);
  assert.deepEqual(cell.rows.map(({ seq }) => seq), [11, 12, 14, 15]);
  assert.equal(cell.states.filter((state) => state === "crashed").length, 2);
  assert.match(cell.logs.join("\n"), /event 13 \(round\) is set aside: it crashed at it twice; the event: \{.*"id":13/);
  assert.deepEqual([cell.plugin.view().state, cell.plugin.queue.waiting], ["running", 0]);
});

Deno.test("PluginCell drops no other event when one makes a collector throw", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "collector", source: NOTING_COLLECTOR });
  cell.plugin.deliver([roundEvent(1), readingEvent(2, makeReading({ tick: 13 })), roundEvent(3)]);
  await cell.until(() => cell.rows.length === 2);
  assert.deepEqual(cell.rows.map(({ seq }) => seq), [1, 3]);
  assert.match(cell.logs[0], /^error event 2 \(reading\) failed: Error: thirteen/);
});

Deno.test("PluginCell.stop() lets a collector work off its events first", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "collector", source: NOTING_COLLECTOR });
  cell.plugin.deliver(Array.from({ length: 2000 }, (_, seq) => roundEvent(seq)));
  await cell.plugin.stop();
  assert.equal(cell.rows.length, 2000);
  assert.equal(cell.plugin.view().state, "stopped");
});
