/**
 * Answers kept for a while, by address and parameters: what is asked for again meanwhile is not fetched again. One fetch a
 * key at a time; after a failure the next try waits, longer each time. Keeps so many entries, the oldest go first.
 */

export const ENTRIES_MAX = 64;
const BACKOFF_FACTOR_MAX = 20;

export interface TtlCacheOptions<Value> {
  ttlMs: number;
  load: (url: string) => Promise<Value>;
  nowMs: () => number;
}

/** Counted since the last `takeCounts()`; times in milliseconds. */
export interface CacheCounts {
  hits: number;
  misses: number;
  failures: number;
  /** time in which at least one fetch was waited for, by fetch: fetches side by side count each */
  waitedMs: number;
}

interface Entry<Value> {
  /** none before the first answer */
  value?: Value;
  freshUntilMs: number;
  failures: number;
  loading: Promise<Value> | null;
}

/** An address with its parameters in the order of their names: the cache's key, and what is fetched. */
export function keyOf(url: string, parameters: Record<string, string>): string {
  const address = new URL(url);
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  address.searchParams.sort();
  return address.href;
}

export class TtlCache<Value> {
  readonly #options: TtlCacheOptions<Value>;
  readonly #entries = new Map<string, Entry<Value>>();
  #counts: CacheCounts = { hits: 0, misses: 0, failures: 0, waitedMs: 0 };

  constructor(options: TtlCacheOptions<Value>) {
    this.#options = options;
  }

  /**
   * The answer for a key, from memory while it is fresh.
   *
   * @returns `isNew`: it was fetched by this call; null: a failed key is not tried again yet
   * @throws whatever `load` does
   */
  async get(key: string): Promise<{ value: Value; isNew: boolean } | null> {
    const entry = this.#entryOf(key);
    if (this.#options.nowMs() < entry.freshUntilMs) {
      if (entry.failures > 0 || entry.value === undefined) return null;
      this.#counts.hits += 1;
      return { value: entry.value, isNew: false };
    }
    if (entry.loading !== null) {
      this.#counts.hits += 1;
      return { value: await entry.loading, isNew: false };
    }
    this.#counts.misses += 1;
    entry.loading = this.#load(key, entry).finally(() => entry.loading = null);
    return { value: await entry.loading, isNew: true };
  }

  /** What happened since the last call. */
  takeCounts(): CacheCounts {
    const counts = this.#counts;
    this.#counts = { hits: 0, misses: 0, failures: 0, waitedMs: 0 };
    return counts;
  }

  async #load(key: string, entry: Entry<Value>): Promise<Value> {
    const { load, nowMs, ttlMs } = this.#options, startedMs = nowMs();
    try {
      entry.value = await load(key);
      entry.failures = 0;
      entry.freshUntilMs = nowMs() + ttlMs;
      return entry.value;
    } catch (error) {
      this.#counts.failures += 1;
      entry.failures += 1;
      entry.freshUntilMs = nowMs() + ttlMs * Math.min(2 ** (entry.failures - 1), BACKOFF_FACTOR_MAX);
      throw error;
    } finally {
      this.#counts.waitedMs += nowMs() - startedMs;
    }
  }

  #entryOf(key: string): Entry<Value> {
    let entry = this.#entries.get(key);
    if (entry) return entry;
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size >= ENTRIES_MAX && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, entry = { freshUntilMs: -Infinity, failures: 0, loading: null });
    return entry;
  }
}
