/** What the modules of the program cost: calls noted where they happen, read once a minute. Bounded; judges nothing. */
import type { ModuleFigures, NoteCall } from "../protocol/performance.ts";
import { LatencyHistogram } from "./latency_histogram.ts";

/** Modules are named by our own code and by plugins; more than that many are counted together. */
export const MODULES_MAX = 64;
export const OTHER_MODULES = "other";

interface Module {
  calls: LatencyHistogram;
  failures: number;
  ioWaitMs: number;
  /** since the last `takeMinute()` */
  minute: { calls: number; totalMs: number };
  rss: { sum: number; samples: number; max: number };
  cpu: { sum: number; samples: number };
}

export class Measures {
  readonly #modules = new Map<string, Module>();

  /** Takes note of one call. Never throws: it stands on hot paths. */
  readonly note: NoteCall = (name, { ms, isWait = false, failed = false }) => {
    const module = this.#moduleOf(name);
    module.calls.add(ms);
    module.minute.calls += 1;
    module.minute.totalMs += ms;
    if (isWait) module.ioWaitMs += ms;
    if (failed) module.failures += 1;
  };

  /** Times a call, whatever becomes of it. */
  async timed<T>(name: string, act: () => Promise<T>, { isWait = false }: { isWait?: boolean } = {}): Promise<T> {
    const startedMs = performance.now();
    let failed = true;
    try {
      const result = await act();
      failed = false;
      return result;
    } finally {
      this.note(name, { ms: performance.now() - startedMs, isWait, failed });
    }
  }

  /** Takes note of what a module's process uses now. */
  noteUsage(name: string, { rssBytes, cpuShare }: { rssBytes: number; cpuShare: number }): void {
    const { rss, cpu } = this.#moduleOf(name);
    rss.sum += rssBytes;
    rss.samples += 1;
    rss.max = Math.max(rss.max, rssBytes);
    cpu.sum += cpuShare;
    cpu.samples += 1;
  }

  /** All modules since the start. */
  figures(): Record<string, ModuleFigures> {
    return Object.fromEntries([...this.#modules].map(([name, module]) => [name, figuresOf(module)]));
  }

  /** Mean milliseconds a call since the last time that this was asked; modules that were not called are left out. */
  takeMinute(): Map<string, number> {
    const means = new Map<string, number>();
    for (const [name, module] of this.#modules) {
      const { calls, totalMs } = module.minute;
      if (calls > 0) means.set(name, totalMs / calls);
      module.minute = { calls: 0, totalMs: 0 };
    }
    return means;
  }

  #moduleOf(name: string): Module {
    const known = this.#modules.get(name);
    if (known) return known;
    if (this.#modules.size >= MODULES_MAX && name !== OTHER_MODULES) return this.#moduleOf(OTHER_MODULES);
    const module: Module = {
      calls: new LatencyHistogram(),
      failures: 0,
      ioWaitMs: 0,
      minute: { calls: 0, totalMs: 0 },
      rss: { sum: 0, samples: 0, max: 0 },
      cpu: { sum: 0, samples: 0 },
    };
    this.#modules.set(name, module);
    return module;
  }
}

function figuresOf({ calls, failures, ioWaitMs, rss, cpu }: Module): ModuleFigures {
  const isCalled = calls.count > 0, isWatched = rss.samples > 0;
  return {
    calls: calls.count,
    failures,
    totalMs: round(calls.totalMs),
    ioWaitMs: round(ioWaitMs),
    meanMs: isCalled ? round(calls.totalMs / calls.count) : null,
    p50Ms: rounded(calls.quantile(0.5)),
    p95Ms: rounded(calls.quantile(0.95)),
    p99Ms: rounded(calls.quantile(0.99)),
    maxMs: isCalled ? round(calls.maxMs) : null,
    rssBytes: isWatched ? Math.round(rss.sum / rss.samples) : null,
    rssBytesMax: isWatched ? rss.max : null,
    cpuShare: isWatched ? round(cpu.sum / cpu.samples) : null,
  };
}

function round(value: number): number {
  return Number(value.toPrecision(5));
}

function rounded(value: number | null): number | null {
  return value === null ? null : round(value);
}
