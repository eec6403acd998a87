/** `signals list` and `signals backtest`: what was of value in odds and in what models foretold, and what that would have brought. */
import { join } from "node:path";
import { rulesOf } from "../host/signal_service.ts";
import { type Config, loadConfig } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import type { Round } from "../protocol/round.ts";
import { lawModel } from "../research/crash_outcomes.ts";
import { percent } from "../research/figures.ts";
import { foretoldSignals } from "../research/model_signals.ts";
import { backtestSignals, findSignals, type SignalBacktest, SignalResults } from "../research/signal_backtest.ts";
import { noteOngoing } from "../research/trial_book.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import type { StoredOdds } from "../storage/queries.ts";
import type { Prediction } from "../protocol/rows.ts";
import { Reader } from "../storage/reader.ts";
import type { CommonOptions } from "./common_options.ts";
import { ProgressBar } from "./progress_bar.ts";

const PAGE_ROWS = 10_000;
/** Odds that a backtest holds in memory: the newest of more. */
const ODDS_MAX = 1_000_000;

/** Prints signals, newest first. */
export async function listSignals(options: CommonOptions & { limit: number }): Promise<number> {
  await using reader = await openReader(options.data);
  for await (const signal of pages((query) => reader.signals(query), options.limit)) {
    const { atMs, table, event, market, selection, oddsThousandths, value, from } = signal;
    const odds = (oddsThousandths / 1000).toFixed(2), percent = `${(100 * value).toFixed(1)} %`;
    const line = [
      new Date(atMs).toISOString(),
      `${event}, ${market}: ${selection} at ${odds} of ${table},`,
      percent,
      `by ${from}`,
    ];
    console.log(options.json ? JSON.stringify(signal) : line.join(" "));
  }
  return 0;
}

/** Finds the signals of all stored odds and of all that models foretold, and settles them by what came. */
export async function backtest(options: CommonOptions): Promise<number> {
  const config = await loadConfig(options.config, options);
  await using reader = await openReader(options.data);
  const byOdds = await ofOdds(reader, { config, options }), byModels = await ofModels(reader, { config, options });
  if (options.json) console.log(JSON.stringify({ ...byOdds, models: byModels }));
  else {
    console.log(`${byOdds.odds} markets: ${describe(byOdds)}`);
    console.log(`${byModels.foretold} rounds foretold by models: ${describe(byModels)}`);
  }
  return 0;
}

type Asked = { config: Config; options: CommonOptions };

async function ofModels(reader: Reader, { config, options }: Asked): Promise<SignalBacktest & { foretold: number }> {
  const foretold: Prediction[] = [];
  for (const { bookmaker: table } of config.tables) {
    for await (const one of pages((query) => reader.predictions({ ...query, table }), ODDS_MAX)) foretold.push(one);
  }
  const { signals, results } = foretoldSignals(foretold, config.signals), title = "signals of models";
  const trial = await noteOngoing(options.data, { key: "signals/models", title, nowMs: Date.now() });
  return { foretold: foretold.length, ...backtestSignals(signals, { results, trial }) };
}

async function ofOdds(reader: Reader, { config, options }: Asked): Promise<SignalBacktest & { odds: number }> {
  const bar = new ProgressBar("odds");
  const odds: StoredOdds[] = [];
  for await (const market of pages((query) => reader.odds(query), ODDS_MAX)) {
    odds.push(market);
    if (odds.length % PAGE_ROWS === 0) bar.update(odds.length, ODDS_MAX);
  }
  bar.update(ODDS_MAX, ODDS_MAX);
  const markets = odds.reverse().map(({ id: _, ...market }) => market);
  const tables = config.tables.map(({ bookmaker }) => bookmaker);
  const signals = findSignals(markets, { rules: rulesOf(config), model: lawModel(tables) });
  const rounds: Round[] = [];
  for (const table of new Set(signals.map(({ event }) => event)).intersection(new Set(tables))) {
    for await (const round of pages((query) => reader.rounds({ ...query, table }), ODDS_MAX)) rounds.push(round);
  }
  const trial = await noteOngoing(options.data, { key: "signals/odds", title: "signals of odds", nowMs: Date.now() });
  return {
    odds: markets.length,
    ...backtestSignals(signals, { results: new SignalResults(markets, rounds), trial }),
  };
}

function describe(result: SignalBacktest): string {
  const share = (value: number | null) => value === null ? "-" : percent(value, 2);
  const interval = result.interval95 ? ` (95 %: ${result.interval95.map(share).join(" to ")})` : "";
  return [
    `${result.signals} signals, ${result.settled} settled, ${result.won} won`,
    `a unit staked brought ${share(result.returnPerUnit)}${interval}; the signals expected ` +
    share(result.expectedPerUnit),
    `verdict: ${result.verdict}, with ${result.triedBefore} other tries counted`,
  ].join("\n");
}

async function openReader(dataDir: string): Promise<Reader> {
  const path = join(dataDir, DATABASE_FILE);
  await Deno.stat(path).catch((cause) => {
    throw new HostError("storage", `Cannot read ${path}: no such database; start the program once`, { cause });
  });
  return await Reader.open(path);
}

async function* pages<T extends { id: number }>(
  ask: (query: { limit: number; beforeId?: number }) => Promise<T[]>,
  limit: number,
): AsyncGenerator<T> {
  let beforeId: number | undefined;
  for (let left = limit; left > 0;) {
    const asked = Math.min(left, PAGE_ROWS), page = await ask({ limit: asked, beforeId });
    yield* page;
    if (page.length < asked) return;
    left -= page.length;
    beforeId = page[page.length - 1].id;
  }
}
