/** The program with a number of virtual tables, everything on: what its processes take, less what drawing the tables takes. */
import { ok } from "node:assert/strict";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { VirtualClock } from "../../core/clock.ts";
import { Host } from "../../core/host/host.ts";
import { PICTURE_TO_ROW } from "../../core/host/row_intake.ts";
import { loadConfig } from "../../core/ops/config.ts";
import { Measures } from "../../core/ops/measures.ts";
import type { NoteCall } from "../../core/protocol/performance.ts";
import type { Rect } from "../../core/protocol/picture.ts";
import { VirtualDesktop } from "../../core/screen/virtual_source.ts";
import { SKIN_NAMES, type SkinName } from "../../core/simulator/skins.ts";
import { unservedSettings } from "../core/host/unserved.ts";
import { children, descendants, sleep, until } from "../e2e/processes.ts";
import { startProgram } from "../e2e/program.ts";

const TICKS_PER_SECOND = 5;
const WARM_UP_MS = 8_000;
/** Rows of a table until what reads them is compiled: some twenty seconds. */
const WARM_UP_ROWS = 60;
const WINDOW = { width: 960, height: 540 };
const COLUMNS_MAX = 8;
const BOOKMAKERS = fileURLToPath(new URL("../../plugins/bookmakers", import.meta.url));

export interface Load {
  /** share of one core of core and cells, drawing taken off */
  cpu: number;
  /** of it, that of all cells together */
  cellsCpu: number;
  /** share of one core that drawing takes, as no real screen would */
  drawing: number;
  /** all processes, each with its share of what is shared */
  memoryMb: number;
  lateTicks: number;
}

interface TableAt {
  name: string;
  skin: SkinName;
  window: Rect;
}

/** As many tables as asked, beyond the bundled ones further tables of the same bookmakers. */
function tablesOf(count: number): TableAt[] {
  const columns = Math.min(COLUMNS_MAX, Math.ceil(Math.sqrt(count)));
  return Array.from({ length: count }, (_, index) => {
    const skin = SKIN_NAMES[index % SKIN_NAMES.length], turn = Math.floor(index / SKIN_NAMES.length);
    const window = { x: index % columns * WINDOW.width, y: Math.floor(index / columns) * WINDOW.height, ...WINDOW };
    return { name: turn === 0 ? skin : `${skin}-${turn + 1}`, skin, window };
  });
}

function screenOf(tables: TableAt[]): { width: number; height: number } {
  const most = (of: (window: Rect) => number) => Math.max(...tables.map(({ window }) => of(window)));
  return { width: most(({ x, width }) => x + width), height: most(({ y, height }) => y + height) };
}

/** Processor time of a process so far, milliseconds. */
async function cpuMs(pid: number): Promise<number> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const cpuOf = async (pids: readonly number[]): Promise<number> => sum(await Promise.all(pids.map(cpuMs)));

/** Memory of a process with its share of what it shares, megabytes. */
async function shareMb(pid: number): Promise<number> {
  const rollup = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`);
  return Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]) / 1024;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

/** Processor time of drawing in this process, as a share of one core. */
async function drawingShare(tables: TableAt[]): Promise<number> {
  const clock = new VirtualClock({ startMs: Date.UTC(2026, 0, 5), speed: Infinity });
  await using desktop = new VirtualDesktop({ clock, tables, seed: 1, ...screenOf(tables) });
  const ticks = 150;
  let spentMs = 0;
  await clock.work(async () => {
    for (let tick = 0; tick < ticks; tick++) {
      await clock.sleep(1000 / TICKS_PER_SECOND);
      const began = process.cpuUsage();
      await desktop.grab([{ x: 0, y: 0, width: 1, height: 1 }]);
      const { user, system } = process.cpuUsage(began);
      spentMs += (user + system) / 1000;
    }
  });
  return spentMs / ticks * TICKS_PER_SECOND / 1000;
}

/** A configuration with those tables, each played by a strategy; copies of bookmakers are written beside it. */
async function writeConfig(folder: string, tables: TableAt[]): Promise<string> {
  for (const { name, skin } of tables.filter((table) => table.name !== table.skin)) {
    const copy = join(folder, "copies", "bookmakers", name);
    await Deno.mkdir(copy, { recursive: true });
    const manifest = JSON.parse(await Deno.readTextFile(join(BOOKMAKERS, skin, "plugin.json")));
    await Deno.writeTextFile(join(copy, "plugin.json"), JSON.stringify({ ...manifest, $schema: undefined, name }));
  }
  const file = join(folder, "config.json");
  const config = {
    screen: screenOf(tables),
    tables: tables.map(({ name, window: { x, y, width, height } }) => ({
      bookmaker: name,
      window: [x, y, width, height],
    })),
    strategies: tables.map(({ name }, index) => ({
      ...{ strategy: index % 2 === 0 ? "flat" : "martingale", table: name, mode: "virtual" },
    })),
    plugins: tables.length > SKIN_NAMES.length ? [join(folder, "copies")] : [],
  };
  await Deno.writeTextFile(file, JSON.stringify(config));
  return file;
}

/** Runs the program with so many tables and measures it for so many seconds. */
export async function measureLoad({ tables: count, seconds }: { tables: number; seconds: number }): Promise<Load> {
  const tables = tablesOf(count), drawing = await drawingShare(tables);
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-bench-" });
  try {
    const configFile = await writeConfig(dataDir, tables);
    await using program = await startProgram({ dataDir, args: ["--config", configFile] });
    const state = async () => await (await program.ask("/api/state")).json();
    const areRead = async () => !(await state()).tables.some(({ trouble }: { trouble: string }) => trouble);
    await until("every table is read", areRead);
    await sleep(WARM_UP_MS);
    const family = await descendants(program.pid);
    ok(family.length >= count + 2, `a core and a cell a table and a collector: ${family.length} processes`);
    const [core] = await children(program.pid), cells = family.filter((pid) => pid !== core);
    const first = await state(), before = await Promise.all([[core], cells].map(cpuOf)), began = performance.now();
    await sleep(seconds * 1000);
    const after = await Promise.all([[core], cells].map(cpuOf)), passedMs = performance.now() - began;
    const [coreCpu, cellsCpu] = after.map((spent, at) => (spent - before[at]) / passedMs);
    const memoryMb = sum(await Promise.all([program.pid, ...family].map(shareMb)));
    const last = await state();
    await until("every table is still read", areRead);
    return {
      ...{ cpu: Math.max(0, coreCpu + cellsCpu - drawing), cellsCpu },
      ...{ drawing, memoryMb },
      lateTicks: last.health.lateTicks - first.health.lateTicks,
    };
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

/** Milliseconds from a picture to the row that it led to, of a program that is warm: every one of so many seconds. */
export async function measureDelay(
  { tables: count, seconds }: { tables: number; seconds: number },
): Promise<{ p50: number; p99: number }> {
  const dataDir = await Deno.makeTempDir({ prefix: "aviator-bench-" });
  try {
    const config = await loadConfig(await writeConfig(dataDir, tablesOf(count)), { data: dataDir });
    const measures = new Measures(), note = measures.note, delaysMs: number[] = [];
    let heard = 0, isWarm = false;
    const listening = Object.assign(measures, {
      note: ((name, call) => {
        if (name === PICTURE_TO_ROW) heard += 1;
        if (isWarm && name === PICTURE_TO_ROW) delaysMs.push(call.ms);
        note(name, call);
      }) satisfies NoteCall,
    });
    const settings = { ...unservedSettings(dataDir, 1), speed: 1, worldStartMs: Date.now() };
    await using _host = await Host.start({ settings, config, measures: listening, log: () => {} });
    await until("rows come", () => heard >= WARM_UP_ROWS * count, { maxMs: 120_000 });
    isWarm = true;
    await sleep(seconds * 1000);
    ok(delaysMs.length >= count, `${delaysMs.length} rows of ${count} tables in ${seconds} s`);
    const sorted = delaysMs.sort((one, other) => one - other),
      at = (share: number) => Math.floor(share * sorted.length);
    return { p50: sorted[at(0.5)], p99: sorted[at(0.99)] };
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}
