/** What a model is trained and judged on: rounds as features and outcomes, the last fifth held out. */
import { type FeatureMatrix, rowsOf } from "./feature_matrix.ts";
import { FEATURE_WINDOW_ROUNDS, featuresOf, outcomesOf } from "./features.ts";
import { HostError } from "../protocol/errors.ts";
import type { RoundSeries } from "./round_series.ts";

/** Of the rounds in time order, trained on; the rest is for the scores. */
const TRAINED_SHARE = 0.8;
/** Rounds below which training says nothing. */
const TRAINING_ROUNDS_MIN = 200;

export interface TrainingPart {
  features: FeatureMatrix;
  outcomes: Uint8Array;
}

/**
 * Splits a series in time order.
 *
 * @throws {HostError} `bad_config` when there are too few rounds, or all end on the same side of the target
 */
export function trainingData(
  series: RoundSeries,
  { targetHundredths, title }: { targetHundredths: number; title: string },
): { train: TrainingPart; heldOut: TrainingPart } {
  const rounds = series.multiplier.length;
  if (rounds < TRAINING_ROUNDS_MIN) {
    throw new HostError(
      "bad_config",
      `Cannot train on ${title}: ${rounds} rounds; ${TRAINING_ROUNDS_MIN} at least are needed`,
    );
  }
  const features = featuresOf(series, { targetHundredths }), outcomes = outcomesOf(series, targetHundredths);
  const all = rounds - FEATURE_WINDOW_ROUNDS, trained = Math.floor(all * TRAINED_SHARE);
  const train = { features: rowsOf(features, 0, trained), outcomes: outcomes.subarray(0, trained) };
  const reached = train.outcomes.reduce((sum, one) => sum + one, 0);
  if (reached === 0 || reached === trained) {
    throw new HostError(
      "bad_config",
      `Cannot train on ${title}: ${reached} of ${trained} rounds reach ${
        targetHundredths / 100
      }x; choose another target`,
    );
  }
  return { train, heldOut: { features: rowsOf(features, trained, all), outcomes: outcomes.subarray(trained) } };
}
