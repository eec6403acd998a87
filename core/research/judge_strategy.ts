/** Plays a strategy over rounds that are over, in its cell, and judges its bets; what is tried is counted. */
import { payoutOf, wins } from "../betting/bet_rules.ts";
import type { LoadedPlugin } from "../cells/plugin_store.ts";
import type { BetVerdict } from "../protocol/verdict.ts";
import { BetJudge } from "./bet_verdict.ts";
import type { LoadedRounds, RoundsSource } from "./rounds_source.ts";
import type { RoundSeries } from "./round_series.ts";
import { type PlayTerms, StrategyCell } from "./strategy_cell.ts";
import { fingerprintOf } from "./study.ts";
import { type NotedTrial, noteTrialOn } from "./trial_book.ts";

export interface JudgeOptions {
  terms: PlayTerms;
  /** where the rounds come from */
  source: Pick<RoundsSource, "kind">;
  /** where tries are counted */
  dataDir: string;
  rtp?: number;
  /** told of rounds played */
  onProgress?: (rounds: number) => void;
}

/**
 * The verdict on one strategy with one set of settings and these rounds.
 *
 * @throws {HostError} what the strategy did wrong; `storage` when tries cannot be counted
 */
export async function judgePlugin(
  plugin: LoadedPlugin,
  { series, title }: Pick<LoadedRounds, "series" | "title">,
  { terms, source, dataDir, rtp, onProgress }: JudgeOptions,
): Promise<BetVerdict> {
  await using cell = await StrategyCell.open(plugin, terms.settings);
  const judge = await judgeStrategy(cell, series, { terms, onProgress });
  const trial = await noteTrialOn(source, { dataDir, ...playedTrial(plugin, { terms, title }) });
  return judge.verdict({ ...trial, ...(rtp === undefined ? {} : { rtp }), playedMs: spanMs(series) });
}

/** One strategy with one set of settings on these rounds, as a try: a backtest and a verdict of the same are one. */
export function playedTrial(
  { manifest: { name }, hash }: LoadedPlugin,
  { terms: { settings, range }, title }: { terms: PlayTerms; title: string },
): NotedTrial {
  const key = [name, hash, fingerprintOf({ settings, range }), title].join("/").slice(0, 512);
  return { key, title: `${name} on ${title}`, nowMs: Date.now() };
}

/**
 * Plays and counts; the judge may be asked at any moment afterwards.
 *
 * @param options `onProgress` is told of rounds played
 * @throws {HostError} what the strategy did wrong
 */
async function judgeStrategy(
  cell: StrategyCell,
  series: RoundSeries,
  { terms, onProgress }: { terms: PlayTerms; onProgress?: (rounds: number) => void },
): Promise<BetJudge> {
  const judge = new BetJudge();
  for await (const { from, rounds, bets: { stakes, codes } } of cell.play(series, terms)) {
    for (let at = 0; at < codes.length; at += 1) {
      if (codes[at] === 0) continue;
      const stake = stakes[codes[at] - 1];
      judge.add({ ...stake, returnedMinor: wins(rounds.multiplier[at], stake) ? payoutOf(stake) : 0 });
    }
    onProgress?.(from + codes.length);
  }
  return judge;
}

/** Milliseconds from the first round to the last. */
function spanMs({ endedAtMs }: RoundSeries): number {
  return endedAtMs.length < 2 ? 0 : endedAtMs[endedAtMs.length - 1] - endedAtMs[0];
}
