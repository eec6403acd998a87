/** What the bets of a backtest come to: money, drawdown, streaks, days, the way of the profit. Settles by the rules of live bets; asks no strategy. */
import { payoutOf, wins } from "../betting/bet_rules.ts";
import { dayStartMs } from "../betting/tally.ts";
import { reachProbability } from "./law.ts";
import type { PlayedPiece } from "./strategy_cell.ts";

/** Points of the profit's way. */
const CURVE_POINTS_MAX = 400;
/** Days of the table that are kept; the latest. */
const DAYS_MAX = 3_660;

/** Sums over some bets, minor units. */
export interface MoneyTotals {
  rounds: number;
  bets: number;
  won: number;
  staked: number;
  returned: number;
  /** returned less staked */
  profit: number;
}

/** One local day. */
export interface DayTotals extends MoneyTotals {
  /** local midnight at its beginning, epoch milliseconds */
  dayMs: number;
}

/** The profit after so many rounds, and its lowest and highest since the point before, minor units. */
export interface CurvePoint {
  round: number;
  profit: number;
  low: number;
  high: number;
}

/** All that a backtest found, money in minor units. */
export interface BacktestTotals extends MoneyTotals {
  /** deepest fall of the profit below its own peak, the start counting as 0 */
  maxDrawdown: number;
  longestLosingStreak: number;
  largestStake: number;
  /** of the profit by the law of a table that pays 97 %, minor units squared: what luck alone makes */
  fairVariance: number;
  /** bets that the table would not have taken, and the first one's reason */
  refused: number;
  refusal: string | null;
  /** round from 1 on whose stake the bankroll could not pay; null: never */
  ruinedAtRound: number | null;
  ruinedAtMs: number | null;
  curve: CurvePoint[];
  days: DayTotals[];
}

const nothing = (): MoneyTotals => ({ rounds: 0, bets: 0, won: 0, staked: 0, returned: 0, profit: 0 });

export class BacktestTally {
  readonly #every: number;
  readonly #totals: MoneyTotals = nothing();
  readonly #days: DayTotals[] = [];
  readonly #curve: CurvePoint[] = [];
  #dayEndMs = -Infinity;
  #peak = 0;
  #maxDrawdown = 0;
  #low = 0;
  #high = 0;
  #losses = 0;
  #longestLosingStreak = 0;
  #largestStake = 0;
  #fairVariance = 0;
  #refused = 0;
  #refusal: string | null = null;
  #ruined: { round: number; atMs: number } | null = null;

  /** @param rounds how many will come: it says how far the curve's points stand apart */
  constructor(rounds: number) {
    this.#every = Math.max(1, Math.ceil(rounds / CURVE_POINTS_MAX));
  }

  /** Takes the next piece. */
  add({ from, rounds: { endedAtMs, multiplier }, bets }: PlayedPiece): void {
    const { stakes, codes, refused, refusal, ruinedAt } = bets;
    const worths = stakes.map((stake) => ({ ...stake, payoutMinor: payoutOf(stake), variance: varianceOf(stake) }));
    for (let at = 0; at < codes.length; at += 1) {
      if (!(endedAtMs[at] < this.#dayEndMs)) this.#startDay(endedAtMs[at]);
      const worth = codes[at] === 0 ? null : worths[codes[at] - 1];
      if (worth) this.#settle(worth, wins(multiplier[at], worth));
      this.#totals.rounds += 1;
      this.#days[this.#days.length - 1].rounds += 1;
      if (this.#totals.rounds % this.#every === 0) this.#note();
    }
    this.#refused += refused;
    this.#refusal ??= refusal;
    if (ruinedAt !== null) this.#ruined ??= { round: from + ruinedAt + 1, atMs: endedAtMs[ruinedAt] };
  }

  totals(): BacktestTotals {
    if (this.#curve.at(-1)?.round !== this.#totals.rounds) this.#note();
    return {
      ...this.#totals,
      maxDrawdown: this.#maxDrawdown,
      longestLosingStreak: this.#longestLosingStreak,
      largestStake: this.#largestStake,
      fairVariance: this.#fairVariance,
      refused: this.#refused,
      refusal: this.#refusal,
      ruinedAtRound: this.#ruined?.round ?? null,
      ruinedAtMs: this.#ruined?.atMs ?? null,
      curve: this.#curve,
      days: this.#days,
    };
  }

  #settle(
    { stakeMinor, payoutMinor, variance }: { stakeMinor: number; payoutMinor: number; variance: number },
    isWon: boolean,
  ): void {
    const returned = isWon ? payoutMinor : 0;
    addBet(this.#totals, { stakeMinor, returned, isWon });
    addBet(this.#days[this.#days.length - 1], { stakeMinor, returned, isWon });
    const { profit } = this.#totals;
    if (profit > this.#peak) this.#peak = profit;
    if (this.#peak - profit > this.#maxDrawdown) this.#maxDrawdown = this.#peak - profit;
    if (profit < this.#low) this.#low = profit;
    if (profit > this.#high) this.#high = profit;
    this.#losses = isWon ? 0 : this.#losses + 1;
    if (this.#losses > this.#longestLosingStreak) this.#longestLosingStreak = this.#losses;
    if (stakeMinor > this.#largestStake) this.#largestStake = stakeMinor;
    this.#fairVariance += variance;
  }

  #startDay(atMs: number): void {
    const dayMs = dayStartMs(atMs), next = new Date(dayMs);
    next.setDate(next.getDate() + 1);
    this.#dayEndMs = next.getTime();
    this.#days.push({ dayMs, ...nothing() });
    if (this.#days.length > DAYS_MAX) this.#days.shift();
  }

  #note(): void {
    const { rounds, profit } = this.#totals;
    this.#curve.push({ round: rounds, profit, low: this.#low, high: this.#high });
    this.#low = this.#high = profit;
  }
}

function addBet(
  totals: MoneyTotals,
  { stakeMinor, returned, isWon }: { stakeMinor: number; returned: number; isWon: boolean },
): void {
  totals.bets += 1;
  if (isWon) totals.won += 1;
  totals.staked += stakeMinor;
  totals.returned += returned;
  totals.profit += returned - stakeMinor;
}

/** Of one bet's return by the law of a table that pays 97 %, minor units squared. */
function varianceOf({ stakeMinor, cashOutHundredths }: { stakeMinor: number; cashOutHundredths: number }): number {
  const share = reachProbability(cashOutHundredths), back = stakeMinor * cashOutHundredths / 100;
  return back * back * share * (1 - share);
}
