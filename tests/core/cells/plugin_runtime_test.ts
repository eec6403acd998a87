/** What a plugin may still do between two messages, though it waits for them in a blocking read. */
import assert from "node:assert/strict";
import { PluginWorkshop, question } from "./plugin_fixture.ts";

const strategy = (decide: string) =>
  `import { defineStrategy } from "@aviator/sdk";\nexport default defineStrategy({ decide: ${decide} });\n`;
const LADDER = { betAmounts: [1000], autoStops: [200], currentIndex: 0 };

Deno.test("runPlugin() runs a resting strategy's timers when it is asked for a sign of life", async () => {
  const source = strategy(`() => { setTimeout(() => console.log("late"), 1); return null; }`);
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "strategy", source });
  assert.equal(await cell.plugin.decide(question()), null);
  await cell.until(() => cell.logs.includes("info late"));
});

Deno.test("runPlugin() ends a resting strategy when a promise fails that nobody waits for", async () => {
  const source = strategy(`() => { Promise.reject(new Error("nobody waits")); return null; }`);
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "strategy", source });
  const crashed = cell.untilState("crashed");
  assert.equal(await cell.plugin.decide(question()), null);
  assert.match((await crashed).reason, /nobody waits/);
});

Deno.test("runPlugin() answers signs of life while a strategy waits for something", async () => {
  const source = strategy(`() => new Promise(() => {})`);
  await using workshop = new PluginWorkshop();
  // Longer than a plugin may be silent.
  const timings = { heartbeatMs: 100, unresponsiveMs: 20_000, killMs: 30_000, decideMs: 1000 };
  await using cell = await workshop.start({ kind: "strategy", source }, { timings });
  const before = cell.plugin.view().messagesIn;
  await assert.rejects(cell.plugin.decide(question()), /no answer in 1000 ms/);
  assert.ok(cell.plugin.view().messagesIn > before, "it has answered a ping");
});

Deno.test("runPlugin() gives the answer of a strategy that waits for a timer", async () => {
  const source = strategy(
    `() => new Promise((resolve) => setTimeout(() => resolve(${JSON.stringify(LADDER)}), 5))`,
  );
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.start({ kind: "strategy", source }, { timings: { decideMs: 10_000 } });
  for (let turn = 0; turn < 3; turn++) assert.deepEqual(await cell.plugin.decide(question()), LADDER);
});
