/** What the program measures of itself: figures by module, a day's minutes, and what was unusual. `performance.json` holds them. */
import { z } from "zod";

export const RUNS_KEPT = 20;
export const MINUTES_KEPT = 24 * 60;
export const SERIES_MAX = 96;
export const ANOMALIES_KEPT = 100;

const time = z.int().nonnegative();
const count = z.int().nonnegative();
const figure = z.number();

/** One module over one run. Times in milliseconds; null where the module has no such figure. */
const moduleFigures = z.strictObject({
  calls: count,
  failures: count,
  /** sum of all calls, waiting included */
  totalMs: figure,
  /** of those, waiting for disk or network */
  ioWaitMs: figure,
  meanMs: figure.nullable(),
  p50Ms: figure.nullable(),
  p95Ms: figure.nullable(),
  /** absent in files of older versions */
  p99Ms: figure.nullable().optional(),
  maxMs: figure.nullable(),
  /** mean and highest of what its process holds */
  rssBytes: figure.nullable(),
  rssBytesMax: figure.nullable(),
  /** mean share of one processor */
  cpuShare: figure.nullable(),
});
export type ModuleFigures = z.infer<typeof moduleFigures>;

const performanceRun = z.strictObject({
  startedAtMs: time,
  endedAtMs: time,
  source: z.string().max(20),
  tables: count,
  rounds: count,
  modules: z.record(z.string().max(80), moduleFigures),
});
export type PerformanceRun = z.infer<typeof performanceRun>;

/** Figures by the minute: for each name as many values as there are times; null where there was none. */
const minuteSeries = z.strictObject({
  atMs: z.array(time).max(MINUTES_KEPT),
  values: z.record(z.string().max(80), z.array(figure.nullable()).max(MINUTES_KEPT)),
});
export type MinuteSeries = z.infer<typeof minuteSeries>;

/** A figure that left its usual range. */
export const anomaly = z.strictObject({
  atMs: time,
  series: z.string().max(80),
  value: figure,
  /** the median of the hour before */
  usual: figure,
});
export type Anomaly = z.infer<typeof anomaly>;

export const performanceFile = z.strictObject({
  version: z.literal(1),
  /** newest first; the first is the present one while the program runs */
  runs: z.array(performanceRun).max(RUNS_KEPT),
  minutes: minuteSeries,
  /** newest first */
  anomalies: z.array(anomaly).max(ANOMALIES_KEPT),
});
export type PerformanceFile = z.infer<typeof performanceFile>;

/** Takes note of one call of a module: how long it took, and whether that was waiting for disk or network. */
export type NoteCall = (module: string, call: { ms: number; isWait?: boolean; failed?: boolean }) => void;
