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

/** All that a tally has summed up, as data. */
export interface TallyState {
  totals: MoneyTotals;
  days: DayTotals[];
  curve: CurvePoint[];
  dayEndMs: number;
  peak: number;
  maxDrawdown: number;
  low: number;
  high: number;
  losses: number;
  longestLosingStreak: number;
  largestStake: number;
  fairVariance: number;
  refused: number;
  refusal: string | null;
  ruined: { round: number; atMs: number } | null;
}

const nothing = (): MoneyTotals => ({ rounds: 0, bets: 0, won: 0, staked: 0, returned: 0, profit: 0 });

const nothingYet = (): TallyState => ({
  ...{ totals: nothing(), days: [], curve: [], dayEndMs: 0, peak: 0, maxDrawdown: 0, low: 0, high: 0, losses: 0 },
  ...{ longestLosingStreak: 0, largestStake: 0, fairVariance: 0, refused: 0, refusal: null, ruined: null },
});

export class BacktestTally {
  readonly #every: number;
  readonly #sums: TallyState;

  /**
   * @param rounds how many will come: it says how far the curve's points stand apart
   * @param state what an earlier tally of the same rounds had come to; it is taken over
   */
  constructor(rounds: number, state: TallyState = nothingYet()) {
    this.#every = Math.max(1, Math.ceil(rounds / CURVE_POINTS_MAX));
    this.#sums = state;
  }

  /** Its own, and not a copy. */
  get state(): Readonly<TallyState> {
    return this.#sums;
  }

  /** Takes the next piece. */
  add({ from, rounds: { endedAtMs, multiplier }, bets }: PlayedPiece): void {
    const { stakes, codes, refused, refusal, ruinedAt } = bets;
    const worths = stakes.map((stake) => ({ ...stake, payoutMinor: payoutOf(stake), variance: varianceOf(stake) }));
    for (let at = 0; at < codes.length; at += 1) {
      if (!(endedAtMs[at] < this.#sums.dayEndMs)) this.#startDay(endedAtMs[at]);
      const worth = codes[at] === 0 ? null : worths[codes[at] - 1];
      if (worth) this.#settle(worth, wins(multiplier[at], worth));
      this.#sums.totals.rounds += 1;
      this.#sums.days[this.#sums.days.length - 1].rounds += 1;
      if (this.#sums.totals.rounds % this.#every === 0) this.#note();
    }
    this.#sums.refused += refused;
    this.#sums.refusal ??= refusal;
    if (ruinedAt !== null) this.#sums.ruined ??= { round: from + ruinedAt + 1, atMs: endedAtMs[ruinedAt] };
  }

  totals(): BacktestTotals {
    if (this.#sums.curve.at(-1)?.round !== this.#sums.totals.rounds) this.#note();
    const { totals, days, curve, maxDrawdown, longestLosingStreak, largestStake, ruined } = this.#sums;
    const { fairVariance, refused, refusal } = this.#sums;
    return {
      ...{ ...totals, maxDrawdown, longestLosingStreak, largestStake, fairVariance, refused, refusal, curve, days },
      ...{ ruinedAtRound: ruined?.round ?? null, ruinedAtMs: ruined?.atMs ?? null },
    };
  }

  #settle(
    { stakeMinor, payoutMinor, variance }: { stakeMinor: number; payoutMinor: number; variance: number },
    isWon: boolean,
  ): void {
    const returned = isWon ? payoutMinor : 0, sums = this.#sums;
    addBet(sums.totals, { stakeMinor, returned, isWon });
    addBet(sums.days[sums.days.length - 1], { stakeMinor, returned, isWon });
    const { profit } = sums.totals;
    if (profit > sums.peak) sums.peak = profit;
    if (sums.peak - profit > sums.maxDrawdown) sums.maxDrawdown = sums.peak - profit;
    if (profit < sums.low) sums.low = profit;
    if (profit > sums.high) sums.high = profit;
    sums.losses = isWon ? 0 : sums.losses + 1;
    if (sums.losses > sums.longestLosingStreak) sums.longestLosingStreak = sums.losses;
    if (stakeMinor > sums.largestStake) sums.largestStake = stakeMinor;
    sums.fairVariance += variance;
  }

  #startDay(atMs: number): void {
    const dayMs = dayStartMs(atMs), next = new Date(dayMs);
    next.setDate(next.getDate() + 1);
    this.#sums.dayEndMs = next.getTime();
    this.#sums.days.push({ dayMs, ...nothing() });
    if (this.#sums.days.length > DAYS_MAX) this.#sums.days.shift();
  }

  #note(): void {
    const { rounds, profit } = this.#sums.totals;
    this.#sums.curve.push({ round: rounds, profit, low: this.#sums.low, high: this.#sums.high });
    this.#sums.low = this.#sums.high = profit;
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
