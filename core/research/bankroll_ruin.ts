/** The chance that a progression plays a bankroll down, by dynamic programming over balance and step. Simulates nothing. */
import type { Progression } from "./progression.ts";
import { reachProbability, RETURN_TO_PLAYER } from "./law.ts";
import { gainMinor, visitsOf } from "./ruin.ts";

/** Additions that an answer may take unless told; where a finer grid would take more, it is made coarser, and the answer says so. */
export const ADDITIONS_MAX = 30_000_000;
/** Balances so many standard deviations above the start are reached by no more than 1e-9 of the probability. */
const DEVIATIONS = 6;

export interface BankrollRuin {
  /** that the bankroll cannot pay the next stake within the rounds, 0 to 1 */
  probability: number;
  /** whether every balance that can be reached was told apart; else amounts were rounded, without bias */
  isExact: boolean;
}

interface Move {
  /** cells */
  by: number;
  chance: number;
  to: number;
}

export interface BankrollOptions {
  /** all that may be lost, minor units */
  bankrollMinor: number;
  rounds: number;
  rtp?: number;
  additionsMax?: number;
}

/** Plays so many rounds; after an end or a ruin the next sequence begins. */
export function bankrollRuin(progression: Progression, options: BankrollOptions): BankrollRuin {
  const { bankrollMinor, rounds, rtp = RETURN_TO_PLAYER, additionsMax = ADDITIONS_MAX } = options;
  const topMinor = bankrollMinor + headroomMinor(progression, { rounds, rtp });
  const finest = commonUnit(progression), cellsMax = additionsMax / Math.max(1, 2 * progression.length * rounds);
  const unit = Math.max(finest, Math.ceil(topMinor / cellsMax)), isExact = unit === finest;
  const cells = Math.floor(topMinor / unit) + 1;
  // A remainder below the common unit can pay for no bet.
  const start = isExact ? Math.floor(bankrollMinor / unit) : bankrollMinor / unit;
  const needed = progression.map(({ stakeMinor }) => Math.ceil(stakeMinor / unit - 1e-9));
  const moves = progression.map((_, step) => movesOf(progression, { step, unit, rtp }));
  let standing = progression.map(() => new Float64Array(cells)), spare = progression.map(() => new Float64Array(cells));
  let ruined = 0;
  for (const [cell, share] of between(start)) {
    if (cell < needed[0]) ruined += share;
    else standing[0][cell] += share;
  }
  for (let round = 0; round < rounds; round++) {
    for (const row of spare) row.fill(0);
    progression.forEach((_, step) => {
      for (const move of moves[step]) ruined += shift(standing[step], { ...move, into: spare[move.to], needed });
    });
    [standing, spare] = [spare, standing];
  }
  return { probability: Math.min(1, ruined), isExact };
}

/** Moves all balances of a step at once; returns how much probability can no longer pay its next stake. */
function shift(
  from: Float64Array,
  { by, chance, to, into, needed }: Move & { into: Float64Array; needed: readonly number[] },
): number {
  const top = into.length - 1, least = needed[to];
  let ruined = 0;
  for (let cell = 0; cell <= top; cell++) {
    if (from[cell] === 0) continue;
    const target = cell + by;
    if (target < least) ruined += from[cell] * chance;
    // So far up nothing can be lost any more within the rounds that are left.
    else into[Math.min(target, top)] += from[cell] * chance;
  }
  return ruined;
}

function movesOf(
  progression: Progression,
  { step, unit, rtp }: { step: number; unit: number; rtp: number },
): Move[] {
  const { stakeMinor, cashOutHundredths, onWin, onLoss } = progression[step];
  const win = reachProbability(cashOutHundredths, rtp), gain = gainMinor(progression[step]);
  const outcomes = [[gain, win, onWin], [-stakeMinor, 1 - win, onLoss]] as const;
  return outcomes.flatMap(([minor, chance, next]) =>
    between(minor / unit).map(([by, share]) => ({
      by,
      chance: chance * share,
      to: typeof next === "number" ? next : 0,
    }))
  );
}

/** The cells around a place, each with its share, so that the mean stays what it is. */
function between(place: number): [cell: number, share: number][] {
  const low = Math.floor(place + 1e-9), share = place - low;
  return share <= 1e-9 ? [[low, 1]] : [[low, 1 - share], [low + 1, share]];
}

/** The largest amount of which all stakes and gains are multiples, minor units. */
function commonUnit(progression: Progression): number {
  const divisor = (a: number, b: number): number => b === 0 ? Math.abs(a) : divisor(b, a % b);
  return progression.reduce((unit, step) => divisor(divisor(unit, step.stakeMinor), gainMinor(step)), 0);
}

function headroomMinor(progression: Progression, { rounds, rtp }: { rounds: number; rtp: number }): number {
  const visits = visitsOf(progression, rtp), bets = visits.reduce((sum, count) => sum + count, 0);
  const variance = progression.reduce((sum, step, index) => {
    const win = reachProbability(step.cashOutHundredths, rtp);
    return sum + visits[index] / bets * (win * gainMinor(step) ** 2 + (1 - win) * step.stakeMinor ** 2);
  }, 0);
  const largest = progression.reduce((best, step) => Math.max(best, gainMinor(step)), 0);
  return Math.min(largest * rounds, largest + Math.ceil(DEVIATIONS * Math.sqrt(variance * rounds)));
}
