/** What is said of a model and of what it foretold: by commands, by the API, on the page. */
import { z } from "zod";
import { VERDICTS } from "./verdict.ts";

const share = z.number().min(0).max(1);
const count = z.int().nonnegative();

/** Forecasts of about the same probability, and how often they came true, with a 95 % interval. */
const calibrationPoint = z.object({ forecasts: count, foretold: share, came: share, low: share, high: share });
export type CalibrationPoint = z.infer<typeof calibrationPoint>;

/** How a model's forecasts did beside the game's law, which gives every round the same probability. */
export const modelScores = z.object({
  forecasts: count,
  targetHundredths: z.int().describe("What had to be reached"),
  lawProbability: share.describe("The law's probability of that"),
  auc: share.nullable().describe("0.5 knows nothing; null where only one outcome came"),
  logLoss: z.number().describe("Nats a round; less is better"),
  lawLogLoss: z.number(),
  brier: z.number().describe("Mean squared error; less is better"),
  lawBrier: z.number(),
  gain: z.number().describe("How much the law's log loss is above the model's; above 0 the model is better"),
  gainInterval: z.tuple([z.number(), z.number()]).nullable().describe("95 % interval of that"),
  logLikelihoodRatio: z.number().describe(
    "Logarithm of how many times likelier what came is by the model than by the law",
  ),
  bets: count.describe("Bets of one unit where the model promises a profit"),
  returnPerUnit: z.number().nullable().describe("Of each unit, below 0 a loss; null without bets"),
  logCapital: z.number().describe("Logarithm of what one unit of money became by the model's own bets"),
  tries: z.int().min(1).describe(
    "Things tried in this data folder up to this one: the more, the more evidence an edge takes",
  ),
  verdict: z.enum(VERDICTS).describe("edge: bets by the model win money; no edge: the game's law foretells better"),
  sentence: z.string().describe("The verdict for a layman"),
  calibration: z.array(calibrationPoint),
});
export type ModelScores = z.infer<typeof modelScores>;

/** What a model gives the round that comes next. */
const foretelling = z.object({
  probabilityHigh: share,
  probabilityLow: share,
  prediction: z.enum(["high", "low"]),
});
export type Foretelling = z.infer<typeof foretelling>;

/** One table's model as it works. */
const tablePredictions = z.object({
  table: z.string(),
  rounds: count.describe("Known rounds of the table"),
  roundsNeeded: count.describe("Rounds after which the next model is trained"),
  training: z.boolean(),
  trouble: z.string().describe("Why the last training failed; empty when it did not"),
  model: z.object({
    name: z.string(),
    version: z.int(),
    createdAtMs: z.int(),
    trainedRounds: count,
    heldOut: modelScores.describe("On rounds that training did not see"),
  }).nullable().describe("Null until there are enough rounds"),
  next: foretelling.nullable().describe("Of the round that comes; null while it is not known what came before"),
  live: modelScores.nullable().describe("What was foretold before its round, all models of this table together"),
});
export type TablePredictions = z.infer<typeof tablePredictions>;

export const predictionsView = z.object({ targetHundredths: z.int(), tables: z.array(tablePredictions) });
export type PredictionsView = z.infer<typeof predictionsView>;
