/**
 * Promise: six tables at five looks a second, everything on, take at most 5 % of one core for capture, reading and storing,
 * and 400 MB in all. Measured on the virtual desktop, whose drawing is measured apart in the same run and taken off.
 * `deno run -A tests/bench/tables_bench.ts [--seconds 30]`
 */
import { equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { VirtualClock } from "../../core/clock.ts";
import { layoutWindows } from "../../core/screen/layout.ts";
import { VirtualDesktop } from "../../core/screen/virtual_source.ts";
import { SKIN_NAMES } from "../../core/simulator/skins.ts";
import { descendants, sleep } from "../e2e/processes.ts";
import { startProgram } from "../e2e/program.ts";

const SCREEN = { width: 1920, height: 1080 };
const TICKS_PER_SECOND = 5;
const WARM_UP_MS = 10_000;
const CPU_GOAL = 0.05;
const MEMORY_GOAL_MB = 400;

const secondsAt = Deno.args.indexOf("--seconds");
const seconds = secondsAt >= 0 ? Number(Deno.args[secondsAt + 1]) : 30;

/** Processor time of a process so far, milliseconds. */
async function cpuMs(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Memory of a process with its share of what it shares, megabytes. */
async function shareMb(pid: number): Promise<number> {
  const rollup = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) / 1024;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Share of one core that drawing six tables five times a second takes, and no real screen would. */
async function drawingShare(): Promise<number> {
  const clock = new VirtualClock({ startMs: Date.UTC(2026, 0, 5), speed: Infinity });
  const windows = layoutWindows("3x2", SCREEN);
  const tables = SKIN_NAMES.map((name, index) => ({ name, skin: name, window: windows[index] }));
  await using desktop = new VirtualDesktop({ clock, tables, seed: 1, ...SCREEN });
  const ticks = 300;
  let spentMs = 0;
  await clock.work(async () => {
    for (let tick = 0; tick < ticks; tick++) {
      await clock.sleep(1000 / TICKS_PER_SECOND);
      const began = performance.now();
      await desktop.grab([{ x: 0, y: 0, width: 1, height: 1 }]);
      spentMs += performance.now() - began;
    }
  });
  return spentMs / ticks * TICKS_PER_SECOND / 1000;
}

/** Runs six tables and measures the core and its cells. */
async function measure(): Promise<{ cpu: number; memoryMb: number; rows: number }> {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-bench-" });
  const configFile = join(dataDir, "config.json");
  await Deno.writeTextFile(
    configFile,
    JSON.stringify({
      layout: "3x2",
      tables: SKIN_NAMES.map((bookmaker, window) => ({ bookmaker, window })),
      strategies: SKIN_NAMES.map((table, index) => ({
        strategy: index % 2 === 0 ? "flat" : "martingale",
        table,
        mode: "virtual",
      })),
    }),
  );
  await using program = await startProgram({ dataDir, args: ["--config", configFile] });
  await sleep(WARM_UP_MS);
  const family = await descendants(program.pid);
  equal(family.length, 11, "a core and ten cells");
  const before = sum(await Promise.all(family.map(cpuMs)));
  const began = performance.now();
  await sleep(seconds * 1000);
  const spent = sum(await Promise.all(family.map(cpuMs))) - before;
  const memoryMb = sum(await Promise.all([program.pid, ...family].map(shareMb)));
  const state = await (await program.ask("/api/state")).json();
  ok(state.health.ticks > seconds * TICKS_PER_SECOND * 0.9, "it has looked at the screen all the time");
  return { cpu: spent / (performance.now() - began), memoryMb, rows: state.health.writer.rowsWritten };
}

const drawing = await drawingShare();
const { cpu, memoryMb, rows } = await measure();
ok(rows > 0);
const own = Math.max(0, cpu - drawing);
console.log(
  `six tables, all processes: ${(cpu * 100).toFixed(1)} % of one core, of which drawing ${
    (drawing * 100).toFixed(1)
  } %`,
);
console.log(`capture, reading, storing: ${(own / CPU_GOAL).toFixed(2)} × the goal of ${CPU_GOAL * 100} % of one core`);
console.log(
  `memory with its share of what is shared: ${Math.round(memoryMb)} MB, ${
    (memoryMb / MEMORY_GOAL_MB).toFixed(2)
  } × the goal`,
);
Deno.exit(0);
