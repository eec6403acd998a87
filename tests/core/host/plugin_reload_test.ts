/** Plugin folders that change while they are in use, with real cells: dropped in, swapped, fallen back, removed, in double. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { PluginSet } from "../../../core/host/plugin_set.ts";
import { question, QUICK, roundEvent } from "../cells/plugin_fixture.ts";
import { Bench, QUIET, viewOf } from "./plugin_bench.ts";

/** A collector that answers each round with `multiplier`. */
const rounds = (multiplier: number, first = "") =>
  `import { defineCollector } from "@aviator/sdk";
  export default defineCollector({ create: () => ({ onRound(round) {
    ${first}
    return [{ kind: "round", ...round, multiplier: ${multiplier} }];
  } }) });\n`;

const isState = (plugins: PluginSet, name: string, state: string) => () =>
  plugins.views().some((view) => view.name === name && view.state === state);

Deno.test("PluginReload starts a collector that is dropped in, once all of it is there", async () => {
  await using bench = new Bench();
  const plugins = await bench.open();
  const folder = join(bench.workshop.dataDir, "collectors", "dropped");
  await Deno.mkdir(folder, { recursive: true });
  const manifest = { name: "dropped", kind: "collector", title: "Dropped", sdk: 1, entry: "main.ts" };
  await Deno.writeTextFile(join(folder, "main.ts"), QUIET.slice(0, 20));
  await bench.until("it is refused as long as half of it is there", isState(plugins, "dropped", "refused"));
  await Deno.writeTextFile(join(folder, "main.ts"), QUIET);
  await Deno.writeTextFile(join(folder, "plugin.json"), JSON.stringify(manifest));
  await bench.until("it runs", isState(plugins, "dropped", "running"));
  assert.equal(plugins.views().filter(({ name }) => name === "dropped").length, 1);
  assert.deepEqual(plugins.collectors.map(({ name }) => name), ["dropped"]);
});

Deno.test("PluginReload has a changed collector take over without losing or doubling an event", async () => {
  await using bench = new Bench();
  await bench.write("changing", { source: rounds(101) });
  const plugins = await bench.open();
  const cell = plugins.get("changing")!, before = cell.pid;
  let seq = 0;
  const feed = setInterval(() => cell.deliver([roundEvent(++seq)]), 2);
  try {
    await bench.until("the first version works", () => bench.rows.length > 20);
    await bench.write("changing", { source: rounds(202) });
    await bench.until("the second version works", () => bench.rows.some(([, , said]) => said === "202"));
  } finally {
    clearInterval(feed);
  }
  await bench.until("all is dealt with", () => bench.rows.at(-1)?.[1] === seq);
  assert.deepEqual(bench.rows.map(([, number]) => number), Array.from({ length: seq }, (_, index) => index + 1));
  const turn = bench.rows.findIndex(([, , said]) => said === "202");
  assert.ok(bench.rows.slice(turn).every(([, , said]) => said === "202"), "once and for all");
  assert.notEqual(cell.pid, before);
  assert.equal(viewOf(plugins, "changing").restarts, 0);
});

Deno.test("PluginReload keeps the version that works when the next cannot start, and shows why", async () => {
  await using bench = new Bench();
  await bench.write("changing", { source: rounds(101) });
  const plugins = await bench.open();
  const { pid } = plugins.get("changing")!, { hash } = viewOf(plugins, "changing");
  await bench.write("changing", { source: `throw new Error("no start");` });
  await bench.until("it is told", () => /no start/.test(viewOf(plugins, "changing").reason));
  assert.deepEqual([viewOf(plugins, "changing").state, viewOf(plugins, "changing").hash], ["running", hash]);
  await Deno.writeTextFile(join(bench.workshop.folder, "collectors", "changing", "plugin.json"), "{");
  await bench.until("that too", () => /not JSON/.test(viewOf(plugins, "changing").reason));
  assert.equal(plugins.get("changing")!.pid, pid);
  await bench.write("changing", { source: rounds(303) });
  await bench.until("a good one takes over", () => viewOf(plugins, "changing").reason === "");
  assert.notEqual(plugins.get("changing")!.pid, pid);
});

Deno.test("PluginReload falls back to the version before when the next crashes soon, and does not try it again", async () => {
  await using bench = new Bench();
  await bench.write("changing", { source: rounds(101) });
  bench.timings = { ...QUICK, killMs: 400, unresponsiveMs: 200 };
  const plugins = await bench.open();
  const cell = plugins.get("changing")!, { hash } = viewOf(plugins, "changing");
  cell.deliver([roundEvent(1)]);
  await bench.until("it works", () => bench.rows.length === 1);
  await bench.write("changing", { source: rounds(202, "while (true);") });
  await bench.until("the second took over", () => viewOf(plugins, "changing").hash !== hash);
  cell.deliver([roundEvent(2)]);
  await bench.until("the first is back", () => bench.rows.length === 2);
  assert.deepEqual(bench.rows.map(([, seq, said]) => [seq, said]), [[1, "101"], [2, "101"]]);
  const { reason, state } = viewOf(plugins, "changing");
  assert.equal(state, "running");
  assert.match(reason, new RegExp(`failed, ${hash.slice(0, 12)} works again: it gave no sign of life`));
  const { pid } = cell;
  cell.deliver([roundEvent(3)]);
  await bench.until("it goes on", () => bench.rows.length === 3);
  assert.deepEqual([cell.pid, viewOf(plugins, "changing").hash], [pid, hash]);
});

Deno.test("PluginReload stops what is removed and says so; the second of a name is refused until the first is gone", async () => {
  await using bench = new Bench();
  await bench.write("twice", {});
  const plugins = await bench.open();
  const first = join(bench.workshop.folder, "collectors", "twice");
  const second = join(bench.workshop.dataDir, "collectors", "twice");
  await Deno.mkdir(second, { recursive: true });
  for (const file of ["plugin.json", "main.ts"]) await Deno.copyFile(join(first, file), join(second, file));
  const refusal = () =>
    plugins.views().find(({ name, state }) => name === "twice" && state === "refused")?.reason ?? "";
  await bench.until("the second is refused", () => refusal() !== "");
  assert.ok(refusal().includes(first) && refusal().includes(second), refusal());
  await Deno.remove(first, { recursive: true });
  await bench.until("its turn has come", () => plugins.slotOf("twice")?.plugin.folder === second);
  await bench.until("it runs", isState(plugins, "twice", "running"));
  await Deno.remove(second, { recursive: true });
  await bench.until("it is gone", () => /is gone/.test(refusal()));
  assert.equal(plugins.get("twice"), null);
  assert.deepEqual(plugins.collectors, []);
});

Deno.test("PluginReload lets a strategy answer what it was asked before the next version takes over", async () => {
  await using bench = new Bench();
  const strategy = (stake: number, waitMs: number) =>
    `import { defineStrategy } from "@aviator/sdk";
    export default defineStrategy({ async decide() {
      await new Promise((resolve) => setTimeout(resolve, ${waitMs}));
      return { betAmounts: [${stake}], autoStops: [200], currentIndex: 0 };
    } });\n`;
  const write = (source: string) =>
    bench.workshop.write({ kind: "strategy", name: "strategies/slow", source, manifest: { name: "slow" } });
  await write(strategy(1000, 700));
  bench.timings = { readMs: 5000, decideMs: 5000 };
  const plugins = await bench.open();
  assert.equal(viewOf(plugins, "slow").state, "running", "it runs idle until it is attached");
  const cell = plugins.get("slow")!, stakes: unknown[] = [];
  const { hash } = viewOf(plugins, "slow");
  await write(strategy(2000, 0));
  while (viewOf(plugins, "slow").hash === hash) stakes.push((await cell.decide(question()))?.betAmounts[0]);
  stakes.push((await cell.decide(question()))?.betAmounts[0]);
  assert.deepEqual([stakes[0], stakes.at(-1), stakes.includes(undefined)], [1000, 2000, false]);
});
