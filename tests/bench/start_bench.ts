/**
 * Promise: twelve plugins that have been bundled before are ready within 3 s on two processors, and take at most 25 MB each
 * with their share of what all processes share.
 *
 * `deno run -A tests/bench/start_bench.ts`; the peer in the same run is twelve processes of Deno with an empty program.
 */
import { equal } from "node:assert/strict";
import { join } from "node:path";
import { PluginStore } from "../../core/cells/plugin_store.ts";
import { PluginWorkshop, RecordedCell } from "../core/cells/plugin_fixture.ts";
import { tellFigure } from "./figures.ts";

const PLUGINS = 12, TURNS = 3;
const START_MS_MAX = 3000, EACH_MEGABYTES_MAX = 25;
const PROCESSORS = 2;
const SETTLE_MS = 1500;
/** No hurry: a busy machine is not to end a cell. */
const PATIENT = { timings: { readyMs: 60_000, killMs: 60_000 } };

/** Memory of a process with its share of what it shares, megabytes. */
function shareMb(pid: number): number {
  const rollup = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)![1]) / 1024;
}

/** Processor time of a process so far, milliseconds: what a start costs, whatever else the machine does. */
function cpuMs(pid: number): number {
  const stat = Deno.readTextFileSync(`/proc/${pid}/stat`), fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function emptyProcesses(file: string): Promise<number> {
  const startMs = performance.now();
  await Promise.all(Array.from({ length: PLUGINS }, async () => {
    const args = ["run", "--quiet", "--no-config", "--no-lock", file];
    equal((await new Deno.Command(Deno.execPath(), { args, stdout: "null" }).output()).success, true);
  }));
  return performance.now() - startMs;
}

interface Start {
  tookMs: number;
  /** of all together */
  cpuMs: number;
  megabytes: number[];
}

/** Starts all, says how long that took and what each process uses. */
async function startAll(cells: readonly RecordedCell[]): Promise<Start> {
  const startMs = performance.now();
  await Promise.all(cells.map(({ plugin }) => plugin.start()));
  const tookMs = performance.now() - startMs;
  const spentMs = cells.reduce((sum, { plugin }) => sum + cpuMs(plugin.pid!), 0);
  equal(cells.filter(({ plugin }) => plugin.view().state === "running").length, PLUGINS);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const megabytes = cells.map(({ plugin }) => shareMb(plugin.pid!));
  await Promise.all(cells.map(({ plugin }) => plugin.stop()));
  return { tookMs, cpuMs: spentMs, megabytes };
}

await using workshop = new PluginWorkshop();
const store = new PluginStore({ folders: [join(import.meta.dirname!, "../../plugins")], dataDir: workshop.dataDir });
const { plugins } = await store.load();
// Of each kind, as a run with six tables has them.
const kinds = ["bookmaker", "collector", "strategy"];
const chosen = kinds.flatMap((kind) => plugins.filter(({ manifest }) => manifest.kind === kind).slice(0, 4));
equal(chosen.length, PLUGINS);
const cells = chosen.map((plugin) => new RecordedCell(plugin, PATIENT));
const empty = join(workshop.folder, "empty.js");
await Deno.writeTextFile(empty, "");
const turns = [], peers: number[] = [];
for (let turn = 0; turn < TURNS; turn++) {
  peers.push(await emptyProcesses(empty));
  turns.push(await startAll(cells));
}
for (const cell of cells) await cell[Symbol.asyncDispose]();
const startMs = Math.min(...turns.map(({ tookMs }) => tookMs)), cpu = Math.min(...turns.map((turn) => turn.cpuMs));
const peerMs = Math.min(...peers);
const each = turns.at(-1)!.megabytes, average = each.reduce((sum, one) => sum + one, 0) / PLUGINS;
console.log(JSON.stringify({
  ...{
    bench: "start",
    plugins: PLUGINS,
    startMs: Math.round(startMs),
    cpuMs: cpu,
    emptyProcessesMs: Math.round(peerMs),
  },
  ...{ ratio: Number((startMs / peerMs).toFixed(2)), averageMegabytes: Number(average.toFixed(1)) },
  mostMegabytes: Number(Math.max(...each).toFixed(1)),
}));
tellFigure({
  ...{ step: "twelve plugins started, processor time on two", value: cpu / PROCESSORS, unit: "ms" },
  ...{ atMost: START_MS_MAX, beside: `${(startMs / peerMs).toFixed(1)} × twelve empty processes of Deno in all` },
});
tellFigure({
  ...{ step: "memory of a plugin", value: average, unit: "MB", atMost: EACH_MEGABYTES_MAX },
  beside: "its share of what is shared",
});
