/** How a strategy's stakes follow from what it won and lost: steps, each with a stake, a cash-out, and where a bet leads. Plays nothing. */
import { mustHold } from "../protocol/must_hold.ts";
import { CASH_OUT_MAX_HUNDREDTHS, CASH_OUT_MIN_HUNDREDTHS } from "../betting/bet_rules.ts";

export const STEPS_MAX = 64;

/** A step's number, counted from 0; `end`: the sequence is over; `ruin`: it is over, and all of its steps are lost. */
export type NextStep = number | "end" | "ruin";

export interface ProgressionStep {
  /** minor units */
  stakeMinor: number;
  /** hundredths */
  cashOutHundredths: number;
  onWin: NextStep;
  onLoss: NextStep;
}

/** A sequence begins on the first step. */
export type Progression = readonly ProgressionStep[];

/** What a ladder is made of: a step each, minor units and hundredths. */
export interface Ladder {
  stakesMinor: readonly number[];
  cashOutsHundredths: readonly number[];
}

/** What a table takes, minor units. */
export interface StakeLimits {
  minMinor?: number;
  maxMinor?: number;
}

/**
 * The progression of a ladder: one step up after a lost bet, the end after a won one, ruin after the last.
 *
 * @throws {RangeError} when it is no ladder
 */
export function ladderProgression({ stakesMinor, cashOutsHundredths }: Ladder): Progression {
  const last = stakesMinor.length - 1;
  if (stakesMinor.length !== cashOutsHundredths.length) {
    throw new RangeError(
      `Cannot climb ${stakesMinor.length} stakes with ${cashOutsHundredths.length} cash-outs; as many of each are right`,
    );
  }
  return checkProgression(stakesMinor.map((stakeMinor, step) => ({
    ...{ stakeMinor, cashOutHundredths: cashOutsHundredths[step], onWin: "end" },
    onLoss: step === last ? "ruin" : step + 1,
  })));
}

/** Returns it when it is one. @throws {RangeError} naming the step that is none */
export function checkProgression(progression: Progression): Progression {
  if (progression.length < 1 || progression.length > STEPS_MAX) {
    throw new RangeError(`Cannot play ${progression.length} steps; 1 to ${STEPS_MAX} are right`);
  }
  progression.forEach(({ stakeMinor, cashOutHundredths, onWin, onLoss }, step) => {
    if (!Number.isSafeInteger(stakeMinor) || stakeMinor <= 0) {
      throw new RangeError(`Cannot stake ${stakeMinor} on step ${step + 1}; a whole number above 0 is right`);
    }
    if (
      !Number.isSafeInteger(cashOutHundredths) || cashOutHundredths < CASH_OUT_MIN_HUNDREDTHS ||
      cashOutHundredths > CASH_OUT_MAX_HUNDREDTHS
    ) {
      throw new RangeError(
        `Cannot cash out at ${cashOutHundredths} hundredths on step ${step + 1}; 1.01 to 1000000.00 is right`,
      );
    }
    for (const next of [onWin, onLoss]) mustHold(typeof next === "string" || next in progression, `no step ${next}`);
  });
  return progression;
}

/** Steps whose stake a table does not take, counted from 1 as people count them. */
export function impossibleSteps(progression: Progression, limits: StakeLimits): number[] {
  return progression.flatMap((step, index) => isPossible(step, limits) ? [] : [index + 1]);
}

/**
 * The progression as a table lets it be played: a loss that leads to a step that it does not take is ruin, for nothing
 * can win the sequence back. Null when the first step is one of them.
 */
export function playable(progression: Progression, limits: StakeLimits): Progression | null {
  const kept = progression.flatMap((step, index) => isPossible(step, limits) ? [index] : []);
  if (kept[0] !== 0) return null;
  const cut = (next: NextStep, otherwise: NextStep): NextStep =>
    typeof next === "string" ? next : kept.includes(next) ? kept.indexOf(next) : otherwise;
  return kept.map((index) => {
    const step = progression[index];
    return { ...step, onWin: cut(step.onWin, "end"), onLoss: cut(step.onLoss, "ruin") };
  });
}

/** What a sequence has lost when it loses every bet down to its ruin, minor units. */
export function straightLossMinor(progression: Progression): number {
  let lostMinor = 0;
  const seen = new Set<number>();
  for (let step: NextStep = 0; typeof step === "number" && !seen.has(step); step = progression[step].onLoss) {
    seen.add(step);
    lostMinor += progression[step].stakeMinor;
  }
  return lostMinor;
}

function isPossible({ stakeMinor }: ProgressionStep, { minMinor = 0, maxMinor = Infinity }: StakeLimits): boolean {
  return stakeMinor >= minMinor && stakeMinor <= maxMinor;
}
