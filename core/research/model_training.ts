/** Trains a model from rounds to its file: split, trees, scores on what training did not see. Goes on where it was stopped. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { ModelScores } from "../protocol/model_view.ts";
import { baseLogOdds } from "./boosting.ts";
import { FEATURE_NAMES } from "./features.ts";
import { reachProbability } from "./law.ts";
import { checkModelName, foretellingOf, MODELS_FOLDER, type ModelShape, saveModel } from "./model_file.ts";
import { judgeForecasts } from "./model_verdict.ts";
import type { RoundSeries } from "./round_series.ts";
import type { NotedTrial, Trial } from "./trial_book.ts";
import { trainingData, type TrainingPart } from "./training_data.ts";
import { TrainingCheckpoint } from "./training_checkpoint.ts";
import { growTrees } from "./tree_grower.ts";
import { joinTrees, TreePredictor, type Trees } from "./trees.ts";

/** Settings of the models that nobody has set otherwise: large leaves, because there is little to learn. */
export const USUAL_SHAPE: ModelShape = {
  targetHundredths: 200,
  rtp: 0.97,
  seed: 1,
  forest: { trees: 100, leafRowsMin: 20, depthMax: 1_000 },
  boosting: { trees: 100, depthMax: 3, leafRowsMin: 20, learningRate: 0.1 },
};

/** Rounds with what is said of them. */
export interface TrainingRounds {
  series: RoundSeries;
  title: string;
  /** SHA-256, hexadecimal */
  hash: string;
}

export interface TrainingOptions {
  name: string;
  shape: ModelShape;
  dataDir: string;
  workers: number;
  nowMs: number;
  /** what `noteTrial()` said of `modelTrial()` */
  trial: Trial;
  onProgress?: (done: number, all: number) => void;
  signal?: AbortSignal;
}

export interface TrainedModel {
  path: string;
  scores: { forest: ModelScores; boosting: ModelScores; ensemble: ModelScores };
  trainedRounds: number;
  heldOutRounds: number;
  /** trees that an earlier training had grown */
  resumedTrees: number;
}

/**
 * Trains and saves the next version of a name.
 *
 * @throws {HostError} `bad_config` when the rounds are too few; `refused` when it is stopped: what is grown is kept
 */
export async function trainModel(rounds: TrainingRounds, options: TrainingOptions): Promise<TrainedModel> {
  const { name, shape, dataDir, onProgress } = options, all = shape.forest.trees + shape.boosting.trees;
  checkModelName(name);
  const { train, heldOut } = trainingData(rounds.series, { ...shape, title: rounds.title });
  await Deno.mkdir(join(dataDir, MODELS_FOLDER), { recursive: true });
  const checkpointPath = join(dataDir, MODELS_FOLDER, `${name}.training`);
  using checkpoint = await TrainingCheckpoint.open(checkpointPath, keyOf(rounds, shape));
  let done = checkpoint.trees.length, last = Promise.resolve();
  onProgress?.(done, all);
  const grown = await growTrees(train, {
    ...options,
    before: checkpoint.trees,
    // One behind the other: behind a tree that could not be kept, no other is.
    onTree: (tree) => last = last.then(() => checkpoint.append(tree)).then(() => onProgress?.(++done, all)),
  });
  const forest = joinTrees("forest", 0, grown.forest);
  const boosting = joinTrees("boosting", baseLogOdds(train.outcomes), grown.boosting);
  const scores = scoresOf(heldOut, { forest, boosting, shape, trial: options.trial });
  const trainedRounds = train.outcomes.length, heldOutRounds = heldOut.outcomes.length;
  const path = await saveModel({
    name,
    createdAtMs: options.nowMs,
    dataHash: rounds.hash,
    source: rounds.title,
    ...{ trainedRounds, heldOutRounds, features: [...FEATURE_NAMES], shape, scores },
  }, { forest, boosting, dataDir });
  await Deno.remove(checkpointPath);
  return { path, scores, trainedRounds, heldOutRounds, resumedTrees: checkpoint.trees.length };
}

/** Things that are judged in one training: the forest, the boosted trees, and both together. */
export const MODEL_THINGS = 3;

/** Training on these rounds with this shape, as a try: the same again is the same one. */
export function modelTrial(rounds: Omit<TrainingRounds, "series">, shape: ModelShape): Omit<NotedTrial, "nowMs"> {
  return { key: `model/${keyOf(rounds, shape)}`, title: `a model of ${rounds.title}`, count: MODEL_THINGS };
}

/** What the trees depend on. */
function keyOf({ hash }: Pick<TrainingRounds, "hash">, shape: ModelShape): string {
  return createHash("sha256").update(JSON.stringify([hash, FEATURE_NAMES, shape])).digest("hex");
}

function scoresOf(
  { features, outcomes }: TrainingPart,
  { forest, boosting, shape, trial }: { forest: Trees; boosting: Trees; shape: ModelShape; trial: Trial },
): TrainedModel["scores"] {
  const { targetHundredths, rtp } = shape, lawProbability = reachProbability(targetHundredths, rtp);
  const one = new TreePredictor(forest).probabilities(features);
  const other = new TreePredictor(boosting).probabilities(features);
  const both = one.map((probability, row) => foretellingOf(probability, other[row]).probabilityHigh);
  const judge = (probabilities: Float64Array) =>
    judgeForecasts({ probabilities, outcomes }, { targetHundredths, lawProbability, trial });
  return { forest: judge(one), boosting: judge(other), ensemble: judge(both) };
}
