/** Plugins that die, spin or eat memory beside tables that go on: the neighbours lose no round, and the user is told who did what. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { AviatorStream } from "../../core/simulator/round_stream.ts";
import { Reader } from "../../core/storage/reader.ts";
import { children, ON_LINUX, sleep, until } from "./processes.ts";
import { startProgram } from "./program.ts";

const SECONDS = Number(Deno.env.get("AVIATOR_E2E_SECONDS") ?? 40);
const SEED = 3;
const BAD: Record<string, string> = {
  // Two seconds in, so that each has been seen running.
  spinner: "let n = 0; const act = () => { if (++n > 40) while (true); };",
  glutton:
    "const kept = []; let n = 0; const act = () => { if (++n > 40) while (true) kept.push(new Array(1e6).fill(n)); };",
};

/** Two collectors that are up to no good. */
async function writeBadPlugins(folder: string): Promise<void> {
  for (const [name, code] of Object.entries(BAD)) {
    const plugin = join(folder, "collectors", name);
    await Deno.mkdir(plugin, { recursive: true });
    const manifest = { name, kind: "collector", title: name, sdk: 1, entry: "main.ts" };
    await Deno.writeTextFile(join(plugin, "plugin.json"), JSON.stringify(manifest));
    await Deno.writeTextFile(
      join(plugin, "main.ts"),
      `import { defineCollector } from "@aviator/sdk";\n${code}\nexport default defineCollector({ create: () => ({ onReading: act }) });\n`,
    );
  }
}

function truth(table: string, count: number): number[] {
  const stream = new AviatorStream({ seed: SEED, table });
  return Array.from({ length: count }, () => stream.next());
}

Deno.test({
  name: `plugins that die, spin and eat memory cost the other tables no round in ${SECONDS} s (seed ${SEED})`,
  ignore: !ON_LINUX,
  fn: async () => {
    const dataDir = await Deno.makeTempDir({ prefix: "aviator-neighbours-" });
    const plugins = join(dataDir, "bad");
    await writeBadPlugins(plugins);
    const configFile = join(dataDir, "config.json");
    const collectors = ["main-collector", "phase-collector", ...Object.keys(BAD)];
    await Deno.writeTextFile(configFile, JSON.stringify({ plugins: [plugins], collectors }));
    await using program = await startProgram({ dataDir, args: ["--config", configFile, "--seed", String(SEED)] });
    const view = async () => await (await program.ask("/api/state")).json();
    const [core] = await children(program.pid);
    // The first cell that was started is the first table's reader.
    const victim = Math.min(...await children(core));
    Deno.kill(victim, "SIGKILL");
    const restarts = async (name: string) =>
      (await view()).plugins.find((plugin: { name: string }) => plugin.name === name).restarts;
    await until("the spinner and the glutton were both ended and started again", async () => {
      return await restarts("spinner") >= 1 && await restarts("glutton") >= 1;
    });
    await sleep(SECONDS * 1000);
    const last = await view();
    program.signal("SIGTERM");
    equal(await program.ended, 0);
    await using reader = await Reader.open(join(dataDir, "aviator.sqlite"));
    let rounds = 0;
    for (const { table } of last.tables) {
      const stored = (await reader.rounds({ table, limit: 1000 })).map((round) => round.multiplier).reverse();
      deepEqual(stored, truth(table, stored.length), `${table}: every round, in order, from the first`);
      rounds += stored.length;
    }
    ok(rounds >= 4, `only ${rounds} rounds`);
    match(program.said.join("\n"), /spinner: crashed: /);
    match(program.said.join("\n"), /glutton: crashed: /);
    await Deno.remove(dataDir, { recursive: true });
  },
});
