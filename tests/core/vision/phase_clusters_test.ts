import assert from "node:assert/strict";
import type { Phase } from "../../../core/protocol/reading.ts";
import { phaseOfColors } from "../../../core/vision/phase_colors.ts";
import { parsePhaseColorModel } from "../../../core/protocol/phase_color_model.ts";
import { kMeans, type LabelledColors, trainPhaseColors } from "../../../core/vision/training/phase_clusters.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";

const OPTIONS = { table: "soccer", seed: 4, clusters: 6, purity: 0.98, holdOut: 0.25 };
/** Mean shades of each phase's made-up stage. */
const SHADES: [Phase, number][] = [["waiting", 40], ["flying", 120], ["crashed", 200]];

function sampleOf(phase: Phase, shade: number, { at, random }: { at: number; random: () => number }): LabelledColors {
  return { takenAtMs: at, phase, features: Array.from({ length: 12 }, () => shade + 6 * random()) };
}

function samples(count: number, seed = 1): LabelledColors[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, at) => sampleOf(...SHADES[at % SHADES.length], { at, random }));
}

Deno.test("trainPhaseColors() tells every held-out phase when the phases' colours lie apart", async () => {
  const { model, confusion } = await trainPhaseColors(samples(400), OPTIONS);
  assert.deepEqual(model.scores, { samples: 100, right: 100, wrong: 0, withheld: 0, accuracy: 1 });
  assert.deepEqual(Object.keys(confusion).sort(), ["crashed", "flying", "waiting"]);
  assert.equal(phaseOfColors(model, new Array(12).fill(123)), "flying");
});

Deno.test("phaseOfColors() withholds when the colours are far from every cluster", async () => {
  const { model } = await trainPhaseColors(samples(400), OPTIONS);
  for (const shade of [0, 80, 160, 255]) assert.equal(phaseOfColors(model, new Array(12).fill(shade)), null);
});

Deno.test("trainPhaseColors() names no phase when two phases have the same colours", async () => {
  const random = seededRandom(2);
  const mixed = samples(300).map((sample, at) =>
    sample.phase === "waiting" ? sampleOf(at % 2 ? "waiting" : "crashed", 40, { at, random }) : sample
  );
  const { model } = await trainPhaseColors(mixed, OPTIONS);
  assert.equal(phaseOfColors(model, new Array(12).fill(43)), null);
  assert.equal(model.scores.wrong, 0);
});

Deno.test("trainPhaseColors() measures on the latest samples when they come in any order", async () => {
  const changed = samples(400).map((sample) =>
    sample.takenAtMs >= 300 ? { ...sample, phase: "crashed" as const } : sample
  );
  const { model, confusion } = await trainPhaseColors(changed.toReversed(), OPTIONS);
  assert.deepEqual(Object.keys(confusion), ["crashed"]);
  assert.equal(model.scores.accuracy, 0.33);
});

Deno.test("trainPhaseColors() gives the same model when seed and samples are the same, another hash when they are not", async () => {
  const one = await trainPhaseColors(samples(300), OPTIONS), same = await trainPhaseColors(samples(300), OPTIONS);
  assert.deepEqual(one, same);
  assert.notEqual((await trainPhaseColors(samples(300, 9), OPTIONS)).model.dataHash, one.model.dataHash);
});

Deno.test("trainPhaseColors() throws when there are fewer samples than clusters", async () => {
  await assert.rejects(trainPhaseColors(samples(6), OPTIONS), /Cannot train on 4 samples: 6 at least/);
});

Deno.test("kMeans() gives fewer centers when there are fewer different rows", () => {
  const rows = Array.from({ length: 20 }, (_, at) => [at % 2, 0]);
  assert.deepEqual(kMeans(rows, { clusters: 5, seed: 1, scale: [1, 1] }).sort(), [[0, 0], [1, 0]]);
});

Deno.test("parsePhaseColorModel() gives back what was written, and names what is wrong with what was not", async () => {
  const { model } = await trainPhaseColors(samples(300), OPTIONS);
  assert.deepEqual(parsePhaseColorModel(JSON.stringify(model), "a.json"), model);
  const bad = JSON.stringify({ ...model, version: 2 });
  assert.throws(() => parsePhaseColorModel(bad, "a.json"), /Cannot use a.json: field version is 2/);
  assert.throws(() => parsePhaseColorModel("{", "a.json"), /Cannot read a.json: not JSON/);
});
