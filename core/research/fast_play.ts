/**
 * A strategy as a table of steps, played over a column of multipliers as fast as they can be read: the sweep's path. It
 * knows how it is bounded: a strategy sees 100 rounds, so a run of as many equal outcomes is not its business.
 */
import { payoutOf } from "../betting/bet_rules.ts";
import { HISTORY_ROUNDS_MAX } from "../protocol/bet.ts";

/** A progression in columns, an entry a step; play begins on step 0. */
export interface StepTable {
  /** minor units */
  stakes: Float64Array;
  /** hundredths */
  cashOuts: Int32Array;
  /** the step after a won bet, and after a lost one */
  afterWin: Int32Array;
  afterLoss: Int32Array;
}

/** What playing came to, minor units. */
export interface FastResult {
  bets: number;
  won: number;
  staked: number;
  returned: number;
  profit: number;
  maxDrawdown: number;
  longestLosingStreak: number;
  /** round from 1 on whose stake the bankroll could not pay; null: never */
  ruinedAtRound: number | null;
  /** false: so many equal outcomes came one after the other that only the strategy itself knows what it would have done */
  isExact: boolean;
}

/** Puts steps into columns: stake, cash-out, the step after a won bet and after a lost one. */
export function stepTable(steps: readonly (readonly [number, number, number, number])[]): StepTable {
  return {
    stakes: Float64Array.from(steps, ([stakeMinor]) => stakeMinor),
    cashOuts: Int32Array.from(steps, ([, cashOutHundredths]) => cashOutHundredths),
    afterWin: Int32Array.from(steps, ([, , afterWin]) => afterWin),
    afterLoss: Int32Array.from(steps, ([, , , afterLoss]) => afterLoss),
  };
}

/** What a won bet of each step brings, stake included, minor units. */
function payoutsOf({ stakes, cashOuts }: StepTable): Float64Array {
  return stakes.map((stakeMinor, step) => payoutOf({ stakeMinor, cashOutHundredths: cashOuts[step] }));
}

/**
 * Plays all rounds from step 0 on, a bet a round.
 *
 * @param multipliers hundredths, oldest first
 * @param options `bankrollMinor`: all that may be lost; `marks`: filled with the profit after each so many rounds
 */
export function playFast(
  table: StepTable,
  multipliers: Int32Array,
  { bankrollMinor = null, marks = null }: { bankrollMinor?: number | null; marks?: ProfitMarks | null } = {},
): FastResult {
  const { stakes, cashOuts, afterWin, afterLoss } = table, payouts = payoutsOf(table);
  const bankroll = bankrollMinor ?? Infinity, rounds = multipliers.length, every = marks?.every ?? rounds + 1;
  let step = 0, staked = 0, returned = 0, won = 0, peak = 0, profit = 0, maxDrawdown = 0;
  let wonInARow = 0, lostInARow = 0, mostWon = 0, mostLost = 0, at = 0, mark = every - 1;
  for (; at < rounds; at += 1) {
    const stake = stakes[step];
    if (bankroll + profit < stake) break;
    staked += stake;
    if (multipliers[at] >= cashOuts[step]) {
      returned += payouts[step];
      won += 1;
      if (lostInARow > mostLost) mostLost = lostInARow;
      lostInARow = 0;
      wonInARow += 1;
      step = afterWin[step];
      profit = returned - staked;
      if (profit > peak) peak = profit;
    } else {
      if (wonInARow > mostWon) mostWon = wonInARow;
      wonInARow = 0;
      lostInARow += 1;
      step = afterLoss[step];
      profit = returned - staked;
      if (peak - profit > maxDrawdown) maxDrawdown = peak - profit;
    }
    if (at === mark) {
      marks!.profits[(at + 1) / every - 1] = profit;
      mark += every;
    }
  }
  marks?.profits.fill(profit, Math.floor(at / every));
  mostLost = Math.max(mostLost, lostInARow);
  return {
    ...{ bets: at, won, staked, returned, profit, maxDrawdown, longestLosingStreak: mostLost },
    ruinedAtRound: at < rounds ? at + 1 : null,
    isExact: Math.max(mostLost, mostWon, wonInARow) < HISTORY_ROUNDS_MAX,
  };
}

/** Where the profit is noted: after each so many rounds. */
export interface ProfitMarks {
  every: number;
  profits: Float64Array;
}
