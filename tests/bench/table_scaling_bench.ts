/**
 * How processor, memory and delay grow from 1 to 32 tables, everything on.
 * `deno run -A tests/bench/table_scaling_bench.ts [--seconds 8] [--tables 1,2,4]`
 */
import { parseArgs } from "node:util";
import { tellCurve } from "./figures.ts";
import { type Load, measureLoad } from "./tables_load.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "8" },
    tables: { type: "string", default: "1,2,4,6,8,16,32" },
    peers: { type: "string" },
  },
});

const loads: [number, Load][] = [];
let failure: unknown = null;
for (const tables of values.tables.split(",").map(Number)) {
  try {
    loads.push([tables, await measureLoad({ tables, seconds: Number(values.seconds) })]);
  } catch (error) {
    // What was measured is told all the same.
    failure = new Error(`Cannot measure ${tables} tables`, { cause: error });
    break;
  }
}
const curve = (of: (load: Load) => number): [number, number][] => loads.map(([tables, load]) => [tables, of(load)]);
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
  series: { p50: curve(({ pictureToRowMs }) => pictureToRowMs.p50), p99: curve((load) => load.pictureToRowMs.p99) },
});
if (failure) throw failure;
Deno.exit();
