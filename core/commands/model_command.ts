/** `train model`, `predict`, `models list`, `features check`: what can be known of a round before it begins, and how little that is. */
import { resolve } from "node:path";
import type { ModelScores } from "../protocol/model_view.ts";
import { HostError } from "../protocol/errors.ts";
import { FEATURE_WINDOW_ROUNDS, featuresOf } from "../research/features.ts";
import { checkLeaks } from "../research/leak_check.ts";
import { reachProbability } from "../research/law.ts";
import { findModel, listModels, type Model, modelShape } from "../research/model_file.ts";
import { modelTrial, trainModel } from "../research/model_training.ts";
import { judgeForecasts } from "../research/model_verdict.ts";
import { loadRounds } from "../research/rounds_source.ts";
import type { RoundSeries } from "../research/round_series.ts";
import { noteTrialOn, type Trial } from "../research/trial_book.ts";
import { ProgressBar } from "./progress_bar.ts";
import { type RoundsOptions, sourceOf } from "./research_places.ts";

export interface TrainModelOptions extends RoundsOptions {
  rounds?: string;
  name: string;
  target: number;
  rtp: number;
  trees: number;
  depth: number;
  leafRows: number;
  rate: number;
  workers: number;
}

/** Trains, prints what the model reached on the rounds that it did not see. */
export async function trainModelCommand(options: TrainModelOptions): Promise<number> {
  const { rounds, name, data, seed, workers, json } = options, dataDir = resolve(data);
  const source = sourceOf(rounds, options), loaded = await loadRounds(source, { dataDir });
  const bar = new ProgressBar("growing trees"), shape = shapeOf(options), nowMs = Date.now();
  const trial = await noteTrialOn(source, { dataDir, ...modelTrial(loaded, shape), nowMs });
  const onProgress = (done: number, all: number) => bar.update(done, all);
  const trained = await trainModel(loaded, { name, shape, dataDir, workers, nowMs, trial, onProgress });
  const report = { ...trained, rounds: loaded.title, dataHash: loaded.hash, setAsideLines: loaded.setAsideLines, seed };
  if (json) console.log(JSON.stringify(report));
  else for (const line of trainedLines(report)) console.log(line);
  return 0;
}

/** @throws {HostError} `bad_config` naming the value that is out of range */
function shapeOf({ target, rtp, seed, trees, depth, leafRows, rate }: TrainModelOptions) {
  const shape = modelShape.safeParse({
    targetHundredths: Math.round(target * 100),
    rtp,
    seed,
    forest: { trees, leafRowsMin: leafRows, depthMax: 1_000 },
    boosting: { trees, depthMax: depth, leafRowsMin: leafRows, learningRate: rate },
  });
  if (shape.success) return shape.data;
  const [{ path, message }] = shape.error.issues;
  throw new HostError("bad_config", `Cannot train with ${path.join(".")}: ${message}`);
}

function trainedLines(
  { path, rounds, trainedRounds, heldOutRounds, resumedTrees, scores, setAsideLines }:
    & Awaited<ReturnType<typeof trainModel>>
    & { rounds: string; setAsideLines: number },
): string[] {
  return [
    `${path}: trained on ${trainedRounds} rounds of ${rounds}, judged on the ${heldOutRounds} after them`,
    ...setAsideLines > 0 ? [`${setAsideLines} lines that are no rounds were set aside`] : [],
    ...resumedTrees > 0 ? [`went on from ${resumedTrees} trees of a training that was stopped`] : [],
    "",
    "            AUC     log loss  Brier",
    ...(["forest", "boosting", "ensemble"] as const).map((kind) => scoreLine(kind, scores[kind])),
    `plain law   0.5000  ${scores.ensemble.lawLogLoss.toFixed(5)}   ${scores.ensemble.lawBrier.toFixed(5)}`,
    "",
    scores.ensemble.sentence,
  ];
}

function scoreLine(kind: string, { auc, logLoss, brier }: ModelScores): string {
  return `${kind.padEnd(11)} ${auc?.toFixed(4) ?? "-     "}  ${logLoss.toFixed(5)}   ${brier.toFixed(5)}`;
}

/** Prints a model's word on each round, and what came; last on the round that nobody knows yet. */
export async function predictCommand(name: string, file: string | undefined, options: RoundsOptions): Promise<number> {
  const dataDir = resolve(options.data), model = await findModel(name, dataDir);
  const source = sourceOf(file, options), { series, title, hash } = await loadRounds(source, { dataDir });
  if (series.multiplier.length < FEATURE_WINDOW_ROUNDS) {
    throw new HostError(
      "bad_config",
      `Cannot predict on ${title}: ${series.multiplier.length} rounds; ${FEATURE_WINDOW_ROUNDS} at least are needed`,
    );
  }
  // Of the rounds that it was trained on only those count that were held out.
  const unseenFrom = hash === model.header.dataHash ? model.header.trainedRounds : 0;
  const { shape, shape: { targetHundredths } } = model.header;
  const trial = await noteTrialOn(source, { dataDir, ...modelTrial({ title, hash }, shape), nowMs: Date.now() });
  const { scores, next } = printForetellings(model, series, { json: options.json === true, unseenFrom, trial });
  if (options.json) {
    console.log(JSON.stringify({ summary: { ...scores, model: `${model.header.name}-v${model.header.version}` } }));
  } else {
    console.log(`next round: ${(100 * next).toFixed(1)} % for ${(targetHundredths / 100).toFixed(2)}x or more`);
    console.log(scores.sentence);
  }
  return 0;
}

function printForetellings(
  model: Model,
  series: RoundSeries,
  { json, unseenFrom, trial }: { json: boolean; unseenFrom: number; trial: Trial },
): { scores: ModelScores; next: number } {
  const { targetHundredths, rtp } = model.header.shape,
    { values, names, rows } = featuresOf(series, { targetHundredths });
  const probabilities = new Float64Array(rows - 1), outcomes = new Uint8Array(rows - 1);
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const said = model.foretell(values, row * names.length), round = row + FEATURE_WINDOW_ROUNDS;
    const multiplier: number | null = round < series.multiplier.length ? series.multiplier[round] : null;
    if (json) console.log(JSON.stringify({ round, multiplier, ...said }));
    if (multiplier === null) next = said.probabilityHigh;
    else {
      probabilities[row] = said.probabilityHigh;
      outcomes[row] = multiplier >= targetHundredths ? 1 : 0;
    }
  }
  const lawProbability = reachProbability(targetHundredths, rtp);
  const unseen = { probabilities: probabilities.subarray(unseenFrom), outcomes: outcomes.subarray(unseenFrom) };
  return { next, scores: judgeForecasts(unseen, { targetHundredths, lawProbability, trial }) };
}

/** Prints all models, newest first. */
export async function listModelsCommand({ data, json }: { data: string; json?: boolean }): Promise<number> {
  for (const model of await listModels(resolve(data))) {
    if (json) console.log(JSON.stringify("header" in model ? listedHeader(model) : model));
    else console.log("header" in model ? modelLine(model) : model.error);
  }
  return 0;
}

type Listed = Extract<Awaited<ReturnType<typeof listModels>>[number], { header: unknown }>;

/** Without the places of the trees, which nobody reads. */
function listedHeader({ path, header: { trees, bodyHash: _, ...header } }: Listed) {
  return { path, ...header, nodes: (trees.forestWords + trees.boostingWords) / 2 };
}

function modelLine({ path, header: { createdAtMs, source, trainedRounds, shape, scores } }: Listed): string {
  const target = `${(shape.targetHundredths / 100).toFixed(2)}x`, { verdict, auc } = scores.ensemble;
  return `${new Date(createdAtMs).toISOString()} ${path} ${target} ${trainedRounds} rounds of ${source}: ` +
    `${verdict}, AUC ${auc?.toFixed(4) ?? "-"}`;
}

/** Prints which features look ahead; fails when one does. */
export async function checkFeatures(
  file: string | undefined,
  options: RoundsOptions & { target: number; rounds: number },
): Promise<number> {
  const { series, title } = await loadRounds(sourceOf(file, options), { dataDir: resolve(options.data) });
  const targetHundredths = Math.round(options.target * 100);
  const compute = (rounds: RoundSeries) => featuresOf(rounds, { targetHundredths });
  const report = checkLeaks(series, { compute, rounds: options.rounds });
  if (options.json) console.log(JSON.stringify(report));
  else {
    for (const { feature, round, withLater, withoutLater } of report.leaks) {
      console.log(`${feature} of round ${round} looks ahead: ${withLater} with later rounds, ${withoutLater} without`);
    }
    console.log(
      `${report.features} features of ${report.rounds} rounds of ${title}: ${report.leaks.length} look ahead`,
    );
  }
  return report.leaks.length === 0 ? 0 : 1;
}
