/** `optimize`: searches a strategy's settings, lists the studies that were made, opens a study's hold-out once. */
import { resolve } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { findStrategy } from "../research/find_strategy.ts";
import { playHoldOut, search, termsOf } from "../research/optimiser.ts";
import { amount, percent } from "../research/figures.ts";
import { sentencesOf } from "../research/plain_words.ts";
import { loadRounds } from "../research/rounds_source.ts";
import type { SearchSpace } from "../research/search_space.ts";
import { StrategyCell } from "../research/strategy_cell.ts";
import { findStudy, listStudies, type Metric, openHoldOut, type Study } from "../research/study.ts";
import type { CommonOptions } from "./common_options.ts";
import { ProgressBar } from "./progress_bar.ts";
import { placesOf, rangeOf, type RangeOptions, type RoundsOptions, settingsOf, sourceOf } from "./research_places.ts";

const NO_TABLE = "backtest";
const SHOWN = 5;

export interface OptimizeOptions extends RoundsOptions, RangeOptions {
  strategy: string;
  grid: string[];
  set?: string[];
  random?: number;
  metric: Metric;
  bankroll?: number;
}

/** Searches and prints the best. */
export async function optimize(file: string | undefined, options: OptimizeOptions): Promise<number> {
  const places = await placesOf(options), source = sourceOf(file, options);
  const plugin = await findStrategy(options.strategy, places), rounds = await loadRounds(source, places);
  await using cell = await StrategyCell.open(plugin);
  const bar = new ProgressBar("searching");
  const { study, reproduced } = await search({ cell, plugin, rounds }, {
    ...{ source, space: spaceOf(options.grid), base: settingsOf(options.set), metric: options.metric },
    terms: {
      table: options.table ?? NO_TABLE,
      range: await rangeOf(options, places),
      bankrollMinor: options.bankroll === undefined ? null : Math.round(100 * options.bankroll),
    },
    ...{ seed: options.seed, tries: options.random ?? null, dataDir: places.dataDir, nowMs: Date.now() },
    onProgress: (done, all) => bar.update(done, all),
  });
  if (options.json) console.log(JSON.stringify({ ...study, reproduced }));
  else for (const line of linesOf(study, reproduced)) console.log(line);
  return reproduced === false ? 1 : 0;
}

/** Prints the studies, newest first. */
export async function studies(options: CommonOptions): Promise<number> {
  for (const study of await listStudies(resolve(options.data))) {
    const { id, strategy, tries, createdAtMs, openedAtMs } = study;
    const opened = openedAtMs === null ? "hold-out locked" : `hold-out opened at ${new Date(openedAtMs).toISOString()}`;
    const line = `${id} ${new Date(createdAtMs).toISOString()} ${strategy}: ${tries} settings, ${opened}`;
    console.log(options.json ? JSON.stringify(study) : line);
  }
  return 0;
}

/** Plays a study's best settings on the rounds that the search never saw, once and for all. */
export async function openStudy(id: string, options: CommonOptions): Promise<number> {
  const places = await placesOf(options), study = await findStudy(places.dataDir, id);
  if (!study) throw new HostError("bad_config", `Cannot open study ${id}: there is none in ${places.dataDir}`);
  const opened = await openHoldOut(places.dataDir, {
    study,
    nowMs: Date.now(),
    play: async () => {
      const plugin = await findStrategy(study.strategy, places), rounds = await loadRounds(study.source, places);
      await using cell = await StrategyCell.open(plugin, termsOf(study).settings);
      return await playHoldOut({ cell, rounds }, study);
    },
  });
  const { holdOut, tries } = opened;
  if (options.json) console.log(JSON.stringify(opened));
  else {
    for (const line of sentencesOf(holdOut as unknown as Parameters<typeof sentencesOf>[0])) console.log(line);
    console.log(`It was the best of ${tries} settings: of so many some always look good by luck.`);
  }
  return 0;
}

function linesOf(
  { id, strategy, tries, best, trainRounds, holdOutRounds }: Study,
  reproduced: boolean | null,
): string[] {
  const again = reproduced === null ? [] : [
    reproduced
      ? "The same search was made before and came to the same."
      : "THE SAME SEARCH WAS MADE BEFORE AND CAME TO SOMETHING ELSE.",
  ];
  return [
    `${strategy}: ${tries} settings on ${trainRounds} rounds; the newest ${holdOutRounds} are kept unseen`,
    ...best.slice(0, SHOWN).map(({ settings, profit, staked, maxDrawdown }) =>
      `${amount(profit).padStart(14)} (${percent(staked === 0 ? 0 : profit / staked)} of stakes), deepest fall ${
        amount(maxDrawdown)
      }: ${JSON.stringify(settings)}`
    ),
    ...again,
    "By the law of the game the best is the luckiest, no more.",
    `studies open ${id} tests it on the unseen rounds, once.`,
  ];
}

/** `key=1,2,3` or `key=100..500:50`; values are JSON. */
function spaceOf(grid: readonly string[]): SearchSpace {
  return Object.fromEntries(grid.map((text) => {
    const at = text.indexOf("="), name = text.slice(0, at), values = text.slice(at + 1);
    if (at < 1 || values === "") {
      throw new HostError(
        "bad_config",
        `Cannot search ${JSON.stringify(text)}: key=1,2,3 or key=100..500:50 is wanted`,
      );
    }
    const range = /^(\d+)\.\.(\d+)(?::(\d+))?$/.exec(values);
    return [name, range ? rangeValues(text, range.slice(1).map(Number)) : listed(text, values)];
  }));
}

function rangeValues(text: string, [from, to, given]: number[]): number[] {
  // What was not given is NaN.
  const step = Number.isNaN(given) ? 1 : given, count = Math.floor((to - from) / step) + 1;
  if (!(count >= 1 && count <= 10_000)) {
    throw new HostError("bad_config", `Cannot search ${JSON.stringify(text)}: 1 to 10000 steps upwards are wanted`);
  }
  return Array.from({ length: count }, (_, index) => from + index * step);
}

function listed(text: string, values: string): unknown[] {
  try {
    return JSON.parse(`[${values}]`);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot search ${JSON.stringify(text)}: its values are no JSON`, { cause });
  }
}
