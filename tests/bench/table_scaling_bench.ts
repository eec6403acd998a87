/**
 * How processor, memory and delay grow from 1 to 32 tables, everything on.
 * `deno run -A tests/bench/table_scaling_bench.ts [--seconds 8] [--tables 1,2,4]`
 */
import { parseArgs } from "node:util";
import { tellCurve } from "./figures.ts";
import { type Load, measureDelay, measureLoad } from "./tables_load.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "8" },
    tables: { type: "string", default: "1,2,4,6,8,16,32" },
    peers: { type: "string" },
  },
});

const loads: [number, Load & { delayMs: { p50: number; p99: number } }][] = [];
const seconds = Number(values.seconds);
let failure: unknown = null;
for (const tables of values.tables.split(",").map(Number)) {
  try {
    const load = await measureLoad({ tables, seconds });
    loads.push([tables, { ...load, delayMs: await measureDelay({ tables, seconds }) }]);
  } catch (error) {
    // What was measured is told all the same.
    failure = new Error(`Cannot measure ${tables} tables`, { cause: error });
    break;
  }
}
const curve = (of: (load: typeof loads[number][1]) => number): [number, number][] =>
  loads.map(([tables, load]) => [tables, of(load)]);
tellCurve({
  ...{ title: "processor by tables", x: "tables", unit: "share" },
  series: { "capture, reading, storing": curve(({ cpu }) => cpu), "drawing": curve(({ drawing }) => drawing) },
});
tellCurve({
  ...{ title: "memory by tables", x: "tables", unit: "MB" },
  series: { "all processes": curve(({ memoryMb }) => memoryMb) },
});
tellCurve({
  ...{ title: "picture to row by tables", x: "tables", unit: "ms" },
  series: { p50: curve(({ delayMs }) => delayMs.p50), p99: curve(({ delayMs }) => delayMs.p99) },
});
if (failure) throw failure;
Deno.exit();
