/** The signal generator at work: looks at the odds that collectors have stored, and stores what is of value in them. Bets on nothing. */
import type { Log } from "../ops/log.ts";
import type { SignalRow } from "../protocol/rows.ts";
import { lawModel } from "../research/crash_outcomes.ts";
import { type OutcomeModel, SignalFinder, type SignalRules } from "../research/signal_finder.ts";
import type { Config } from "../ops/config.ts";
import type { StoredOdds } from "../storage/queries.ts";
import type { HostService, OpenService } from "./host_service.ts";

export const LOOK_EVERY_MS = 10_000;
const PAGE_ROWS = 1_000;
/** Odds that are looked at in one go; what is older than that is left to a backtest. */
const ROWS_AT_ONCE_MAX = 10_000;
const HOST = "host";

export interface SignalServiceOptions {
  rules: SignalRules;
  model: OutcomeModel;
  /** markets as they were offered, newest first */
  odds: (query: { limit: number; beforeId?: number }) => Promise<StoredOdds[]>;
  nextNumber: () => number;
  store: (row: SignalRow) => void;
  log: Log;
}

/** Opens it where a collector of odds runs. */
export const openSignals: OpenService = async ({ config, reader, writer, nextNumber, log }) => {
  if (!config.collectors.includes("odds")) return null;
  const service = new SignalService({
    rules: rulesOf(config),
    model: lawModel(config.tables.map(({ bookmaker }) => bookmaker)),
    odds: (query) => reader.odds(query),
    nextNumber,
    store: (row) => writer.add([{ plugin: HOST, seq: row.id, row }]),
    log,
  });
  await service.start();
  return service;
};

/** The rules that a configuration sets. */
export function rulesOf({ signals }: Config): SignalRules {
  const { valueMin, othersMin, maxAgeSeconds, devig } = signals;
  return { valueMin, othersMin, devig, maxAgeMs: maxAgeSeconds * 1000 };
}

export class SignalService implements HostService {
  readonly #options: SignalServiceOptions;
  readonly #finder: SignalFinder;
  #timer: ReturnType<typeof setInterval> | undefined;
  #lastId = 0;
  #looking: Promise<void> = Promise.resolve();
  #trouble = "";

  constructor(options: SignalServiceOptions) {
    this.#options = options;
    this.#finder = new SignalFinder(options.rules, options.model);
  }

  /** Signals of odds from before the start are not told again: they are known or gone. */
  async start(): Promise<void> {
    const newest = await this.#options.odds({ limit: PAGE_ROWS });
    for (const market of newest.toReversed()) this.#finder.add(market);
    this.#lastId = newest[0]?.id ?? 0;
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  /** Other rules hold for odds that come from now on. */
  setRules(rules: SignalRules): void {
    this.#finder.setRules(rules);
  }

  warnings(): string[] {
    return this.#trouble ? [this.#trouble] : [];
  }

  /** Looks at what is new since the last look. Never rejects. */
  look(): Promise<void> {
    return this.#looking = this.#looking.then(async () => {
      try {
        for (const market of await this.#freshOdds()) this.#find(market);
        this.#trouble = "";
      } catch (error) {
        this.#trouble = `odds cannot be looked at: ${(error as Error).message}`;
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  #find(market: StoredOdds): void {
    const { nextNumber, store, log } = this.#options;
    this.#lastId = market.id;
    const { id: _, ...offered } = market;
    for (const signal of this.#finder.add(offered)) {
      store({ kind: "signal", id: nextNumber(), ...signal });
      const { table, event, selection, oddsThousandths, value, from } = signal;
      const what = `${event}: ${selection} at ${(oddsThousandths / 1000).toFixed(2)} of ${table}`;
      log("info", "signals", `${what} is worth ${(100 * value).toFixed(1)} % by ${from}`);
    }
  }

  /** Oldest first. */
  async #freshOdds(): Promise<StoredOdds[]> {
    const fresh: StoredOdds[] = [];
    let beforeId: number | undefined;
    while (fresh.length < ROWS_AT_ONCE_MAX) {
      const page = await this.#options.odds({ limit: PAGE_ROWS, beforeId });
      const newer = page.filter(({ id }) => id > this.#lastId);
      fresh.push(...newer);
      if (newer.length < PAGE_ROWS) break;
      beforeId = page[page.length - 1].id;
    }
    return fresh.reverse();
  }
}
