/** Looks at the host's own state of health: processes, memory, processor, queues, database. */
import type { UsageReader } from "../cells/process_usage.ts";
import { LoopGap } from "../ops/loop_gap.ts";
import type { ValidationView } from "../protocol/validation.ts";
import type { HealthView, PluginView, TableView, WriterView } from "../protocol/page.ts";

/** A table that has not been read for this long is trouble. */
const TABLE_SILENT_MAX_MS = 10_000;
const CPU_OVER_MS = 500;
const SICK_STATES: readonly PluginView["state"][] = ["unresponsive", "crashed", "restarting", "quarantined", "refused"];

/** What the probe looks at. */
export interface HealthSources {
  source: HealthView["source"];
  usageOf: UsageReader;
  nowMs: () => number;
  ticks: () => { ticks: number; lateTicks: number };
  plugins: () => PluginView[];
  tables: () => TableView[];
  writer: () => WriterView;
  /** lasting trouble that other parts know of, in words */
  troubles: () => string[];
  /** what services say of themselves */
  extras: () => Partial<HealthView>;
  validation: () => ValidationView;
}

export class HealthProbe implements Disposable {
  readonly #sources: HealthSources;
  readonly #startedAtMs: number;
  readonly #gap = new LoopGap();
  #view: HealthView;
  #lastCpu = { ms: 0, atMs: performance.now(), share: 0 };

  constructor(sources: HealthSources) {
    this.#sources = sources;
    this.#startedAtMs = sources.nowMs();
    this.#view = this.#compose({ coreRssBytes: 0, coreCpuShare: 0, loopGapMs: 0 });
  }

  /** As of the last `look()`. */
  get view(): HealthView {
    return this.#view;
  }

  async look(): Promise<HealthView> {
    const usage = await this.#sources.usageOf(Deno.pid);
    const coreCpuShare = this.#cpuShare(usage?.cpuMs ?? 0);
    const coreRssBytes = usage?.rssBytes ?? Deno.memoryUsage().rss;
    return this.#view = this.#compose({ coreRssBytes, coreCpuShare, loopGapMs: this.#gap.take() });
  }

  /** The system counts in steps of 10 ms: over less than half a second the share would be noise. */
  #cpuShare(cpuMs: number): number {
    const sinceMs = performance.now() - this.#lastCpu.atMs;
    if (sinceMs < CPU_OVER_MS) return this.#lastCpu.share;
    const share = Math.max(0, cpuMs - this.#lastCpu.ms) / sinceMs;
    this.#lastCpu = { ms: cpuMs, atMs: performance.now(), share };
    return share;
  }

  #compose(core: { coreRssBytes: number; coreCpuShare: number; loopGapMs: number }): HealthView {
    const { source, nowMs, ticks, plugins, writer } = this.#sources;
    const problems = this.#problems();
    const cells = plugins();
    return {
      ok: problems.length === 0,
      problems,
      startedAtMs: this.#startedAtMs,
      nowMs: nowMs(),
      source,
      ...ticks(),
      coreRssBytes: core.coreRssBytes,
      totalRssBytes: core.coreRssBytes + cells.reduce((sum, cell) => sum + cell.rssBytes, 0),
      cpuShare: core.coreCpuShare + cells.reduce((sum, cell) => sum + cell.cpuShare, 0),
      loopGapMs: core.loopGapMs,
      writer: writer(),
      validation: this.#sources.validation(),
      ...this.#sources.extras(),
    };
  }

  #problems(): string[] {
    const { plugins, tables, writer, troubles, nowMs } = this.#sources;
    const { trouble, level } = writer();
    return [
      ...(trouble ? [`database: ${trouble}`] : []),
      ...(level === "normal" ? [] : [`writer: buffer is at level ${level}`]),
      ...plugins().filter((plugin) => SICK_STATES.includes(plugin.state))
        .map((plugin) => `plugin ${plugin.name} is ${plugin.state}: ${plugin.reason}`),
      ...tables().filter((table) => nowMs() - Math.max(table.takenAtMs, this.#startedAtMs) > TABLE_SILENT_MAX_MS)
        .map((table) => `table ${table.table} is not being read: ${table.trouble}`),
      ...troubles(),
    ];
  }

  [Symbol.dispose](): void {
    this.#gap[Symbol.dispose]();
  }
}
