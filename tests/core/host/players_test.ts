/** Strategies attached and detached, with the user's choices on disk. */
import assert from "node:assert/strict";
import { Players, withChoices } from "../../../core/host/players.ts";
import { UserChoices } from "../../../core/host/user_choices.ts";
import { parseConfig } from "../../../core/ops/config.ts";
import { HostError } from "../../../core/protocol/errors.ts";
import { Bench, viewOf } from "./plugin_bench.ts";

const STRATEGY = `import { defineStrategy } from "@aviator/sdk";
export default defineStrategy({ decide: () => null });\n`;

const refused = (says: RegExp) => (error: unknown) =>
  error instanceof HostError && error.code === "refused" && says.test(error.message);

Deno.test("Players.attach() has a strategy that was dropped in play, over restarts too, until it is detached", async () => {
  await using bench = new Bench();
  const plugins = await bench.open();
  const config = parseConfig("{}", "test"), choices = await UserChoices.open(bench.workshop.dataDir);
  const seen: unknown[] = [];
  const log = () => {};
  const players = new Players({
    ...{ config, choices, plugins, log, tables: ["soccer"], hasDevice: false },
    desk: { hire: (player) => void seen.push(["hired", player.strategy]), dismiss: (table) => void seen.push(table) },
    feed: { setPlayer: (_, player) => void seen.push(player?.strategy ?? null) },
    link: { tablesChanged() {} },
    historyOf: () => Promise.resolve({ 1: [], 2: [] }),
  });
  const place = { table: "soccer", mode: "paper" } as const;
  await assert.rejects(players.attach("mine", place), refused(/no such strategy/));
  await bench.workshop.write({
    kind: "strategy",
    name: "strategies/mine",
    source: STRATEGY,
    manifest: { name: "mine" },
  });
  await bench.until("it is there", () => plugins.get("mine")?.view().state === "running");
  await assert.rejects(players.attach("mine", { ...place, table: "nowhere" }), refused(/there are soccer/));
  await assert.rejects(players.attach("mine", { ...place, mode: "live" }), refused(/source is virtual/));
  await players.attach("mine", place);
  assert.deepEqual(seen, [["hired", "mine"], "mine"]);
  const playing = async () => {
    const next = withChoices(config, { choices: await UserChoices.open(bench.workshop.dataDir), log });
    return next.strategies.find(({ table }) => table === "soccer")?.strategy ?? null;
  };
  assert.equal(await playing(), "mine");
  await players.detach("soccer");
  assert.deepEqual([seen.slice(2), await playing()], [["soccer", null], null]);
});

Deno.test("PluginSet.configure() applies settings at once and over restarts; what the manifest refuses changes nothing", async () => {
  await using bench = new Bench();
  const config = { type: "object", properties: { step: { type: "integer", minimum: 1, default: 5 } } };
  const write = { kind: "strategy", name: "strategies/mine", source: STRATEGY } as const;
  await bench.workshop.write({ ...write, manifest: { name: "mine", config } });
  const plugins = await bench.open();
  assert.deepEqual([plugins.details("mine").settings, plugins.details("mine").settingsFrom], [{ step: 5 }, "config"]);
  await assert.rejects(plugins.configure("mine", { step: 0 }), HostError);
  await plugins.configure("mine", { step: 7 });
  const { pid } = plugins.get("mine")!;
  assert.deepEqual([plugins.details("mine").settings, plugins.details("mine").settingsFrom], [{ step: 7 }, "user"]);
  assert.deepEqual([plugins.get("mine")!.pid, viewOf(plugins, "mine").restarts], [pid, 0]);
  await plugins.stop();
  assert.deepEqual((await bench.open()).details("mine").settings, { step: 7 });
});

Deno.test("PluginSet.pause() and resume() hold a plugin and let it go on; resume() starts what crashed too often", async () => {
  await using bench = new Bench();
  await bench.write("calm", {});
  await bench.write("broken", { source: `throw new Error("always");` });
  bench.timings = { restartDelaysMs: [] };
  const plugins = await bench.open();
  await plugins.pause("calm");
  assert.deepEqual([viewOf(plugins, "calm").state, viewOf(plugins, "calm").reason], ["paused", "paused by the user"]);
  await plugins.resume("calm");
  assert.equal(viewOf(plugins, "calm").state, "running");
  await bench.until("it is given up", () => viewOf(plugins, "broken").state === "quarantined");
  bench.logs.length = 0;
  await plugins.resume("broken");
  await bench.untilLogged("error broken crashed");
  await bench.until("it is given up again", () => viewOf(plugins, "broken").state === "quarantined");
});
