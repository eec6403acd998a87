/**
 * The performance tracker: a service that gathers what modules cost, once a minute keeps it in `performance.json`, and says
 * when a figure leaves its usual range. Changes nothing that it watches; without room on the disk it goes on in memory.
 */
import { AnomalyWatch } from "../ops/anomaly_watch.ts";
import type { Log } from "../ops/log.ts";
import { Measures } from "../ops/measures.ts";
import { MinuteLog } from "../ops/minute_log.ts";
import { keptPerformance } from "../ops/performance_file.ts";
import type { Bet } from "../protocol/bet.ts";
import type { HealthView, PageChange, PageState } from "../protocol/page.ts";
import {
  ANOMALIES_KEPT,
  type Anomaly,
  type PerformanceFile,
  type PerformanceRun,
  RUNS_KEPT,
} from "../protocol/performance.ts";
import type { Measure } from "../protocol/rows.ts";
import type { KeptFile } from "../storage/kept_file.ts";
import type { HostService, OpenService } from "./host_service.ts";

export const MINUTE_MS = 60_000;
const MEASURES_MAX = 200;
/** Figures of which more is worse; of the others more is only more. */
const WATCHED = /(Ms|\.memory|\.cpu|\.gap|\.late|\.queued)$/;

export interface PerformanceOptions {
  dataDir: string;
  /** where the parts of the program note what they cost */
  measures: Measures;
  nowMs: () => number;
  state: () => PageState;
  /** collectors' own figures, newest first */
  figures: () => Promise<Measure[]>;
  log: Log;
}

/** Opens the tracker for a host. */
export const openPerformance: OpenService = async (context) => {
  const tracker = await PerformanceTracker.open({
    dataDir: context.settings.dataDir,
    measures: context.measures ?? new Measures(),
    nowMs: () => Date.now(),
    state: context.state,
    figures: () => context.reader.measures({ limit: MEASURES_MAX }),
    log: context.log,
  });
  tracker.follow(context.subscribe);
  return tracker;
};

export class PerformanceTracker implements HostService {
  readonly #options: PerformanceOptions;
  readonly #file: KeptFile<PerformanceFile>;
  readonly #earlier: PerformanceRun[];
  readonly #minutes: MinuteLog;
  #anomalies: Anomaly[];
  readonly #watches = new Map<string, AnomalyWatch>();
  readonly #run: PerformanceRun;
  readonly #ends: (() => void)[] = [];
  readonly #bets = new Map<number, number>();
  #last: Pick<HealthView, "lateTicks"> & { rows: number; batches: number; batchMs: number };
  #minute = { gapMs: 0, rounds: 0, cpu: 0, looks: 0 };
  #measureId = 0;
  #trouble = "";

  /** `known`: what the file holds; `open()` reads it */
  constructor(
    options: PerformanceOptions,
    { file, known }: { file: KeptFile<PerformanceFile>; known: PerformanceFile | null },
  ) {
    this.#options = options;
    this.#file = file;
    this.#earlier = (known?.runs ?? []).slice(0, RUNS_KEPT - 1);
    this.#minutes = new MinuteLog(known?.minutes);
    this.#anomalies = known?.anomalies ?? [];
    const { health, tables } = options.state(), nowMs = options.nowMs();
    this.#last = countsOf(health);
    const begun = { startedAtMs: nowMs, endedAtMs: nowMs, rounds: 0, modules: {} };
    this.#run = { ...begun, source: health.source, tables: tables.length };
  }

  /** Goes on with what the data folder holds. */
  static async open(options: PerformanceOptions): Promise<PerformanceTracker> {
    const file = keptPerformance(options.dataDir);
    const { value, trouble } = await file.read();
    if (trouble) options.log("warning", "performance", trouble);
    return new PerformanceTracker(options, { file, known: value });
  }

  /** Listens to a host, and keeps what it hears once a minute. */
  follow(subscribe: (listener: (change: PageChange) => void) => () => void): void {
    const timer = setInterval(() => void this.endMinute(), MINUTE_MS);
    this.#ends.push(subscribe((change) => this.#hear(change)), () => clearInterval(timer));
  }

  warnings(): string[] {
    return this.#trouble ? [this.#trouble] : [];
  }

  /** All that is known: earlier runs, this one, a day's minutes, what was unusual. */
  view(): PerformanceFile {
    const run = { ...this.#run, endedAtMs: this.#options.nowMs(), modules: this.#options.measures.figures() };
    return {
      version: 1,
      runs: [run, ...this.#earlier],
      minutes: this.#minutes.series(),
      anomalies: [...this.#anomalies],
    };
  }

  /** Ends a minute: its figures are kept, judged and written. Never rejects. */
  async endMinute(): Promise<void> {
    const atMs = this.#options.nowMs(), figures = this.#takeFigures();
    await this.#addPluginFigures(figures);
    this.#minutes.add(atMs, figures);
    for (const [series, value] of figures) if (WATCHED.test(series)) this.#judge(series, { value, atMs });
    await this.#save();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const end of this.#ends.splice(0)) end();
    await this.#save();
  }

  #hear(change: PageChange): void {
    if (change.type === "round") {
      this.#run.rounds += 1;
      this.#minute.rounds += 1;
    } else if (change.type === "bet") this.#hearBet(change.bet);
    else if (change.type === "health") this.#look(change.health);
  }

  /** From the request to the press, which is the arbiter's part. */
  #hearBet({ id, state, requestedAtMs, placedAtMs }: Bet): void {
    if (state === "placed" && placedAtMs !== null && !this.#bets.has(id)) {
      this.#bets.set(id, placedAtMs);
      this.#options.measures.note("arbiter", { ms: placedAtMs - requestedAtMs });
    } else if (state === "failed" || state === "unknown") {
      this.#options.measures.note("arbiter", { ms: 0, failed: true });
    }
    const oldest = this.#bets.keys().next().value;
    if (this.#bets.size > MEASURES_MAX && oldest !== undefined) this.#bets.delete(oldest);
  }

  #look(health: HealthView): void {
    const { measures, state } = this.#options, now = countsOf(health);
    this.#minute.gapMs = Math.max(this.#minute.gapMs, health.loopGapMs);
    this.#minute.cpu += health.cpuShare;
    this.#minute.looks += 1;
    const batches = now.batches - this.#last.batches;
    // Averages of averages: each batch of this look took as long as the others.
    for (let batch = 0; batch < Math.min(batches, MEASURES_MAX); batch += 1) {
      measures.note("writer", { ms: Math.max(0, (now.batchMs - this.#last.batchMs) / batches), isWait: true });
    }
    const plugins = state().plugins;
    const cells = plugins.reduce((sum, plugin) => sum + plugin.cpuShare, 0);
    measures.noteUsage("core", { rssBytes: health.coreRssBytes, cpuShare: Math.max(0, health.cpuShare - cells) });
    for (const { name, rssBytes, cpuShare, state } of plugins) {
      if (state === "running") measures.noteUsage(`plugin ${name}`, { rssBytes, cpuShare });
    }
    this.#last = { ...this.#last, batches: now.batches, batchMs: now.batchMs };
  }

  #takeFigures(): Map<string, number> {
    const { health } = this.#options.state(), now = countsOf(health), { gapMs, rounds, cpu, looks } = this.#minute;
    const figures = new Map<string, number>([
      ["program.cpu", looks > 0 ? cpu / looks : health.cpuShare],
      ["core.memory", health.coreRssBytes],
      ["program.memory", health.totalRssBytes],
      ["core.gap", gapMs],
      ["capture.late", now.lateTicks - this.#last.lateTicks],
      ["writer.queued", health.writer.queuedRows],
      ["writer.rows", now.rows - this.#last.rows],
      ["program.rounds", rounds],
    ]);
    for (const [module, meanMs] of this.#options.measures.takeMinute()) figures.set(`${module}.meanMs`, meanMs);
    this.#minute = { gapMs: 0, rounds: 0, cpu: 0, looks: 0 };
    this.#last = now;
    return figures;
  }

  /** What collectors measured of themselves since the last minute: the newest of each name. */
  async #addPluginFigures(figures: Map<string, number>): Promise<void> {
    const found = await this.#options.figures().catch(() => []);
    const fresh = found.filter(({ id }) => id > this.#measureId);
    this.#measureId = Math.max(this.#measureId, ...found.map(({ id }) => id));
    for (const { table, name, value } of fresh.reverse()) figures.set(`${table}.${camel(name)}`, value);
  }

  #judge(series: string, { value, atMs }: { value: number; atMs: number }): void {
    let watch = this.#watches.get(series);
    if (!watch) this.#watches.set(series, watch = new AnomalyWatch());
    const verdict = watch.add(value);
    if (verdict?.type === "unusual") {
      const { value, usual } = verdict;
      this.#anomalies = [{ atMs, series, value, usual }, ...this.#anomalies].slice(0, ANOMALIES_KEPT);
      const ratio = usual > 0 ? `, ${(value / usual).toFixed(1)} times the usual` : "";
      this.#options.log("warning", "performance", `${series} is ${short(value)}${ratio} (${short(usual)})`);
    } else if (verdict) this.#options.log("info", "performance", `${series} is as usual again`);
  }

  async #save(): Promise<void> {
    try {
      await this.#file.write(() => this.view());
      this.#trouble = "";
    } catch (error) {
      this.#trouble = `performance.json cannot be written: ${(error as Error).message}`;
    }
  }
}

function countsOf({ lateTicks, writer: { rowsWritten, batches, averageBatchMs } }: HealthView) {
  return { lateTicks, rows: rowsWritten, batches, batchMs: batches * averageBatchMs };
}

/** `latency_ms` as the other figures are named: `latencyMs`. */
function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
