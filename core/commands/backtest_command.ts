/** `backtest`: plays a strategy over rounds that are over, and says what came of it. */
import { runBacktest } from "../research/backtest.ts";
import { findStrategy } from "../research/find_strategy.ts";
import { sentencesOf } from "../research/plain_words.ts";
import { loadRounds } from "../research/rounds_source.ts";
import { StrategyCell } from "../research/strategy_cell.ts";
import { ProgressBar } from "./progress_bar.ts";
import { placesOf, rangeOf, type RangeOptions, type RoundsOptions, settingsOf, sourceOf } from "./research_places.ts";

/** The table's name that strategies see where no table is named. */
const NO_TABLE = "backtest";

export interface BacktestOptions extends RoundsOptions, RangeOptions {
  strategy: string;
  set?: string[];
  /** in the currency */
  bankroll?: number;
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
  await using cell = await StrategyCell.open(plugin, terms.settings);
  const bar = new ProgressBar("playing");
  const all = series.multiplier.length;
  const result = await runBacktest(cell, series, { terms, onProgress: (rounds) => bar.update(rounds, all) });
  const { settings, bankrollMinor, range } = terms;
  const facts = {
    strategy: options.strategy,
    settings,
    roundsTitle: title,
    roundsHash: hash,
    setAsideLines,
    bankrollMinor,
    ...range,
  };
  if (options.json) console.log(JSON.stringify({ ...result, ...facts }));
  else for (const line of [`${options.strategy} on ${title}`, ...sentencesOf(result)]) console.log(line);
  return 0;
}
