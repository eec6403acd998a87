/**
 * What a model knows before a round begins, from the rounds before it alone: one function for training, backtest and
 * live use. Sees no round before it is over.
 */
import type { FeatureMatrix } from "./feature_matrix.ts";
import type { RoundSeries } from "./round_series.ts";

/** Rounds that must have been seen before the first features. */
export const FEATURE_WINDOW_ROUNDS = 10;
const SHORT = 5;
/** A table that has not had one for longer counts as this far. */
const ROUNDS_SINCE_MAX = 200;
const HIGH_HUNDREDTHS = 1_000;
const HOUR_MS = 3_600_000, DAY_MS = 24 * HOUR_MS;
const LAGS = Array.from({ length: FEATURE_WINDOW_ROUNDS }, (_, index) => index + 1);

/** All features, in the order of a row. */
export const FEATURE_NAMES: readonly string[] = [
  ...LAGS.map((lag) => `score_lag_${lag}`),
  "score_mean_5",
  "score_deviation_5",
  "score_mean_10",
  "score_deviation_10",
  "score_difference_1",
  "score_difference_2",
  "score_min_5",
  "score_max_5",
  "score_min_10",
  "score_max_10",
  "players_mean_5",
  "players_deviation_5",
  "win_mean_5",
  "win_mean_10",
  "rounds_since_10x",
  "hour",
  "day_of_week",
];

/** A round that is over. */
export interface PastRound {
  endedAtMs: number;
  /** hundredths */
  multiplier: number;
  /** of the flight, null when not read */
  players: number | null;
}

/**
 * The features of one table's next round, as its rounds come in.
 *
 * Scores are multipliers (2.24 for 2.24x), deviations of a population, players −1 where they are unknown, hour and day
 * (0 is Sunday) in UTC and of the last round's end, `rounds_since_10x` at most 200.
 */
export class FeatureWindow {
  readonly #targetHundredths: number;
  /** newest first, at most ten */
  readonly #scores: number[] = [];
  readonly #players: number[] = [];
  #lastMs = 0;
  #sinceHigh = ROUNDS_SINCE_MAX;

  /** @param targetHundredths what counts as a win in `win_mean_5` and `win_mean_10` */
  constructor({ targetHundredths }: { targetHundredths: number }) {
    this.#targetHundredths = targetHundredths;
  }

  /** Whether enough rounds have been seen. */
  get ready(): boolean {
    return this.#scores.length === FEATURE_WINDOW_ROUNDS;
  }

  /** Takes in a round that is over. */
  push({ endedAtMs, multiplier, players }: PastRound): void {
    this.#scores.unshift(multiplier / 100);
    this.#players.unshift(players ?? -1);
    if (this.#scores.length > FEATURE_WINDOW_ROUNDS) {
      this.#scores.pop();
      this.#players.pop();
    }
    this.#lastMs = endedAtMs;
    this.#sinceHigh = multiplier >= HIGH_HUNDREDTHS ? 0 : Math.min(this.#sinceHigh + 1, ROUNDS_SINCE_MAX);
  }

  /** Writes the next round's features from `offset` on; only when `ready`. */
  write(row: Float32Array, offset = 0): void {
    if (!this.ready) throw new RangeError(`Cannot compute features: ${this.#scores.length} rounds seen, 10 are needed`);
    const scores = this.#scores;
    let at = offset;
    for (const score of scores) row[at++] = score;
    at = writeSpread(row, at, scores.slice(0, SHORT));
    at = writeSpread(row, at, scores);
    row[at++] = scores[0] - scores[1];
    row[at++] = scores[1] - scores[2];
    for (const rounds of [SHORT, FEATURE_WINDOW_ROUNDS]) {
      row[at++] = Math.min(...scores.slice(0, rounds));
      row[at++] = Math.max(...scores.slice(0, rounds));
    }
    at = this.#writePlayers(row, at);
    row[at++] = this.#winShare(SHORT);
    row[at++] = this.#winShare(FEATURE_WINDOW_ROUNDS);
    row[at++] = this.#sinceHigh;
    row[at++] = Math.floor((this.#lastMs % DAY_MS) / HOUR_MS);
    // The epoch began on a Thursday.
    row[at++] = (Math.floor(this.#lastMs / DAY_MS) + 4) % 7;
  }

  #writePlayers(row: Float32Array, at: number): number {
    const known = this.#players.slice(0, SHORT).filter((players) => players >= 0);
    if (known.length === SHORT) return writeSpread(row, at, known);
    row[at] = row[at + 1] = -1;
    return at + 2;
  }

  #winShare(rounds: number): number {
    return this.#scores.slice(0, rounds).filter((score) => Math.round(score * 100) >= this.#targetHundredths).length /
      rounds;
  }
}

/** Mean and standard deviation; where the next number goes. */
function writeSpread(row: Float32Array, at: number, values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  row[at] = mean;
  row[at + 1] = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return at + 2;
}

/** Features of each round of a series, and of the round that comes behind the last. */
export interface FeatureTable extends FeatureMatrix {
  /** the round, counted from 0, that the first row belongs to; row r belongs to round `firstRound + r` */
  firstRound: number;
}

/** Computes features of all rounds that enough rounds lie before, and of the next one; no row where there are fewer. */
export function featuresOf(
  { endedAtMs, multiplier, players }: RoundSeries,
  { targetHundredths }: { targetHundredths: number },
): FeatureTable {
  const window = new FeatureWindow({ targetHundredths }), columns = FEATURE_NAMES.length;
  const rows = Math.max(0, multiplier.length - FEATURE_WINDOW_ROUNDS + 1), values = new Float32Array(rows * columns);
  for (let round = 0; round < multiplier.length; round++) {
    const count = players?.[round] ?? -1;
    window.push({ endedAtMs: endedAtMs[round], multiplier: multiplier[round], players: count < 0 ? null : count });
    if (window.ready) window.write(values, (round + 1 - FEATURE_WINDOW_ROUNDS) * columns);
  }
  return { names: FEATURE_NAMES, rows, values, firstRound: FEATURE_WINDOW_ROUNDS };
}

/** What each row of the features was to foretell: 1 where its round reached the target. The next round has none yet. */
export function outcomesOf({ multiplier }: RoundSeries, targetHundredths: number): Uint8Array {
  return Uint8Array.from(multiplier.subarray(FEATURE_WINDOW_ROUNDS), (value) => value >= targetHundredths ? 1 : 0);
}
