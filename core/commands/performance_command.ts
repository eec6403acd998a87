/** `performance list` and `performance compare`: what runs of the program cost. Reads `performance.json` and changes nothing. */
import { compareRuns, type Comparison, type FigureName } from "../ops/compare_runs.ts";
import { readPerformance, runOf } from "../ops/performance_file.ts";
import type { PerformanceRun } from "../protocol/performance.ts";
import type { CommonOptions } from "./common_options.ts";

const NAMES: Record<FigureName, string> = {
  meanMs: "mean time, ms",
  p95Ms: "95th percentile, ms",
  ioWaitShare: "waiting for disk or network",
  rssBytes: "memory, MB",
  cpuShare: "processor",
  failureShare: "failures",
};

/** Prints the runs of a data folder and what was unusual in them. */
export async function listRuns(options: CommonOptions): Promise<number> {
  const { runs, anomalies } = await readPerformance(options.data);
  runs.forEach((run, index) =>
    console.log(options.json ? JSON.stringify({ run: index + 1, ...run }) : lineOf(run, index))
  );
  if (options.json) return 0;
  for (const { atMs, series, value, usual } of anomalies) {
    console.log(`unusual at ${new Date(atMs).toISOString()}: ${series} was ${short(value)}, usually ${short(usual)}`);
  }
  return 0;
}

/** Prints two runs side by side; what became better or worse by a fifth is marked. */
export async function compare(before: string, options: CommonOptions & { after: string }): Promise<number> {
  const runs = { before: await findRun(before, options.data), after: await findRun(options.after, options.data) };
  const found = compareRuns(runs.before, runs.after);
  if (options.json) {
    for (const comparison of found) console.log(JSON.stringify(comparison));
    return 0;
  }
  console.log(`before: ${describe(runs.before)}\nafter:  ${describe(runs.after)}\n`);
  console.log(row(["module", "figure", "before", "after", "change", ""]));
  for (const comparison of found) console.log(rowOf(comparison));
  return 0;
}

/** @throws {HostError} `bad_config` for what is neither a run's number nor a file with runs */
async function findRun(which: string, dataDir: string): Promise<PerformanceRun> {
  if (/^\d{1,3}$/.test(which)) return runOf(await readPerformance(dataDir), Number(which));
  return runOf(await readPerformance(which), 1);
}

function rowOf({ module, figure, before, after, change, verdict }: Comparison): string {
  const percent = change === null ? "" : `${change > 0 ? "+" : ""}${(100 * change).toFixed(0)} %`;
  const mark = verdict === "unsure" ? (change === null ? "" : "too few calls") : verdict === "same" ? "" : verdict;
  return row([module, NAMES[figure], shown(figure, before), shown(figure, after), percent, mark]);
}

function row(cells: string[]): string {
  const widths = [26, 28, 10, 10, 9, 0];
  return cells.map((cell, at) => at < 2 || at === 5 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])).join(" ")
    .trimEnd();
}

function shown(figure: FigureName, value: number | null): string {
  if (value === null) return "-";
  if (figure === "rssBytes") return (value / 1e6).toFixed(1);
  if (figure === "meanMs" || figure === "p95Ms") return short(value);
  return `${(100 * value).toFixed(1)} %`;
}

function lineOf(run: PerformanceRun, index: number): string {
  return `${String(index + 1).padStart(3)}  ${describe(run)}`;
}

function describe({ startedAtMs, endedAtMs, source, tables, rounds }: PerformanceRun): string {
  const minutes = ((endedAtMs - startedAtMs) / 60_000).toFixed(1);
  return `${new Date(startedAtMs).toISOString()}, ${minutes} min, ${tables} tables (${source}), ${rounds} rounds`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
