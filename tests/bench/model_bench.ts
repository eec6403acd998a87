/**
 * How long a forest and boosted trees take to grow and to answer for one row, as ratios to scikit-learn and xgboost on the
 * same data in the same run, and how well they foretell beside them. Peers: `--peers DIR` or AVIATOR_PEERS, Debian's
 * python3-sklearn and python3-xgboost; without them only our own figures are printed.
 */
import { ok } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { baseLogOdds, growBoosting } from "../../core/research/boosting.ts";
import { type FeatureMatrix, rowsOf } from "../../core/research/feature_matrix.ts";
import { ForestGrower } from "../../core/research/forest.ts";
import { USUAL_SHAPE } from "../../core/research/model_training.ts";
import { areaUnderCurve, type Forecasts, logLoss } from "../../core/research/probability_scores.ts";
import { binRows, findEdges } from "../../core/research/tree_bins.ts";
import { growTrees } from "../../core/research/tree_grower.ts";
import { joinTrees, TreePredictor } from "../../core/research/trees.ts";
import { tellFigure } from "./figures.ts";
import { Random } from "../../core/simulator/random.ts";

const COLUMNS = 25, TRAINED = 50_000, VALIDATED = 10_000, REPEATS = 3, ONE_ROW_CALLS = 400;
/** What the peers grow: full depth, leaves of one row; 100 trees of depth 3. */
const SHAPE = {
  ...USUAL_SHAPE,
  forest: { trees: 100, leafRowsMin: 1, depthMax: 1_000 },
  boosting: { trees: 100, depthMax: 3, leafRowsMin: 1, learningRate: 0.1 },
};
/** How far a score may be from the peer's; at full size only how far below. */
const SCORE_SLACK = 0.002;
/** The most of a peer's time that ours may take. */
const GOALS: Record<string, { fit?: number; row?: number }> = {
  "forest scikit-learn, two jobs": { fit: 1 / 8, row: 1 / 50 },
  "boosting scikit-learn": { fit: 1 / 50, row: 1 / 25 },
  "boosting xgboost hist": { fit: 1.5 },
};
const PYTHON = "/usr/bin/python3";

interface Sample {
  features: FeatureMatrix;
  outcomes: Uint8Array;
}
interface Fitted {
  fitSeconds: number;
  auc: number;
  /** ours alone */
  logLoss?: number;
  oneRowMs: number;
}

const namesOf = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`);

async function readSample(folder: string): Promise<Sample> {
  const values = new Float32Array((await Deno.readFile(join(folder, "X.f32"))).buffer);
  const outcomes = await Deno.readFile(join(folder, "y.u8"));
  return { features: { names: namesOf(COLUMNS), rows: outcomes.length, values }, outcomes };
}

/** Without the peers' data: as many rows, a signal in the first columns. */
function drawSample(): Sample {
  const random = new Random("bench"), rows = TRAINED + VALIDATED;
  const values = Float32Array.from({ length: rows * COLUMNS }, () => 2 * random.unit() - 1);
  const outcomes = Uint8Array.from({ length: rows }, (_, row) => {
    const [a, b, c] = values.subarray(row * COLUMNS, row * COLUMNS + 3);
    return random.unit() < 1 / (1 + Math.exp(-(2 * a - 3 * b * c))) ? 1 : 0;
  });
  return { features: { names: namesOf(COLUMNS), rows, values }, outcomes };
}

const part = ({ features, outcomes }: Sample, start: number, end: number): Sample => ({
  features: rowsOf(features, start, end),
  outcomes: outcomes.slice(start, end),
});

/** Fits both as the program does, bins included, and asks for single rows. */
async function measureOurs(sample: Sample): Promise<{ forest: Fitted; boosting: Fitted }> {
  const train = part(sample, 0, TRAINED), validation = part(sample, TRAINED, TRAINED + VALIDATED);
  const boosting = await best(() => {
    const edges = findEdges(train.features), data = binRows(train.features, edges, train.outcomes);
    const trees = [...growBoosting(data, { edges, classes: train.outcomes, shape: SHAPE.boosting, before: [] })];
    return Promise.resolve(joinTrees("boosting", baseLogOdds(train.outcomes), trees));
  });
  const forest = await best(async () => {
    const boosted = { ...SHAPE.boosting, trees: 1 };
    const options = { shape: { ...SHAPE, boosting: boosted }, workers: 2, before: [], onTree: () => {} };
    return joinTrees("forest", 0, (await growTrees(train, options)).forest);
  });
  const judge = ({ trees, fitSeconds }: typeof forest): Fitted => {
    const predictor = new TreePredictor(trees), probabilities = predictor.probabilities(validation.features);
    const forecasts = { probabilities, outcomes: validation.outcomes }, auc = areaUnderCurve(forecasts) ?? 0;
    return { fitSeconds, auc, logLoss: logLoss(forecasts), oneRowMs: oneRow(predictor, validation.features) };
  };
  return { forest: judge(forest), boosting: judge(boosting) };
}

/** The fastest of a few: what else the machine does only ever slows down. */
async function best<T>(fit: () => Promise<T>): Promise<{ trees: T; fitSeconds: number }> {
  let trees: T | undefined, fitSeconds = Infinity;
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const startMs = performance.now();
    trees = await fit();
    fitSeconds = Math.min(fitSeconds, (performance.now() - startMs) / 1000);
  }
  return { trees: trees!, fitSeconds };
}

function oneRow(predictor: TreePredictor, { values, names, rows }: FeatureMatrix): number {
  const times = Array.from({ length: ONE_ROW_CALLS }, (_, call) => {
    const startMs = performance.now();
    predictor.probability(values, (call % rows) * names.length);
    return performance.now() - startMs;
  });
  return times.sort((one, other) => one - other)[ONE_ROW_CALLS >> 1];
}

async function python<T>(...args: string[]): Promise<T> {
  const { code, stdout } = await new Deno.Command(PYTHON, { args, stderr: "inherit" }).output();
  ok(code === 0, `${args[0]} ended with ${code}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

function print(what: string, ours: Fitted, peers: Record<string, Fitted> = {}): void {
  console.log(`${what}: AUC ${ours.auc.toFixed(4)}`);
  for (const [name, peer] of Object.entries(peers)) {
    const fit = ours.fitSeconds / peer.fitSeconds, row = ours.oneRowMs / peer.oneRowMs;
    const { fit: fitMax, row: rowMax } = GOALS[`${what} ${name}`] ?? {};
    tellFigure({ step: `${what}, fitted`, value: fit, unit: "ratio", atMost: fitMax, beside: name });
    tellFigure({ step: `${what}, one row`, value: row, unit: "ratio", atMost: rowMax, beside: name });
    tellFigure({
      ...{ step: `${what}, area under the curve less the peer's`, value: ours.auc - peer.auc, unit: "values" },
      ...{ atLeast: -SCORE_SLACK, beside: name },
    });
  }
}

/** Our probabilities for a public set, fold by fold as the peer made its own. */
export function foretellFolds(kind: "forest" | "boosting", sample: Sample, folds: Uint8Array): Float64Array {
  const { features: { names, rows, values }, outcomes } = sample, foretold = new Float64Array(rows);
  for (const fold of new Set(folds)) {
    const inside = [...folds.keys()].filter((row) => folds[row] !== fold), columns = names.length;
    const chosen = new Float32Array(inside.length * columns), classes = Uint8Array.from(inside, (row) => outcomes[row]);
    inside.forEach((row, at) => chosen.set(values.subarray(row * columns, (row + 1) * columns), at * columns));
    const matrix = { names, rows: inside.length, values: chosen }, edges = findEdges(matrix);
    const data = binRows(matrix, edges, classes), forest = { trees: 200, leafRowsMin: 5, depthMax: 1_000, seed: fold };
    const boosting = { trees: 60, depthMax: 3, leafRowsMin: 1, learningRate: 0.1 };
    const grower = kind === "forest" ? new ForestGrower(data, { edges, shape: forest }) : null;
    const trees = grower
      ? joinTrees("forest", 0, Array.from({ length: forest.trees }, (_, tree) => grower.grow(tree)))
      : joinTrees("boosting", baseLogOdds(classes), [
        ...growBoosting(data, { edges, classes, shape: boosting, before: [] }),
      ]);
    const predictor = new TreePredictor(trees);
    folds.forEach((of, row) => of === fold && (foretold[row] = predictor.probability(values, row * columns)));
  }
  return foretold;
}

/** Mean AUC and log loss over the repeats. */
export function meanScores(rows: readonly Float64Array[], outcomes: Uint8Array): { auc: number; logLoss: number } {
  const scores = rows.map((probabilities): Forecasts => ({ probabilities, outcomes }));
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { auc: mean(scores.map((one) => areaUnderCurve(one) ?? 0)), logLoss: mean(scores.map(logLoss)) };
}

/**
 * Where scikit-learn's boosting is given the bins that ours sorts the features into, both grow the same trees: what is
 * between them on the features themselves comes of where cuts may fall, and is luck: now one is ahead, now the other.
 */
async function compareOnSameBins(folder: string, { sample, ours }: { sample: Sample; ours: Fitted }): Promise<void> {
  const edges = findEdges(part(sample, 0, TRAINED).features);
  const { rows, features, stride, records } = binRows(sample.features, edges, sample.outcomes);
  const bins = new Uint8Array(rows * features);
  for (let row = 0; row < rows; row++) {
    bins.set(records.subarray(row * stride, row * stride + features), row * features);
  }
  await Deno.writeFile(join(folder, "bins.u8"), bins);
  const script = fileURLToPath(new URL("same_bins.py", import.meta.url));
  const theirs = await python<{ auc: number; logLoss: number }>(script, folder, String(TRAINED));
  const line = `boosting on the same bins: AUC ${ours.auc.toFixed(4)} beside ${theirs.auc.toFixed(4)}, ` +
    `log loss ${ours.logLoss!.toFixed(4)} beside ${theirs.logLoss.toFixed(4)}`;
  console.log(line);
  ok(
    Math.abs(ours.auc - theirs.auc) < SCORE_SLACK && Math.abs(ours.logLoss! - theirs.logLoss) < SCORE_SLACK,
    line,
  );
}

async function comparePublicSets(): Promise<void> {
  const folder = await Deno.makeTempDir();
  const sizes = await python<Record<string, { rows: number; columns: number; repeats: number }>>(
    fileURLToPath(new URL("public_sets.py", import.meta.url)),
    folder,
  );
  for (const [name, { rows, columns, repeats }] of Object.entries(sizes)) {
    const read = (ending: string) => Deno.readFile(join(folder, `${name}.${ending}`));
    const features = { names: namesOf(columns), rows, values: new Float32Array((await read("X.f32")).buffer) };
    const outcomes = await read("y.u8"), folds = await read("fold.u8");
    for (const kind of ["forest", "boosting"] as const) {
      const theirs = new Float64Array((await read(`${kind}.f64`)).buffer);
      const cut = (repeat: number) => [repeat * rows, (repeat + 1) * rows] as const;
      const each = Array.from({ length: repeats }, (_, repeat) => cut(repeat));
      const ours = meanScores(
        each.map((at) => foretellFolds(kind, { features, outcomes }, folds.slice(...at))),
        outcomes,
      );
      const peer = meanScores(each.map((at) => theirs.slice(...at)), outcomes);
      const line = `${name}, ${kind}: AUC ${ours.auc.toFixed(4)} beside ${peer.auc.toFixed(4)}, ` +
        `log loss ${ours.logLoss.toFixed(4)} beside ${peer.logLoss.toFixed(4)}`;
      console.log(line);
      ok(Math.abs(ours.auc - peer.auc) < SCORE_SLACK && Math.abs(ours.logLoss - peer.logLoss) < SCORE_SLACK, line);
    }
  }
  await Deno.remove(folder, { recursive: true });
}

if (import.meta.main) {
  const flag = Deno.args.indexOf("--peers"), peers = flag < 0 ? Deno.env.get("AVIATOR_PEERS") : Deno.args[flag + 1];
  if (peers === undefined) {
    const { forest, boosting } = await measureOurs(drawSample());
    print("forest", forest);
    print("boosting", boosting);
  } else {
    const folder = await Deno.makeTempDir();
    const { models } = await python<{ models: Record<string, Fitted> }>(join(peers, "trees.py"), folder);
    const sample = await readSample(folder), { forest, boosting } = await measureOurs(sample);
    print("forest", forest, { "scikit-learn, two jobs": models.forest });
    print("boosting", boosting, { "scikit-learn": models.boosting, "xgboost hist": models.xgboost });
    await compareOnSameBins(folder, { sample, ours: boosting });
    await Deno.remove(folder, { recursive: true });
    await comparePublicSets();
  }
}
