/** What a collector does whichever way a batch comes: keeps its rows once, counts, and tells of the fleet. */
import type { KeptRow } from "../forwarding/parse_batch.ts";
import type { FleetView, LogAnswer } from "../protocol/forwarding.ts";
import { MACHINES_LISTED_MAX } from "../protocol/forwarding.ts";
import type { MetricFamily } from "../server/prometheus.ts";
import type { CollectorStore } from "./collector_store.ts";
import { DeviceTokens } from "./device_tokens.ts";
import type { StatsCache } from "./stats_cache.ts";

/** A machine heard of within this time is active. */
const ACTIVE_MS = 60_000;

export interface CollectorOptions {
  store: CollectorStore;
  cache: StatsCache;
  /** epoch milliseconds */
  nowMs: () => number;
}

export class Collector {
  readonly tokens: DeviceTokens;
  readonly #options: CollectorOptions;
  readonly #sources: (() => string)[] = [];
  #counting: Promise<FleetView> | null = null;
  #run = { batches: 0, stored: 0, duplicates: 0, conflicts: 0, forgotten: 0 };

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.tokens = new DeviceTokens(options);
  }

  /** Resolves once the rows are kept for good. `register`: somebody else has seen to it that the machine is what it says. */
  async log(device: string, rows: readonly KeptRow[], { register = false } = {}): Promise<LogAnswer> {
    const answer = await this.#options.store.log(device, { rows, receivedAtMs: this.#options.nowMs(), register });
    this.#run.batches += 1;
    this.#run.stored += answer.stored;
    this.#run.duplicates += answer.duplicates;
    this.#run.conflicts += answer.conflicts.length;
    return answer;
  }

  /** Deletes some of the rows that came before a moment. @returns how many; fewer than `rowsMax`: no more for now */
  async forget(options: { receivedBeforeMs: number; rowsMax: number }): Promise<number> {
    const rows = await this.#options.store.forget(options);
    this.#run.forgotten += rows;
    return rows;
  }

  /** All machines, some seconds old at most. */
  async fleet(): Promise<FleetView> {
    const kept = await this.#options.cache.get();
    if (kept) return kept;
    // Who asks while it is being counted gets the same count.
    this.#counting ??= this.#count().finally(() => this.#counting = null);
    return await this.#counting;
  }

  /** Adds a part that may be in trouble, in words; empty while it is not. */
  watch(trouble: () => string): void {
    this.#sources.push(trouble);
  }

  /** What keeps this collector from its work; a cache that is gone does not. */
  async troubles(): Promise<string[]> {
    const store = await this.#options.store.check().then(() => "", (error: Error) => error.message);
    return [store, ...this.#sources.map((source) => source())].filter(Boolean);
  }

  async metrics(): Promise<MetricFamily[]> {
    const { machines, active } = await this.fleet();
    const { batches, stored, duplicates, conflicts, forgotten } = this.#run;
    return [
      counter("batches", "Batches kept by this collector since its start.", batches),
      counter("rows_stored", "Rows that were new.", stored),
      counter("rows_duplicate", "Rows that had come before.", duplicates),
      counter("rows_conflicting", "Rows refused because another one is kept under their name.", conflicts),
      counter("rows_forgotten", "Rows deleted because they came long enough ago.", forgotten),
      gauge("machines", "Machines that are known.", machines),
      gauge("machines_active", "Machines heard of within the last minute.", active),
      gauge("cache_ok", "1 while the cache of statistics works.", this.#options.cache.trouble ? 0 : 1),
    ];
  }

  async #count(): Promise<FleetView> {
    const { store, cache, nowMs } = this.#options;
    const atMs = nowMs();
    const fleet = await store.fleet({ activeSinceMs: atMs - ACTIVE_MS, listedMax: MACHINES_LISTED_MAX });
    const view = { ...fleet, atMs };
    await cache.set(view);
    return view;
  }
}

function counter(name: string, help: string, value: number): MetricFamily {
  return { name: `aviator_collector_${name}_total`, help, type: "counter", samples: [{ value }] };
}

function gauge(name: string, help: string, value: number): MetricFamily {
  return { name: `aviator_collector_${name}`, help, type: "gauge", samples: [{ value }] };
}
