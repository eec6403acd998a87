/**
 * How the same strategy fares on other rounds: drawn by the law, drawn from the rounds played, or these in blocks. Bands of the
 * profit and the chance of ruin; for strategies that are a table of steps, because it plays hundreds of times.
 */
import { Random } from "../simulator/random.ts";
import { playFast, type StepTable } from "./fast_play.ts";
import { multiplierOf } from "./law.ts";

export const REDRAWS = ["law", "bootstrap", "blocks"] as const;
/** `bootstrap`: each round is one of those played; `blocks`: so is each run of `BLOCK_ROUNDS`, to keep what hangs together. */
export type Redraw = (typeof REDRAWS)[number];

export const BLOCK_ROUNDS = 50;
/** Points of the bands. */
const POINTS = 100;
/** Rounds of all paths together, which bounds the time; paths at least and at most. */
const ROUNDS_IN_ALL = 40_000_000, PATHS_MIN = 20, PATHS_MAX = 400;
const QUANTILES = { low: 0.05, lower: 0.25, middle: 0.5, upper: 0.75, high: 0.95 } as const;

/** The profit after so many rounds: 5, 25, 50, 75 and 95 of 100 paths are below, minor units. */
export type BandPoint = { round: number } & Record<keyof typeof QUANTILES, number>;

export interface MonteCarlo {
  redraw: Redraw;
  paths: number;
  points: BandPoint[];
  /** share of paths that end with a loss */
  losing: number;
  /** share of paths on which the bankroll could not pay a stake, and the round by which half of those were there */
  ruined: number;
  medianRuinRound: number | null;
}

/** Plays the table on redrawn rounds; the same seed gives the same paths. */
export function monteCarlo(
  table: StepTable,
  played: Int32Array,
  { redraw, seed, bankrollMinor, onProgress }: {
    redraw: Redraw;
    seed: number;
    bankrollMinor: number | null;
    onProgress?: (done: number, all: number) => void;
  },
): MonteCarlo {
  const rounds = played.length, every = Math.max(1, Math.floor(rounds / POINTS));
  const paths = Math.round(Math.min(PATHS_MAX, Math.max(PATHS_MIN, ROUNDS_IN_ALL / rounds)));
  const random = new Random(`monte-carlo/${redraw}/${seed}`), path = new Int32Array(rounds);
  const profits: Float64Array[] = [], ruins: number[] = [];
  let losing = 0;
  for (let index = 0; index < paths; index += 1) {
    REDRAW[redraw](path, { played, random });
    const marks = { every, profits: new Float64Array(Math.floor(rounds / every)) };
    const { profit, ruinedAtRound } = playFast(table, path, { bankrollMinor, marks });
    profits.push(marks.profits);
    if (profit < 0) losing += 1;
    if (ruinedAtRound !== null) ruins.push(ruinedAtRound);
    onProgress?.(index + 1, paths);
  }
  return {
    ...{ redraw, paths, points: bandsOf(profits, every), losing: losing / paths, ruined: ruins.length / paths },
    medianRuinRound: ruins.length === 0 ? null : quantile(ruins.sort((a, b) => a - b), 0.5),
  };
}

type Draw = (path: Int32Array, options: { played: Int32Array; random: Random }) => void;

const REDRAW: Record<Redraw, Draw> = {
  law(path, { random }) {
    for (let at = 0; at < path.length; at += 1) path[at] = multiplierOf((random.uint32() + 1) / 2 ** 32);
  },
  bootstrap(path, { played, random }) {
    for (let at = 0; at < path.length; at += 1) path[at] = played[Math.floor(random.unit() * played.length)];
  },
  blocks(path, { played, random }) {
    for (let at = 0; at < path.length; at += BLOCK_ROUNDS) {
      // The rounds as a circle: each is as likely.
      const from = Math.floor(random.unit() * played.length);
      for (let next = 0; next < BLOCK_ROUNDS && at + next < path.length; next += 1) {
        path[at + next] = played[(from + next) % played.length];
      }
    }
  },
};

function bandsOf(profits: readonly Float64Array[], every: number): BandPoint[] {
  return Array.from(profits[0], (_, at) => {
    const sorted = Float64Array.from(profits, (path) => path[at]).sort();
    const of = Object.entries(QUANTILES).map(([name, share]) => [name, quantile(sorted, share)]);
    return { round: (at + 1) * every, ...Object.fromEntries(of) } as BandPoint;
  });
}

/** Of sorted values. */
function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}
