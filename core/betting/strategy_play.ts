/**
 * Plays a strategy over finished rounds, one after the other: what a table's agent does live, without screen and clock. It
 * runs beside the plugin in its worker and hands over bets, not results: whoever asked settles them by the same rules.
 */
import { type Decision, type HistoryRound, LADDER_STEPS_MAX, type PlayedBefore } from "../protocol/bet.ts";
import { chosenStake, outsideTable, payoutOf, type Stake, type StakeRange, wins, wrongNumbers } from "./bet_rules.ts";
import { PlayedRounds } from "./played_rounds.ts";

/** Rounds in columns, oldest first: ends in epoch milliseconds, final multipliers in hundredths. */
export interface RoundColumns {
  endedAtMs: Float64Array;
  multiplier: Int32Array;
}

/** What was bet on each of these rounds: `codes` has 0 for no bet, else 1 + an index of `stakes`. */
export interface PlayedBets {
  stakes: Stake[];
  codes: Uint16Array;
  /** bets that the table would not have taken, and the first one's reason */
  refused: number;
  refusal: string | null;
  /** index of the round whose stake the bankroll could not pay; play ended there */
  ruinedAt: number | null;
}

export interface StrategyPlayOptions {
  decide: (history: readonly HistoryRound[], context: DecideContext) => Decision | null;
  table: string;
  range: StakeRange;
  /** already frozen */
  config: Record<string, unknown>;
  /** all that may be lost, minor units; null: without end */
  bankrollMinor: number | null;
  /** default: nothing */
  before?: PlayedBefore;
}

interface DecideContext extends StakeRange {
  table: string;
  nowMs: number;
  config: Record<string, unknown>;
}

type SettledBet = NonNullable<HistoryRound["bet"]>;

/** The first rounds, and then every so many, are asked again with a frozen copy: a strategy that keeps or changes things shows. */
const CHECKED_FIRST = 128, CHECKED_EVERY = 4096;

export class StrategyPlay {
  readonly #options: StrategyPlayOptions;
  readonly #played = new PlayedRounds();
  #balanceMinor: number;
  #isRuined = false;
  /** rounds are numbered from 1, as they come */
  #roundId = 0;
  #nowMs = 0;

  constructor(options: StrategyPlayOptions) {
    this.#options = options;
    const { bankrollMinor, before } = options;
    this.#balanceMinor = (bankrollMinor ?? Infinity) + (before?.profitMinor ?? 0);
    if (!before) return;
    this.#isRuined = before.isRuined;
    this.#roundId = before.rounds;
    this.#nowMs = before.history.at(-1)?.endedAtMs ?? 0;
    this.#played.restore(before.history);
  }

  /**
   * Plays the next rounds. Before each the strategy is asked at the moment at which the round before it ended.
   *
   * @throws {TypeError} when an answer is no decision, or another one for the same history
   */
  play({ endedAtMs, multiplier }: RoundColumns): PlayedBets {
    const bets = new BetCodes(multiplier.length);
    let ruinedAt: number | null = null;
    for (let at = 0; at < multiplier.length; at++) {
      const roundId = this.#roundId += 1, stake = this.#isRuined ? null : this.#stakeFor(roundId, bets);
      if (stake !== null && stake.stakeMinor > this.#balanceMinor) {
        this.#isRuined = true;
        ruinedAt = at;
      }
      const bet = stake === null || this.#isRuined ? null : this.#settle(stake, multiplier[at]);
      if (bet) bets.note(at, bet);
      this.#played.push({ roundId, multiplier: multiplier[at], endedAtMs: endedAtMs[at], bet });
      this.#nowMs = endedAtMs[at];
    }
    return { ...bets.done(), ruinedAt };
  }

  #stakeFor(roundId: number, bets: BetCodes): Stake | null {
    const { range } = this.#options, stake = chosenStake(this.#ask(roundId));
    if (stake === null) return null;
    const refusal = wrongNumbers(stake) ?? outsideTable(stake, range);
    if (refusal === null) return stake;
    bets.refuse(refusal);
    return null;
  }

  #ask(roundId: number): Decision | null {
    const decision = this.#decide(this.#played.last());
    if (decision !== null && !isDecision(decision)) {
      throw new TypeError(`Cannot bet on round ${roundId}: the strategy answered ${JSON.stringify(decision)}`);
    }
    if (roundId <= CHECKED_FIRST || roundId % CHECKED_EVERY === 0) this.#askAgain(roundId, decision);
    return decision;
  }

  #decide(history: readonly HistoryRound[]): Decision | null {
    const { table, range: { stakeMinMinor, stakeMaxMinor }, config } = this.#options;
    // An object of its own each time: what a strategy keeps of it does not change.
    try {
      return this.#options.decide(history, { table, nowMs: this.#nowMs, stakeMinMinor, stakeMaxMinor, config });
    } catch (cause) {
      throw new TypeError(`Cannot bet on round ${this.#roundId}: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    }
  }

  #askAgain(roundId: number, first: Decision | null): void {
    const copy = this.#played.last().map((round) =>
      Object.freeze({ ...round, bet: round.bet && Object.freeze(round.bet) })
    );
    const [was, is] = [first, this.#decide(Object.freeze(copy))].map((decision) => JSON.stringify(decision));
    if (was === is) return;
    throw new TypeError(
      `Cannot bet on round ${roundId}: for the same history the strategy answered ${was}, then ${is}`,
    );
  }

  #settle(stake: Stake, multiplier: number): SettledBet {
    const bet = settled(stake, multiplier);
    this.#balanceMinor += bet.payoutMinor - bet.stakeMinor;
    return bet;
  }
}

/** A bet on a round that is over, as strategies see it. */
export function settled(stake: Stake, multiplier: number): SettledBet {
  const { stakeMinor, cashOutHundredths } = stake;
  return wins(multiplier, stake)
    ? { stakeMinor, cashOutHundredths, state: "won", payoutMinor: payoutOf(stake) }
    : { stakeMinor, cashOutHundredths, state: "lost", payoutMinor: 0 };
}

/** Whether an answer is one that the core takes from a cell: a ladder and one of its steps, or -1. */
export function isDecision(value: unknown): value is Decision {
  if (typeof value !== "object" || value === null) return false;
  const { betAmounts, autoStops, currentIndex } = value as Decision;
  return isLadder(betAmounts) && isLadder(autoStops) && betAmounts.length === autoStops.length &&
    Number.isSafeInteger(currentIndex) && currentIndex >= -1 && currentIndex < betAmounts.length;
}

function isLadder(value: unknown): value is number[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > LADDER_STEPS_MAX) return false;
  for (let at = 0; at < value.length; at += 1) if (!isAmount(value[at])) return false;
  return true;
}

/** A whole number above 0. Small ones are told by one comparison: this is asked of every step at every round of a backtest. */
function isAmount(value: unknown): boolean {
  return typeof value === "number" && value > 0 && ((value | 0) === value || Number.isSafeInteger(value));
}

/** Bets by code: strategies use few different stakes. */
class BetCodes {
  readonly #stakes: Stake[] = [];
  readonly #codes: Uint16Array;
  readonly #codeOf = new Map<number, Map<number, number>>();
  #refused = 0;
  #refusal: string | null = null;

  constructor(rounds: number) {
    this.#codes = new Uint16Array(rounds);
  }

  note(at: number, { stakeMinor, cashOutHundredths }: Stake): void {
    let ofStake = this.#codeOf.get(stakeMinor);
    if (!ofStake) this.#codeOf.set(stakeMinor, ofStake = new Map());
    let code = ofStake.get(cashOutHundredths);
    if (code === undefined) {
      code = this.#stakes.push({ stakeMinor, cashOutHundredths });
      ofStake.set(cashOutHundredths, code);
    }
    this.#codes[at] = code;
  }

  refuse(reason: string): void {
    this.#refused += 1;
    this.#refusal ??= reason;
  }

  done(): Omit<PlayedBets, "ruinedAt"> {
    return { stakes: this.#stakes, codes: this.#codes, refused: this.#refused, refusal: this.#refusal };
  }
}
