/**
 * Trains one of the two line networks on sketches drawn as it goes, and writes its module beside the readers. One core,
 * the same weights for the same seed and fonts (`fonts.ts` names the packages); the reader takes half an hour on
 * a core of its own:
 *
 *     deno run -A core/vision/training/train_lines.ts reader --seed 1 [--keep FILE] [--from FILE --stage 1]
 *     deno run -A core/vision/training/train_lines.ts finder --seed 1
 *
 * `--keep` is written now and then, so that a run may be looked at; `--from` goes on with such a file at a later stage.
 */
import type { LayerWeights, NetworkShape } from "../line_network.ts";
import { packLayers, unpackLayers } from "../line_packing.ts";
import { FINDER_SHAPE, READER_SHAPE } from "../line_shapes.ts";
import { registerFonts } from "./fonts.ts";
import { findingLoss, spellingLoss } from "./line_loss.ts";
import { finderSample, readerSample } from "./line_samples.ts";
import { drawLineSketch, type LineSketchOptions } from "./line_sketches.ts";
import { LineTrainer, randomWeights } from "./line_trainer.ts";
import { seededRandom } from "./random.ts";

const RATE_END = 0.03, WARM_STEPS = 300;
const REPORT_SAMPLES = 2000;
const BATCH = 8;
/** The weights that an averaging stage gives are the mean of about so many steps, so that each of them may be its last. */
const AVERAGED_STEPS = 1500;
/** What is trained one after the other, each from the weights before as they are packed. */
interface Stage extends LineSketchOptions {
  samples: number;
  /** at its most */
  rate: number;
  /** the rate stays, and the weights are averaged */
  averaged?: boolean;
}
const KINDS: Record<"reader" | "finder", { shape: NetworkShape; stages: readonly Stage[] }> = {
  reader: {
    shape: READER_SHAPE,
    stages: [
      { samples: 80_000, rate: 0.0012, late: false },
      { samples: 24_000, rate: 0.0005, late: true },
      { samples: 84_000, rate: 0.0006, late: true, hard: true, averaged: true },
    ],
  },
  finder: { shape: FINDER_SHAPE, stages: [{ samples: 40_000, rate: 0.0012, late: false }] },
};
type Kind = keyof typeof KINDS;

function flag(name: string): string | null {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? null : Deno.args[at + 1];
}

function addSample(trainer: LineTrainer, { kind, random, fonts, late, hard }: LineSketchOptions & {
  kind: Kind;
  random: () => number;
  fonts: readonly string[];
}): number | null {
  const sketch = drawLineSketch(random, fonts, { late, hard });
  if (kind === "finder") {
    const sample = finderSample(sketch);
    return sample && trainer.add(sample.input, sample.columns, (answer) => findingLoss(answer, sample.box));
  }
  const sample = readerSample(sketch, random, { late });
  return sample && trainer.add(sample.input, sample.columns, (answer) => spellingLoss(answer, sample.classes));
}

function moduleText(kind: Kind, { weights, figures }: { weights: readonly LayerWeights[]; figures: unknown }): string {
  const { sums, scales } = packLayers(KINDS[kind].shape, weights);
  return `/** The line ${kind}'s weights, written by \`training/train_lines.ts\`: ${JSON.stringify(figures)} */
import type { PackedLayers } from "./line_packing.ts";

// deno-fmt-ignore
export const ${kind.toUpperCase()}_WEIGHTS: PackedLayers = {
  sums: ${JSON.stringify(sums)},
  scales: ${JSON.stringify(scales)},
};
`;
}

/** Trains one stage; gives the mean loss of its last samples. */
async function trainStage(
  trainer: LineTrainer,
  { kind, stage: { samples, rate, late, hard, averaged }, random }: { kind: Kind; stage: Stage; random: () => number },
): Promise<{ loss: number; weights: LayerWeights[] }> {
  const fonts = registerFonts("lines"), keep = flag("keep");
  const steps = Math.ceil(samples / BATCH);
  const means = averaged ? copyOf(trainer.weights) : trainer.weights;
  let loss = 0, count = 0, mean = 0;
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < BATCH; i++) {
      const one = addSample(trainer, { kind, random, fonts, late, hard });
      if (one === null) continue;
      loss += one;
      count++;
    }
    const falling = averaged ? 1 : RATE_END + (1 - RATE_END) * 0.5 * (1 + Math.cos(Math.PI * step / steps));
    trainer.step(rate * falling * Math.min(1, (step + 1) / WARM_STEPS));
    if (averaged) average(means, { added: trainer.weights, share: 1 / Math.min(step + 1, AVERAGED_STEPS) });
    if ((step + 1) % (REPORT_SAMPLES / BATCH) !== 0) continue;
    mean = loss / count;
    console.error(`${(step + 1) * BATCH} samples: loss ${mean.toFixed(4)}`);
    loss = count = 0;
    if (keep) await Deno.writeTextFile(keep, JSON.stringify(packLayers(KINDS[kind].shape, means)));
  }
  return { loss: mean, weights: means };
}

function copyOf(weights: readonly LayerWeights[]): LayerWeights[] {
  return weights.map(({ sums, biases }) => ({ sums: sums.slice(), biases: biases.slice() }));
}

function average(means: LayerWeights[], { added, share }: { added: readonly LayerWeights[]; share: number }): void {
  means.forEach((layer, index) => {
    for (const part of ["sums", "biases"] as const) {
      const values = layer[part], news = added[index][part];
      for (let i = 0; i < values.length; i++) values[i] += share * (news[i] - values[i]);
    }
  });
}

async function train(kind: Kind): Promise<void> {
  const { shape, stages } = KINDS[kind], seed = Number(flag("seed") ?? 1), from = flag("from");
  const randoms = stages.map((_, index) => seededRandom(seed + 1000 * index));
  let loss = 0,
    weights = from ? unpackLayers(shape, JSON.parse(await Deno.readTextFile(from))) : randomWeights(shape, randoms[0]);
  for (const [index, stage] of stages.entries()) {
    if (from && index < Number(flag("stage") ?? 1)) continue;
    const trainer = new LineTrainer(shape, weights);
    const trained = await trainStage(trainer, { kind, stage, random: randoms[index] });
    loss = trained.loss;
    weights = unpackLayers(shape, packLayers(shape, trained.weights));
  }
  const samples = stages.reduce((sum, stage) => sum + stage.samples, 0);
  const figures = { seed, samples, fonts: new Set(registerFonts("lines")).size, loss: Number(loss.toFixed(4)) };
  const file = new URL(`../line_${kind}_weights.ts`, import.meta.url);
  if (!Deno.args.includes("--dry")) await Deno.writeTextFile(file, moduleText(kind, { weights, figures }));
  console.log(JSON.stringify(figures));
}

const kind = Deno.args[0];
if (kind !== "reader" && kind !== "finder") throw new TypeError(`Cannot train ${kind}: reader or finder`);
await train(kind);
