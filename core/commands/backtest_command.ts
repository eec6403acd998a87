/** `backtest`: plays a strategy over rounds that are over, and says what came of it. */
import { runBacktest } from "../research/backtest.ts";
import { backtestReport, bandSentence } from "../research/backtest_report.ts";
import { findStrategy } from "../research/find_strategy.ts";
import { playedTrial } from "../research/judge_strategy.ts";
import { monteCarlo, type Redraw, REDRAWS } from "../research/monte_carlo.ts";
import { sentencesOf } from "../research/plain_words.ts";
import { loadRounds } from "../research/rounds_source.ts";
import { StrategyCell } from "../research/strategy_cell.ts";
import { noteTrialOn } from "../research/trial_book.ts";
import { ProgressBar } from "./progress_bar.ts";
import { placesOf, rangeOf, type RangeOptions, type RoundsOptions, settingsOf, sourceOf } from "./research_places.ts";

/** The table's name that strategies see where no table is named. */
const NO_TABLE = "backtest";

export interface BacktestOptions extends RoundsOptions, RangeOptions {
  strategy: string;
  set?: string[];
  /** in the currency */
  bankroll?: number;
  bands?: Redraw[];
  /** HTML file to write */
  report?: string;
}

/** Plays, prints. */
export async function backtest(file: string | undefined, options: BacktestOptions): Promise<number> {
  const places = await placesOf(options), source = sourceOf(file, options);
  const terms = {
    settings: settingsOf(options.set),
    table: options.table ?? NO_TABLE,
    range: await rangeOf(options, places),
    bankrollMinor: options.bankroll === undefined ? null : Math.round(100 * options.bankroll),
  };
  const plugin = await findStrategy(options.strategy, places);
  const { series, title, setAsideLines, hash } = await loadRounds(source, places);
  await noteTrialOn(source, { dataDir: places.dataDir, ...playedTrial(plugin, { terms, title }) });
  await using cell = await StrategyCell.open(plugin, terms.settings);
  const bar = new ProgressBar("playing");
  const all = series.multiplier.length;
  const result = await runBacktest(cell, series, { terms, onProgress: (rounds) => bar.update(rounds, all) });
  const { settings, bankrollMinor, range } = terms;
  const redraws = options.report === undefined ? options.bands ?? [] : REDRAWS;
  const steps = redraws.length > 0 ? await cell.stepTable(terms) : null;
  const bands = steps === null
    ? []
    : redraws.map((redraw) => monteCarlo(steps, series.multiplier, { redraw, seed: options.seed, bankrollMinor }));
  const facts = {
    strategy: options.strategy,
    settings,
    roundsTitle: title,
    roundsHash: hash,
    setAsideLines,
    bankrollMinor,
    ...range,
  };
  if (options.report !== undefined) await Deno.writeTextFile(options.report, backtestReport(result, { facts, bands }));
  if (options.json) console.log(JSON.stringify({ ...result, bands, ...facts }));
  else {
    for (const line of [`${options.strategy} on ${title}`, ...sentencesOf(result), ...bands.map(bandSentence)]) {
      console.log(line);
    }
  }
  return 0;
}
