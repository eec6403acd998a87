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

/**
 * Plays all rounds from step 0 on, a bet a round. Without a branch on who won: nobody can predict it, a processor neither.
 *
 * @param multipliers hundredths, oldest first
 * @param options `bankrollMinor`: all that may be lost; `marks`: filled with the profit after each so many rounds
 */
export function playFast(
  table: StepTable,
  multipliers: Int32Array,
  { bankrollMinor = null, marks = null }: { bankrollMinor?: number | null; marks?: ProfitMarks | null } = {},
): FastResult {
  const { stakes, cashOuts } = table, { next, gains } = outcomesOf(table);
  const bankroll = bankrollMinor ?? Infinity, rounds = multipliers.length, every = marks?.every ?? rounds + 1;
  let step = 0, staked = 0, won = 0, profit = 0, peak = 0, maxDrawdown = 0, at = 0, mark = every - 1;
  let winsInARow = 0, lossesInARow = 0, mostWins = 0, mostLosses = 0;
  for (; at < rounds; at += 1) {
    if (bankroll + profit < stakes[step]) break;
    // 1 for a won bet, 0 for a lost one.
    const isWon = ((multipliers[at] - cashOuts[step]) >> 31) + 1, outcome = (step << 1) | isWon;
    staked += stakes[step];
    profit += gains[outcome];
    step = next[outcome];
    won += isWon;
    peak = Math.max(peak, profit);
    maxDrawdown = Math.max(maxDrawdown, peak - profit);
    winsInARow = Math.imul(winsInARow + 1, isWon);
    lossesInARow = Math.imul(lossesInARow + 1, 1 - isWon);
    mostWins = Math.max(mostWins, winsInARow);
    mostLosses = Math.max(mostLosses, lossesInARow);
    if (at !== mark) continue;
    marks!.profits[(at + 1) / every - 1] = profit;
    mark += every;
  }
  marks?.profits.fill(profit, Math.floor(at / every));
  return {
    ...{ bets: at, won, staked, returned: staked + profit, profit, maxDrawdown, longestLosingStreak: mostLosses },
    ruinedAtRound: at < rounds ? at + 1 : null,
    isExact: Math.max(mostWins, mostLosses) < HISTORY_ROUNDS_MAX,
  };
}

/** By twice the step, and one more when its bet is won: the next step, and what the bet adds to the profit. */
function outcomesOf({ stakes, cashOuts, afterWin, afterLoss }: StepTable): { next: Int32Array; gains: Float64Array } {
  const next = new Int32Array(2 * stakes.length), gains = new Float64Array(2 * stakes.length);
  stakes.forEach((stakeMinor, step) => {
    next.set([afterLoss[step], afterWin[step]], 2 * step);
    gains.set([-stakeMinor, payoutOf({ stakeMinor, cashOutHundredths: cashOuts[step] }) - stakeMinor], 2 * step);
  });
  return { next, gains };
}

/** Where the profit is noted: after each so many rounds. */
export interface ProfitMarks {
  every: number;
  profits: Float64Array;
}
