/** The exact risk of a progression under the game's law P(multiplier ≥ m) = rtp/m: pure mathematics, no history, no prediction. */
import { payoutOf } from "../betting/bet_rules.ts";
import { reachProbability, RETURN_TO_PLAYER } from "./law.ts";
import type { NextStep, Progression, ProgressionStep } from "./progression.ts";

/** Of one sequence, from its first bet to its end or its ruin. */
export interface SequenceRisk {
  /** 0 to 1 */
  ruinPerSequence: number;
  betsPerSequence: number;
  stakedPerSequenceMinor: number;
  /** positive: what a sequence loses on average, payouts rounded down as the table does */
  lossPerSequenceMinor: number;
  /** of sequences played one after the other, bets until the first ruin ends; null when there is none */
  expectedRoundsToRuin: number | null;
}

/** What a won bet adds, minor units. */
export function gainMinor(step: ProgressionStep): number {
  return payoutOf(step) - step.stakeMinor;
}

/** Exact: the expected number of visits to each step is the solution of one linear system. */
export function sequenceRisk(
  progression: Progression,
  { rtp = RETURN_TO_PLAYER }: { rtp?: number } = {},
): SequenceRisk {
  const visits = visitsOf(progression, rtp);
  const sum = (value: (step: ProgressionStep) => number) =>
    progression.reduce((total, step, index) => total + visits[index] * value(step), 0);
  const ruinPerSequence = sum((step) => chanceOf("ruin", { step, rtp }));
  const betsPerSequence = sum(() => 1);
  return {
    ruinPerSequence,
    betsPerSequence,
    stakedPerSequenceMinor: sum(({ stakeMinor }) => stakeMinor),
    lossPerSequenceMinor: sum((step) =>
      step.stakeMinor - reachProbability(step.cashOutHundredths, rtp) * payoutOf(step)
    ),
    expectedRoundsToRuin: ruinPerSequence > 0 ? betsPerSequence / ruinPerSequence : null,
  };
}

/** The chance that at least one of the sequences played in so many rounds ends in ruin; by the steps' probabilities, a round at a time. */
export function ruinWithinRounds(
  progression: Progression,
  { rounds, rtp = RETURN_TO_PLAYER }: { rounds: number; rtp?: number },
): number {
  let standing = new Float64Array(progression.length), ruined = 0;
  standing[0] = 1;
  for (let round = 0; round < rounds; round++) {
    const next = new Float64Array(progression.length);
    progression.forEach(({ cashOutHundredths, onWin, onLoss }, index) => {
      const win = reachProbability(cashOutHundredths, rtp);
      for (const [to, chance] of [[onWin, win], [onLoss, 1 - win]] as const) {
        if (to === "ruin") ruined += standing[index] * chance;
        else next[to === "end" ? 0 : to] += standing[index] * chance;
      }
    });
    standing = next;
  }
  return ruined;
}

/** Expected visits to each step in a sequence: v = e₀ + Pᵀ v. */
export function visitsOf(progression: Progression, rtp: number): number[] {
  const rows = progression.map((_, to) => [
    ...progression.map((step, from) => (from === to ? 1 : 0) - chanceOf(to, { step, rtp })),
    to === 0 ? 1 : 0,
  ]);
  return solve(rows);
}

function chanceOf(next: NextStep, { step, rtp }: { step: ProgressionStep; rtp: number }): number {
  const win = reachProbability(step.cashOutHundredths, rtp);
  return (step.onWin === next ? win : 0) + (step.onLoss === next ? 1 - win : 0);
}

/** Gauss with the largest pivot; each row ends with its right side. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row][column]) > Math.abs(rows[pivot][column])) pivot = row;
    }
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    if (rows[column][column] === 0) throw new RangeError("Cannot judge steps: a sequence of them never ends");
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const factor = rows[row][column] / rows[column][column];
      if (factor !== 0) { for (let at = column; at <= size; at++) rows[row][at] -= factor * rows[column][at]; }
    }
  }
  return rows.map((row, index) => row[size] / row[index]);
}
