/** What freezes or dies again and again: a plugin is replaced, the core is killed and started again, and after three crashes in safe mode. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import type { PageState } from "../../core/protocol/page.ts";
import { busyFactor } from "../busy.ts";
import { children, ON_LINUX, until } from "./processes.ts";
import { type Program, startProgram } from "./program.ts";

const PLUGIN_REPLACED_MS_MAX = 12_000;
const CORE_REPLACED_MS_MAX = 15_000;

async function oneTable(): Promise<Program> {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-frozen-" });
  const config = join(dataDir, "config.json");
  await Deno.writeTextFile(config, JSON.stringify({ tables: [{ bookmaker: "soccer", window: 0 }] }));
  return await startProgram({ dataDir, args: ["--config", config] });
}

async function stateOf(program: Program): Promise<PageState | null> {
  // Between two cores nobody listens.
  const answer = await program.ask("/api/state").catch(() => null);
  return answer?.ok ? await answer.json() : null;
}

const corePid = async (program: Program) => (await children(program.pid))[0] ?? null;

/** Does something to the core and waits until another answers in its place. @returns the first sight of the other one, milliseconds */
async function untilReplaced(program: Program, signal: Deno.Signal): Promise<number> {
  const before = await corePid(program), startMs = performance.now();
  Deno.kill(before!, signal);
  let nextMs = 0;
  await until(`another core has been started after ${signal}`, async () => {
    const pid = await corePid(program);
    nextMs = performance.now() - startMs;
    return pid !== null && pid !== before;
  });
  await until("it answers", async () => await stateOf(program) !== null);
  return nextMs;
}

async function freezePlugin(program: Program): Promise<void> {
  const running = async () =>
    (await stateOf(program))?.plugins.filter(({ state, restarts }) => state === "running" && restarts === 0) ?? [];
  await until("three plugins run", async () => (await running()).length === 3);
  const [cell] = await children((await corePid(program))!);
  const startMs = performance.now();
  Deno.kill(cell, "SIGSTOP");
  await until(
    "one of them has been replaced",
    async () =>
      (await stateOf(program))?.plugins.some(({ state, restarts }) => state === "running" && restarts === 1) ?? false,
  );
  const tookMs = performance.now() - startMs;
  console.log(`a frozen plugin is replaced after ${Math.round(tookMs)} ms`);
  ok(tookMs <= PLUGIN_REPLACED_MS_MAX * busyFactor(), `${tookMs} ms`);
  equal((await running()).length, 2, "the others were left alone");
}

async function freezeAndKillCore(program: Program): Promise<void> {
  const tookMs = await untilReplaced(program, "SIGSTOP");
  console.log(`a frozen core is replaced after ${Math.round(tookMs)} ms`);
  ok(tookMs <= CORE_REPLACED_MS_MAX * busyFactor(), `${tookMs} ms`);
  ok(program.said.some((line) => /the core has been silent for \d+ s; killing it/.test(line)), program.said.join("\n"));
  await untilReplaced(program, "SIGKILL");
  ok(((await stateOf(program))?.plugins.length ?? 0) > 0, "two crashes are not three");
  await untilReplaced(program, "SIGKILL");
  ok(program.said.some((line) => /\(crash 3\).* in safe mode: page on, plugins and bets off/.test(line)));
  const { plugins, betting } = (await stateOf(program))!;
  deepEqual(plugins.filter(({ state }) => state === "running"), []);
  equal(betting.state, "halted");
  match(betting.reason, /safe mode/);
}

Deno.test({
  name: "a frozen plugin is replaced; a frozen core is killed, and after two more crashes the next is in safe mode",
  ignore: !ON_LINUX,
}, async () => {
  // Side by side, for both wait most of the time.
  await using first = await oneTable();
  await using second = await oneTable();
  await Promise.all([freezePlugin(first), freezeAndKillCore(second)]);
});
