/** Quotas in a plugin's manifest and in the user's configuration, in real cells: what goes over them is ended or slowed down, by name. */
import assert from "node:assert/strict";
import { parseManifest } from "../../../core/protocol/manifest.ts";
import { QUOTAS, quotasOf } from "../../../core/protocol/quotas.ts";
import { configOf } from "../../../core/ops/config.ts";
import { Bench, viewOf } from "../host/plugin_bench.ts";
import { PluginWorkshop, question, QUICK, roundEvent } from "./plugin_fixture.ts";

const SEED_MANIFEST = { name: "tested", kind: "strategy", title: "tested", sdk: 1, entry: "main.ts" };
/** Takes 150 MB that the engine's heap has no part in. */
const BIG = `import { defineStrategy } from "@aviator/sdk";
const kept = [];
export default defineStrategy({ decide: () => { kept.push(new Uint8Array(150_000_000).fill(1)); return null; } });\n`;
/** Quiet watchdogs: only the quota counts. */
const timings = { ...QUICK, unresponsiveMs: 10_000, killMs: 20_000, decideMs: 20_000, restartDelaysMs: [600_000] };

Deno.test("quotasOf() takes the user's word before the manifest's, and that before what all have", () => {
  const manifest = { quotas: { memoryMegabytes: 128, rowsPerSecond: 5 } };
  assert.deepEqual(quotasOf(manifest, { rowsPerSecond: 9000 }), {
    ...QUOTAS,
    memoryMegabytes: 128,
    rowsPerSecond: 9000,
  });
  assert.deepEqual(quotasOf({}), QUOTAS);
});

Deno.test("parseManifest() refuses a quota above what all plugins have; the configuration may give more", () => {
  const most = { ...SEED_MANIFEST, quotas: { ...QUOTAS } };
  assert.deepEqual(parseManifest(JSON.stringify(most), "plugin.json").quotas, QUOTAS);
  for (const [name, value] of Object.entries(QUOTAS)) {
    const text = JSON.stringify({ ...SEED_MANIFEST, quotas: { [name]: value + 1 } });
    assert.throws(
      () => parseManifest(text, "plugin.json"),
      new RegExp(`field quotas\\.${name} is ${value + 1}: .*<=${value}`),
    );
    assert.equal(
      configOf({ quotas: { tested: { [name]: value + 1 } } }, "test").quotas.tested[name as "processors"],
      value + 1,
    );
  }
  assert.throws(
    () => configOf({ quotas: { tested: { memoryMegabytes: 9999 } } }, "test"),
    /quotas\.tested\.memoryMegabytes is 9999/,
  );
});

Deno.test("PluginCell ends a plugin that takes more memory than its manifest says, unless the user gives it more", async () => {
  await using workshop = new PluginWorkshop();
  const plugin = { kind: "strategy", source: BIG, manifest: { quotas: { memoryMegabytes: 100 } } } as const;
  await using small = await workshop.start(plugin, { timings });
  const crashed = small.untilState("crashed");
  await small.plugin.decide(question()).catch(() => {});
  assert.match((await crashed).reason, /^it uses \d+ MB of memory, 100 at most$/);
  await using large = await workshop.start(plugin, { timings, quotas: { memoryMegabytes: 400 } });
  await large.plugin.decide(question());
  await large.until(() => large.plugin.view().rssBytes > 150_000_000);
  assert.equal(large.plugin.view().state, "running");
});

Deno.test("PluginCell ends a plugin that uses more processors than its manifest says", async () => {
  await using workshop = new PluginWorkshop();
  const startMs = performance.now();
  await using cell = await workshop.start(
    { kind: "strategy", source: BIG, manifest: { quotas: { processors: 0.5 } } },
    {
      timings: { ...timings, cpuOverMsMax: 500 },
      usageOf: () => Promise.resolve({ rssBytes: 1, cpuMs: 0.9 * (performance.now() - startMs) }),
    },
  );
  // It may be ended while it starts.
  await cell.until(() => cell.states.includes("crashed"));
  assert.match(cell.views.find(({ state }) => state === "crashed")!.reason, /it uses \d\.\d processors, 0\.5 at most$/);
});

Deno.test("PluginCell slows a plugin down that says more than its manifest allows, tells so, and ends it when it goes on", async () => {
  await using workshop = new PluginWorkshop();
  const source = `import { defineCollector } from "@aviator/sdk";
export default defineCollector({ create: () => ({ onRound: () => { setInterval(() => console.log("again"), 5); } }) });\n`;
  const quotas = { messagesPerSecond: 20 };
  await using cell = await workshop.start({ kind: "collector", source, manifest: { quotas } }, { timings });
  const crashed = cell.untilState("crashed");
  cell.plugin.deliver([roundEvent(1)]);
  assert.equal((await crashed).reason, "it floods: over its quota of 20 messages a second for too long");
  assert.ok(cell.logs.includes("warning slowed down: it is over its quota of 20 messages a second"), String(cell.logs));
});

Deno.test("PluginCell slows a plugin down that writes more rows than its manifest allows, and loses none of them", async () => {
  await using workshop = new PluginWorkshop();
  const source = `import { defineCollector } from "@aviator/sdk";
export default defineCollector({ create: () => ({ onRound: ({ id, table }) => Array.from({ length: 32 }, (_, at) =>
  ({ kind: "phase", table, roundId: id, from: "waiting", to: "flying", atMs: at })) }) });\n`;
  const quotas = { rowsPerSecond: 60 };
  await using cell = await workshop.start({ kind: "collector", source, manifest: { quotas } }, { timings });
  for (let seq = 1; seq <= 4; seq++) {
    cell.plugin.deliver([roundEvent(seq)]);
    await cell.until(() => cell.rows.length === 32 * seq);
  }
  assert.ok(cell.logs.includes("warning slowed down: it is over its quota of 60 rows a second"), String(cell.logs));
  assert.equal(cell.plugin.view().state, "running");
});

Deno.test("PluginSet shows the quotas that hold, of manifest and configuration, and names the plugin that goes over one", async () => {
  await using bench = new Bench();
  const source = `import { defineCollector } from "@aviator/sdk";
export default defineCollector({ create: () => { setInterval(() => console.log("again"), 5); return {}; } });\n`;
  await bench.write("chatty", { source, config: {} });
  const plugins = await bench.open({ quotas: { chatty: { messagesPerSecond: 20, rowsPerSecond: 3000 } } });
  await bench.untilLogged("warning chatty slowed down: it is over its quota of 20 messages a second");
  await bench.until(
    "it is ended",
    () => /it floods: over its quota of 20 messages/.test(viewOf(plugins, "chatty").reason),
  );
  const { messagesPerSecond, rowsPerSecond, memoryMegabytes, heapMegabytes } = plugins.details("chatty").quotas;
  assert.deepEqual([messagesPerSecond, rowsPerSecond, memoryMegabytes, heapMegabytes], [20, 3000, 320, 128]);
});
