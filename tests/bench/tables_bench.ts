/**
 * Promise: six tables at five looks a second, everything on, take at most 5 % of one core for capture, reading and storing,
 * and 400 MB in all; from changed pixels to the row offered to the writer p99 ≤ 20 ms. Measured on the virtual desktop,
 * whose drawing is measured apart in the same run and taken off.
 *
 * `deno run -A tests/bench/tables_bench.ts [--seconds 30]`
 */
import { parseArgs } from "node:util";
import { tellFigure } from "./figures.ts";
import { measureDelay, measureLoad } from "./tables_load.ts";

const TABLES = 6, CPU_GOAL = 0.05, MEMORY_MB_GOAL = 400, TO_ROW_MS_GOAL = 20;
/** What the design before this one allowed itself. */
const OLD_CPU = 0.4, OLD_MEMORY_MB = 600;

const { values } = parseArgs({ options: { seconds: { type: "string", default: "30" }, peers: { type: "string" } } });
const { cpu, cellsCpu, drawing, memoryMb } = await measureLoad({
  tables: TABLES,
  seconds: Number(values.seconds),
});
const pictureToRowMs = await measureDelay({ tables: TABLES, seconds: Number(values.seconds) });
const beside = `one core; drawing them, taken off, is ${(100 * drawing).toFixed(1)} %`;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const bound = `the cells take ${percent(cellsCpu)} in all, the core the other ${percent(cpu - cellsCpu)}`;
tellFigure({ step: "six tables, everything on", value: cpu, unit: "share", atMost: CPU_GOAL, beside, bound });
tellFigure({ step: "six tables, processor", value: cpu, unit: "share", atMost: OLD_CPU, beside: "the old system's" });
tellFigure({
  ...{ step: "six tables, memory of all processes", value: memoryMb, unit: "MB", atMost: MEMORY_MB_GOAL },
  ...{
    beside: "each with its share of what is shared",
    bound: "a process of Deno a plugin, so that none can touch another",
  },
});
tellFigure({
  ...{ step: "six tables, memory", value: memoryMb, unit: "MB", atMost: OLD_MEMORY_MB, beside: "the old system's" },
});
tellFigure({
  ...{ step: "pixels changed to the row offered, p99", value: pictureToRowMs.p99, unit: "ms", atMost: TO_ROW_MS_GOAL },
  beside: `p50 ${pictureToRowMs.p50.toFixed(1)} ms`,
});
Deno.exit();
