/** One backtest from beginning to end: a strategy in its cell plays rounds event by event, and its bets are settled and summed up. */
import type { RoundColumns } from "../betting/strategy_play.ts";
import type { BacktestCheckpoint } from "./backtest_checkpoint.ts";
import { BacktestTally, type BacktestTotals } from "./backtest_tally.ts";
import { RETURN_TO_PLAYER } from "./law.ts";
import type { PlayTerms, StrategyCell } from "./strategy_cell.ts";

/** What the law says of the same bets, minor units. */
export interface LawSays {
  /** what such bets win on average: a loss */
  expectedProfit: number;
  /** how far luck alone carries the profit from it: standard deviation */
  luck: number;
  /** how many of those the profit lies off */
  deviations: number;
}

export interface BacktestResult extends BacktestTotals {
  /** profit a unit staked; null when nothing was bet */
  returnPerUnit: number | null;
  law: LawSays;
}

export interface BacktestOptions {
  terms: PlayTerms;
  onProgress?: (rounds: number) => void;
  signal?: AbortSignal;
  kept?: BacktestCheckpoint;
}

/**
 * Plays and sums up.
 *
 * @param options `onProgress` is told of rounds played; `signal` ends it with its reason; `kept` goes on behind what an
 *   earlier run of the same backtest has played
 * @throws {HostError} what the strategy did wrong
 */
export async function runBacktest(
  cell: StrategyCell,
  rounds: RoundColumns,
  { terms, onProgress, signal, kept }: BacktestOptions,
): Promise<BacktestResult> {
  const tally = new BacktestTally(rounds.multiplier.length, kept?.tally ?? undefined);
  for await (const piece of cell.play(rounds, terms, kept?.before)) {
    signal?.throwIfAborted();
    tally.add(piece);
    await kept?.note(piece, tally);
    onProgress?.(piece.from + piece.bets.codes.length);
  }
  await kept?.remove();
  return judged(tally.totals());
}

/** Puts the law's word beside the sums. */
export function judged(totals: BacktestTotals): BacktestResult {
  const { staked, profit, fairVariance } = totals;
  const expectedProfit = (RETURN_TO_PLAYER - 1) * staked, luck = Math.sqrt(fairVariance);
  return {
    ...totals,
    returnPerUnit: staked === 0 ? null : profit / staked,
    law: { expectedProfit, luck, deviations: luck === 0 ? 0 : (profit - expectedProfit) / luck },
  };
}
