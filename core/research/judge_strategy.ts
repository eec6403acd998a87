/** Plays a strategy over rounds that are over, in its cell, and judges its bets. */
import { payoutOf, wins } from "../betting/bet_rules.ts";
import { BetJudge } from "./bet_verdict.ts";
import type { RoundSeries } from "./round_series.ts";
import type { PlayTerms, StrategyCell } from "./strategy_cell.ts";

/**
 * Plays and counts; the judge may be asked at any moment afterwards.
 *
 * @param options `onProgress` is told of rounds played
 * @throws {HostError} what the strategy did wrong
 */
export async function judgeStrategy(
  cell: StrategyCell,
  series: RoundSeries,
  { terms, onProgress, signal }: { terms: PlayTerms; onProgress?: (rounds: number) => void; signal?: AbortSignal },
): Promise<BetJudge> {
  const judge = new BetJudge();
  for await (const { from, rounds, bets: { stakes, codes } } of cell.play(series, terms)) {
    signal?.throwIfAborted();
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
export function spanMs({ endedAtMs }: RoundSeries): number {
  return endedAtMs.length < 2 ? 0 : endedAtMs[endedAtMs.length - 1] - endedAtMs[0];
}
