/**
 * Asks for odds whenever it hears how the program is, and hands out markets that have changed, so many an event. Never
 * holds an event up for a server: what is fetched is handed out with the next event.
 */
import type { Collector, CollectorRow } from "@aviator/sdk";
import { type Market, type OddsFormat, parseOdds } from "./odds_formats.ts";
import { type CacheCounts, TtlCache } from "./ttl_cache.ts";

/** Markets of one event; a program takes 32 rows of one, and the figures need some. */
export const MARKETS_PER_EVENT_MAX = 24;
/** Changed markets that wait; of more the oldest are dropped, for a newer one says more. */
export const MARKETS_WAITING_MAX = 5_000;
const MARKETS_KNOWN_MAX = 20_000;
const FIGURES_EVERY_MS = 60_000;

export interface OddsCollectorOptions {
  /** what is fetched: addresses with their parameters */
  keys: readonly string[];
  format: OddsFormat;
  ttlMs: number;
  /** the JSON at an address; throws when there is none */
  load: (url: string) => Promise<unknown>;
  /** a clock that only goes on */
  nowMs: () => number;
  say: (level: "info" | "warn", message: string) => void;
}

interface Waiting extends Market {
  atMs: number;
}

export class OddsCollector implements Collector {
  readonly #options: OddsCollectorOptions;
  readonly #cache: TtlCache<{ markets: Market[]; leftOut: number }>;
  /** what each market was when it was last put among the waiting */
  readonly #known = new Map<string, string>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #failing = new Set<string>();
  #figuresMs: number;
  #dropped = 0;

  constructor(options: OddsCollectorOptions) {
    this.#options = options;
    this.#figuresMs = options.nowMs();
    const { ttlMs, load, nowMs, format } = options;
    this.#cache = new TtlCache({ ttlMs, nowMs, load: async (url) => parseOdds(await load(url), format) });
  }

  /** Looks whether there is something to fetch; the rows are what came since. */
  onHealth({ atMs }: { atMs: number }): CollectorRow[] {
    for (const key of this.#options.keys) void this.#poll(key, atMs);
    return [...this.#takeMarkets(), ...this.#figures(atMs)];
  }

  onRound(): CollectorRow[] {
    return this.#takeMarkets();
  }

  /** Never rejects: a server in trouble is told once, and once when it is over. */
  async #poll(key: string, atMs: number): Promise<void> {
    const path = new URL(key).pathname;
    try {
      const answer = await this.#cache.get(key);
      if (answer === null) return;
      if (this.#failing.delete(path)) this.#options.say("info", `${path} answers again`);
      if (!answer.isNew) return;
      const { markets, leftOut } = answer.value;
      if (leftOut > 0) this.#options.say("warn", `${path}: ${leftOut} markets were not whole and are left out`);
      for (const market of markets) this.#note(market, atMs);
    } catch (error) {
      if (this.#failing.has(path)) return;
      this.#failing.add(path);
      this.#options.say("warn", `${path} gives no odds: ${(error as Error).message}`);
    }
  }

  #note(market: Market, atMs: number): void {
    const key = JSON.stringify([market.bookmaker, market.event, market.market]);
    const now = JSON.stringify(market.outcomes);
    if (this.#known.get(key) === now) return;
    forget(this.#known, MARKETS_KNOWN_MAX);
    this.#known.set(key, now);
    this.#waiting.delete(key);
    this.#dropped += forget(this.#waiting, MARKETS_WAITING_MAX);
    this.#waiting.set(key, { ...market, atMs });
  }

  #takeMarkets(): CollectorRow[] {
    const taken = [...this.#waiting].slice(0, MARKETS_PER_EVENT_MAX);
    return taken.map(([key, { bookmaker, event, market, atMs, outcomes }]) => {
      this.#waiting.delete(key);
      return { kind: "odds" as const, table: bookmaker, event, market, takenAtMs: atMs, outcomes };
    });
  }

  /** Once a minute: latency, hit rate, waiting for the network; nothing where nothing is fetched. */
  #figures(atMs: number): CollectorRow[] {
    const nowMs = this.#options.nowMs();
    if (this.#options.keys.length === 0 || nowMs - this.#figuresMs < FIGURES_EVERY_MS) return [];
    this.#figuresMs = nowMs;
    const figures = { ...figuresOf(this.#cache.takeCounts()), waiting: this.#waiting.size, dropped: this.#dropped };
    return Object.entries(figures).map(([name, value]) => ({
      ...{ kind: "measure" as const, table: "odds", name, value, atMs },
    }));
  }
}

/** Figures of a minute; latency only where something was fetched. */
export function figuresOf({ hits, misses, failures, waitedMs }: CacheCounts): Record<string, number> {
  const asked = hits + misses;
  return {
    ...misses > 0 ? { latency_ms: waitedMs / misses } : {},
    ...asked > 0 ? { hit_rate: hits / asked } : {},
    io_wait_ms: waitedMs,
    failures,
  };
}

/** Makes room for one more; returns how many went. */
function forget(map: Map<string, unknown>, sizeMax: number): number {
  const oldest = map.keys().next().value;
  return map.size >= sizeMax && oldest !== undefined && map.delete(oldest) ? 1 : 0;
}
