/** A plugin's whole life in real cells: calls, failures, crashes, restarts, stop. */
import assert from "node:assert/strict";
import { OUTBOX_BYTES_MAX } from "../../../core/cells/cell.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import type { Region } from "../../../core/protocol/reading.ts";
import { makeReading, PluginWorkshop, question, QUICK, readingEvent, RecordedCell } from "./plugin_fixture.ts";

/** A strategy whose `decide` has this body. */
function strategy(body: string): string {
  return `import { defineStrategy } from "@aviator/sdk";
export default defineStrategy({ decide(history, context) { ${body} } });\n`;
}

/** A bookmaker that answers with the names and first bytes of the crops it was given. */
const ECHO_READER = `import { defineBookmaker } from "@aviator/sdk";
const none = { value: null, confidence: 0, method: "none", micros: 0 };
export default defineBookmaker({
  create: ({ name, table }) => ({
    read({ tick, takenAtMs, crops }) {
      if (tick === 13) throw new Error("thirteen");
      if (tick === 66) while (true);
      const value = Number([...crops.values()].map(({ data }) => data.at(-1)).join("") || 0);
      return { table: tick === 99 ? "another" : name, tick, takenAtMs, phase: "flying", progress: null,
        score: { ...none, value }, myMoney: { ...none, value: table.window.width }, otherCount: none, otherMoney: none };
    },
  }),
});\n`;

function crops(...entries: [Region, number][]) {
  return new Map(
    entries.map(([region, value]) => [region, { width: 1, height: 1, data: new Uint8Array(4).fill(value) }]),
  );
}

function frame(tick: number) {
  return { table: "tested", tick, takenAtMs: tick * 200 };
}

function rejectsWith(code: string, pattern: RegExp = /./) {
  return (error: unknown) => error instanceof HostError && error.code === code && pattern.test(error.message);
}

Deno.test("PluginCell.decide() gives the strategy's decision when asked", async () => {
  await using workshop = new PluginWorkshop();
  const source = strategy(
    `return { betAmounts: [context.stakeMinMinor, context.config.step], autoStops: [200, 300], currentIndex: 1 };`,
  );
  const config = { type: "object", properties: { step: { type: "integer", default: 7000 } } };
  await using cell = await workshop.start({ kind: "strategy", source, manifest: { config } });
  assert.deepEqual(cell.states, ["starting", "running"]);
  assert.deepEqual(await cell.plugin.decide(question()), {
    betAmounts: [1000, 7000],
    autoStops: [200, 300],
    currentIndex: 1,
  });
  cell.plugin.configure({ step: 8000 });
  assert.deepEqual((await cell.plugin.decide(question()))?.betAmounts, [1000, 8000]);
  assert.throws(() => cell.plugin.configure({ step: "x" }), rejectsWith("bad_config", /tested: field step is "x"/));
  assert.throws(() => cell.plugin.configure({ other: 1 }), rejectsWith("bad_config", /other/));
  await cell.plugin.stop();
  assert.deepEqual(cell.states, ["starting", "running", "stopping", "stopped"]);
  assert.equal(await cell.plugin.decide(question()), null);
});

Deno.test("PluginCell.decide() fails alone when the strategy throws", async () => {
  await using workshop = new PluginWorkshop();
  const source = strategy(`if (context.table === "bad") throw new Error("no idea"); return null;`);
  await using cell = await workshop.start({ kind: "strategy", source });
  await assert.rejects(cell.plugin.decide(question("bad")), rejectsWith("plugin_failed", /no idea/));
  assert.equal(await cell.plugin.decide(question()), null);
  assert.equal(cell.plugin.view().state, "running");
});

Deno.test("PluginCell.readFrame() delivers each change once, and what a failed frame held with the next", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "bookmaker", source: ECHO_READER });
  const read = async (tick: number, ...entries: [Region, number][]) =>
    (await cell.plugin.readFrame(frame(tick), crops(...entries)))?.score.value;
  assert.equal(await read(1, ["score", 1], ["phase", 2]), 12);
  assert.equal(await read(2, ["phase", 3]), 3);
  await assert.rejects(read(13, ["score", 4]), rejectsWith("plugin_failed", /thirteen/));
  assert.equal(await read(14, ["phase", 5]), 45);
});

Deno.test("PluginCell.readFrame() refuses a second frame while the first is under way, also past its deadline", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "bookmaker", source: ECHO_READER }, {
    timings: { readMs: 100, heartbeatMs: 10_000 },
  });
  const first = cell.plugin.readFrame(frame(66), crops(["score", 1]));
  assert.equal(await cell.plugin.readFrame(frame(67), crops()), null);
  await assert.rejects(first, rejectsWith("deadline"));
  assert.equal(await cell.plugin.readFrame(frame(68), crops()), null);
});

Deno.test("PluginCell.readFrame() ends a plugin that gives a reading of another table", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "bookmaker", source: ECHO_READER });
  const crashed = cell.untilState("crashed");
  await assert.rejects(cell.plugin.readFrame(frame(99), crops()), rejectsWith("bad_message", /another at tick 99/));
  assert.match((await crashed).reason, /it gave a reading of another/);
});

Deno.test("PluginCell.readFrame() gives a restarted plugin all regions again", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "bookmaker", source: ECHO_READER });
  await cell.plugin.readFrame(frame(1), crops(["score", 1], ["phase", 2]));
  const running = cell.untilState("running");
  Deno.kill(cell.plugin.pid!, "SIGKILL");
  await running;
  assert.equal((await cell.plugin.readFrame(frame(2), crops()))?.score.value, 12);
});

Deno.test("PluginCell restarts its plugin after each kill -9 and quarantines it at the fourth", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "strategy", source: strategy("return null;") });
  for (let restart = 1; restart <= 3; restart++) {
    const running = cell.untilState("running");
    Deno.kill(cell.plugin.pid!, "SIGKILL");
    await running;
  }
  const quarantined = cell.untilState("quarantined");
  Deno.kill(cell.plugin.pid!, "SIGKILL");
  assert.match((await quarantined).reason, /^crashed too often, last: its process was ended by SIGKILL/);
  assert.deepEqual(cell.states.slice(2, 6), ["crashed", "restarting", "starting", "running"]);
  assert.equal(cell.plugin.view().restarts, 3);
  assert.equal(await cell.plugin.decide(question()), null);
  await cell.plugin.start();
  assert.equal(cell.plugin.view().state, "running");
});

Deno.test("PluginCell shows a spinning plugin as unresponsive, then replaces it, while another keeps answering", async () => {
  await using workshop = new PluginWorkshop();
  const source = strategy(`if (context.table === "spin") while (true); return null;`);
  await using spinning = await workshop.start({ kind: "strategy", source });
  await using calm = await workshop.start({ kind: "strategy", name: "calm", source });
  const crashed = spinning.untilState("crashed"),
    running = spinning.untilState("crashed").then(() => spinning.untilState("running"));
  const asked = spinning.plugin.decide(question("spin")).catch((error) => error);
  let answers = 0, isOver = false;
  void crashed.then(() => isOver = true);
  while (!isOver) {
    assert.equal(await calm.plugin.decide(question()), null);
    answers += 1;
  }
  assert.equal((await crashed).reason, "it gave no sign of life for 0.5 s");
  assert.ok(rejectsWith("plugin_gone")(await asked), String(await asked));
  assert.deepEqual(spinning.states.slice(2, 4), ["unresponsive", "crashed"]);
  assert.ok(answers > 100, `${answers} answers beside it`);
  await running;
  assert.deepEqual(calm.states, ["starting", "running"]);
});

Deno.test("PluginCell.stop() kills a plugin that does not end", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "strategy", source: strategy("while (true);") }, {
    timings: { stopMs: 100, decideMs: 20, heartbeatMs: 10_000 },
  });
  await assert.rejects(cell.plugin.decide(question()), rejectsWith("deadline"));
  await cell.plugin.stop();
  assert.equal(cell.plugin.view().state, "stopped");
});

Deno.test("PluginCell.pause() asks nothing of the plugin until it is resumed", async () => {
  await using workshop = new PluginWorkshop();
  const source = strategy("return { betAmounts: [1], autoStops: [200], currentIndex: 0 };");
  await using cell = await workshop.start({ kind: "strategy", source });
  const { pid } = cell.plugin;
  cell.plugin.pause();
  assert.equal(cell.plugin.view().state, "paused");
  assert.equal(await cell.plugin.decide(question()), null);
  cell.plugin.resume();
  assert.notEqual(await cell.plugin.decide(question()), null);
  assert.equal(cell.plugin.pid, pid);
});

for (
  const [what, source, reason] of [
    ["throws while it loads", `throw new Error("broken from the start");`, /broken from the start/],
    ["exports nothing", `export const x = 1;`, /its default export is none, not a strategy/],
    ["exports another kind", `export default { kind: "collector", create() {} };`, /is collector, not a strategy/],
  ] as const
) {
  Deno.test(`PluginCell quarantines a plugin with its own words when it ${what}`, async () => {
    await using workshop = new PluginWorkshop();
    await using cell = new RecordedCell(await workshop.load({ kind: "strategy", source }));
    const quarantined = cell.untilState("quarantined");
    await cell.plugin.start();
    assert.match((await quarantined).reason, reason);
  });
}

Deno.test("PluginCell ends a plugin that is not ready in time", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = new RecordedCell(await workshop.load({ kind: "strategy", source: "while (true);" }), {
    timings: { readyMs: 300 },
  });
  const crashed = cell.untilState("crashed");
  await cell.plugin.start();
  assert.equal((await crashed).reason, "it was not ready within 300 ms");
});

Deno.test("PluginCell shows memory and processor share of its cell", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "strategy", source: strategy("return null;") });
  while (cell.plugin.view().rssBytes < 20e6) await cell.plugin.decide(question());
  const { rssBytes, messagesIn, messagesOut } = cell.plugin.view();
  assert.ok(rssBytes < 200e6, `${rssBytes} bytes`);
  assert.ok(messagesIn >= 1 && messagesOut >= 1, `${messagesIn} in, ${messagesOut} out`);
});

Deno.test("PluginCell ends a plugin that answers without reading its pipe, and stops all the same", async () => {
  await using workshop = new PluginWorkshop();
  // Its event loop stands still, so that nothing is read.
  const source = `import { defineCollector } from "@aviator/sdk";
    export default defineCollector({ create: () => ({ onReading() { while (true); } }) });`;
  const config = { type: "object", properties: { text: { type: "string", default: "" } } };
  await using cell = await workshop.start({ kind: "collector", source, manifest: { config } }, {
    timings: { ...QUICK, unresponsiveMs: 20_000, killMs: 30_000, restartDelaysMs: [60_000] },
  });
  const crashed = cell.untilState("crashed");
  cell.plugin.deliver([readingEvent(1, makeReading())]);
  const text = "x".repeat(OUTBOX_BYTES_MAX / 4);
  assert.throws(
    () => {
      for (let times = 0; times < 5; times++) cell.plugin.configure({ text });
    },
    (error) =>
      error instanceof HostError && error.code === "plugin_gone" && /does not read its pipe/.test(error.message),
  );
  assert.match((await crashed).reason, /^it does not read its pipe: \d+ bytes already wait$/);
  await cell.plugin.stop();
});
