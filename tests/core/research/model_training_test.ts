import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { join } from "node:path";
import { featuresOf } from "../../../core/research/features.ts";
import { readRoundsFile } from "../../../core/research/rounds_file.ts";
import { findModel, listModels, loadModel, pruneModels } from "../../../core/research/model_file.ts";
import {
  MODEL_THINGS,
  modelTrial,
  type TrainingOptions,
  trainModel,
  USUAL_SHAPE,
} from "../../../core/research/model_training.ts";
import type { RoundSeries } from "../../../core/research/round_series.ts";
import { hashSeries } from "../../../core/research/rounds_source.ts";
import { noteTrial, unnotedTrial } from "../../../core/research/trial_book.ts";
import { fairRounds, plantedRounds } from "./planted_rounds.ts";

const FIXTURES = new URL("./fixtures/", import.meta.url).pathname;
const SMALL = {
  ...USUAL_SHAPE,
  forest: { ...USUAL_SHAPE.forest, trees: 12 },
  boosting: { ...USUAL_SHAPE.boosting, trees: 15 },
};

function train(series: RoundSeries, dataDir: string, options: Partial<TrainingOptions> = {}) {
  return trainModel({ series, title: "rounds of a test", hash: hashSeries(series) }, {
    ...{ name: "test", shape: SMALL, dataDir, workers: 2, nowMs: 1_000, trial: unnotedTrial(MODEL_THINGS) },
    ...options,
  });
}

async function withFolder(run: (dataDir: string) => Promise<void>): Promise<void> {
  const dataDir = await Deno.makeTempDir();
  try {
    await run(dataDir);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
}

const bodyHash = async (path: string) => (await loadModel(path)).header.bodyHash;

for (const file of ["rounds-merkur-2025-10-08.csv", "rounds-soccer-2025-10-08.csv"]) {
  Deno.test(`trainModel() says no edge of the real rounds in ${file}`, () =>
    withFolder(async (dataDir) => {
      const { series } = await readRoundsFile(join(FIXTURES, file));
      const { scores } = await train(series, dataDir, { shape: USUAL_SHAPE });
      equal(scores.ensemble.verdict, "no edge");
      ok(scores.ensemble.logLoss > scores.ensemble.lawLogLoss);
      match(scores.ensemble.sentence, /^No edge: .* It cannot see the next round coming\.$/);
    }));
}

Deno.test("trainModel() finds what was planted, and says edge", () =>
  withFolder(async (dataDir) => {
    const { scores, path } = await train(plantedRounds(10_000, "planted"), dataDir);
    for (const kind of ["forest", "boosting", "ensemble"] as const) ok(scores[kind].auc! > 0.6, `${scores[kind].auc}`);
    equal(scores.ensemble.verdict, "edge");
    ok(scores.ensemble.returnPerUnit! > 0.1 && scores.ensemble.gainInterval![0] > 0);
    // Calibrated: what it foretold came as often as it said, in each group.
    ok(
      scores.ensemble.calibration.filter(({ foretold, low, high }) => low - 0.03 < foretold && foretold < high + 0.03)
        .length >= 9,
    );
    const model = await loadModel(path), fair = featuresOf(fairRounds(100, "fair"), SMALL);
    const said = model.foretell(fair.values);
    equal(said.probabilityHigh + said.probabilityLow, 1);
    equal(said.prediction, said.probabilityHigh >= 0.5 ? "high" : "low");
  }));

Deno.test("trainModel() gives the same trees with one thread and with three, in versions of their own", () =>
  withFolder(async (dataDir) => {
    const series = fairRounds(1_500, "threads");
    const one = await train(series, dataDir, { workers: 1 }), three = await train(series, dataDir, { workers: 3 });
    equal(await bodyHash(one.path), await bodyHash(three.path));
    ok(one.path.endsWith("test-v1.model") && three.path.endsWith("test-v2.model"));
    equal((await findModel("test", dataDir)).header.version, 2);
    equal((await findModel("test-v1", dataDir)).header.version, 1);
    equal((await listModels(dataDir)).length, 2);
  }));

Deno.test("trainModel() counts each model as three tries, and the same model once", () =>
  withFolder(async (dataDir) => {
    const series = fairRounds(1_500, "tries"), rounds = { title: "rounds of a test", hash: hashSeries(series) };
    const note = (shape = SMALL) => noteTrial(dataDir, { ...modelTrial(rounds, shape), nowMs: 1 });
    equal((await note()).triedBefore, 0);
    equal((await note({ ...SMALL, seed: 2 })).triedBefore, MODEL_THINGS);
    equal((await note()).triedBefore, 0);
    const trial = await note({ ...SMALL, seed: 3 });
    equal((await train(series, dataDir, { trial })).scores.ensemble.tries, 2 * MODEL_THINGS + 1);
  }));

Deno.test("trainModel() that was stopped goes on behind its last whole tree to the same model; with other data it begins anew", () =>
  withFolder(async (dataDir) => {
    const series = fairRounds(1_500, "stopped"), whole = await train(series, dataDir, { name: "whole" });
    const stop = new AbortController();
    const onProgress = (done: number) => done >= 10 && stop.abort();
    await rejects(train(series, dataDir, { workers: 1, signal: stop.signal, onProgress }), /stopped/);
    // As a kill in the middle of a write leaves it.
    const checkpoint = join(dataDir, "models", "test.training"), { size } = await Deno.stat(checkpoint);
    await Deno.truncate(checkpoint, size - 5);
    await Deno.copyFile(checkpoint, join(dataDir, "models", "other.training"));
    const resumed = await train(series, dataDir);
    ok(resumed.resumedTrees >= 9 && resumed.resumedTrees < 27, `${resumed.resumedTrees}`);
    equal(await bodyHash(resumed.path), await bodyHash(whole.path));
    equal((await train(fairRounds(1_500, "others"), dataDir, { name: "other" })).resumedTrees, 0);
  }));

Deno.test("trainModel() that cannot keep a tree says why, and leaves no writing behind", () =>
  withFolder(async (dataDir) => {
    const onProgress = (done: number) => {
      if (done === 5) throw new Error("no space left");
    };
    await rejects(train(fairRounds(1_500, "full"), dataDir, { onProgress }), /no space left/);
    ok((await train(fairRounds(1_500, "full"), dataDir)).resumedTrees >= 4);
  }));

Deno.test("trainModel() refuses a name that another training is writing, too few rounds, and a target that all reach", () =>
  withFolder(async (dataDir) => {
    const series = fairRounds(1_500, "twice"), stop = new AbortController();
    const first = train(series, dataDir, { signal: stop.signal, onProgress: (done) => done >= 1 && release() });
    const { promise: begun, resolve: release } = Promise.withResolvers<void>();
    await begun;
    await rejects(train(series, dataDir), /another training is writing/);
    await first;
    await rejects(train(fairRounds(150, "few"), dataDir), /150 rounds; 200 at least/);
    await rejects(
      train(fairRounds(300, "high"), dataDir, { shape: { ...SMALL, targetHundredths: 90_000_000 } }),
      /0 of 232 rounds reach 900000x; choose another target/,
    );
    await rejects(train(series, dataDir, { name: "../x" }), /Cannot name a model "\.\.\/x"/);
  }));

Deno.test("loadModel() refuses a file that is cut off, changed, or no model, and says which; listModels() goes on", () =>
  withFolder(async (dataDir) => {
    const { path } = await train(fairRounds(400, "file"), dataDir), bytes = await Deno.readFile(path);
    const write = (name: string, content: Uint8Array) => Deno.writeFile(join(dataDir, "models", name), content);
    const changed = bytes.slice();
    changed[changed.length - 20] ^= 1;
    await write("changed-v1.model", changed);
    await write("short-v1.model", bytes.slice(0, -8));
    await write("head-v1.model", bytes.slice(0, 200));
    await write("text-v1.model", new TextEncoder().encode("what is this, then?"));
    const load = (name: string) => loadModel(join(dataDir, "models", name));
    await rejects(load("changed-v1.model"), /its trees were changed/);
    await rejects(load("short-v1.model"), /cut off/);
    await rejects(load("head-v1.model"), /cut off/);
    await rejects(load("text-v1.model"), /no model of this program/);
    await rejects(load("none-v1.model"), /models list names all/);
    await rejects(findModel("nothing", dataDir), /those there are: .*test/);
    const listed = await listModels(dataDir);
    equal(listed.filter((model) => "error" in model).length, 2);
    ok("header" in listed[0]);
  }));

Deno.test("pruneModels() deletes a name's older versions, and no other name's; the next version goes on counting", () =>
  withFolder(async (dataDir) => {
    const series = fairRounds(400, "prune");
    for (const name of ["test", "test", "test", "test-v1"]) await train(series, dataDir, { name, workers: 0 });
    await pruneModels("test", { dataDir, keep: 1 });
    const names = (await listModels(dataDir)).map((model) => "header" in model && model.path.split("/").at(-1));
    deepEqual(names.sort(), ["test-v1-v1.model", "test-v3.model"]);
    ok((await train(series, dataDir, { workers: 0 })).path.endsWith("test-v4.model"));
  }));
