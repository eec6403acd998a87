/**
 * Trains one of the two line networks on sketches drawn as it goes, and writes its module beside the readers. One core,
 * the same weights for the same seed and fonts (`fonts.ts` names the packages); the reader takes about an hour:
 *
 *     deno run -A core/vision/training/train_lines.ts reader --seed 1 [--samples 80000] [--from FILE] [--keep FILE]
 *     deno run -A core/vision/training/train_lines.ts finder --seed 1 [--samples 40000]
 *
 * `--keep` is written now and then, so that a run may be looked at, and continued with `--from`.
 */
import type { LayerWeights } from "../line_network.ts";
import { packLayers, unpackLayers } from "../line_packing.ts";
import { FINDER_SHAPE, READER_SHAPE } from "../line_shapes.ts";
import { registerFonts } from "./fonts.ts";
import { findingLoss, spellingLoss } from "./line_loss.ts";
import { finderSample, readerSample } from "./line_samples.ts";
import { drawLineSketch } from "./line_sketches.ts";
import { LineTrainer, randomWeights } from "./line_trainer.ts";
import { seededRandom } from "./random.ts";

const RATE_END = 0.03, WARM_STEPS = 300;
const REPORT_SAMPLES = 2000;
const KINDS = {
  reader: { shape: READER_SHAPE, samples: 80_000, batch: 8, rate: 0.0012 },
  finder: { shape: FINDER_SHAPE, samples: 40_000, batch: 8, rate: 0.0012 },
};
type Kind = keyof typeof KINDS;

function flag(name: string): string | null {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? null : Deno.args[at + 1];
}

function addSample(trainer: LineTrainer, { kind, random, fonts }: {
  kind: Kind;
  random: () => number;
  fonts: readonly string[];
}): number | null {
  const sketch = drawLineSketch(random, fonts);
  if (kind === "finder") {
    const sample = finderSample(sketch);
    return sample && trainer.add(sample.input, sample.columns, (answer) => findingLoss(answer, sample.box));
  }
  const sample = readerSample(sketch, random);
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

async function train(kind: Kind): Promise<void> {
  const { shape, batch, rate } = KINDS[kind];
  const seed = Number(flag("seed") ?? 1), samples = Number(flag("samples") ?? KINDS[kind].samples);
  const random = seededRandom(seed), fonts = registerFonts("lines"), from = flag("from"), keep = flag("keep");
  const start = from ? unpackLayers(shape, JSON.parse(await Deno.readTextFile(from))) : randomWeights(shape, random);
  const peak = rate * Number(flag("rate") ?? 1);
  const trainer = new LineTrainer(shape, start), steps = Math.ceil(samples / batch);
  let loss = 0, count = 0, mean = 0;
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < batch; i++) {
      const one = addSample(trainer, { kind, random, fonts });
      if (one === null) continue;
      loss += one;
      count++;
    }
    const falling = RATE_END + (1 - RATE_END) * 0.5 * (1 + Math.cos(Math.PI * step / steps));
    trainer.step(peak * falling * Math.min(1, (step + 1) / WARM_STEPS));
    if ((step + 1) % (REPORT_SAMPLES / batch) !== 0) continue;
    mean = loss / count;
    console.error(`${(step + 1) * batch} samples: loss ${mean.toFixed(4)}`);
    loss = count = 0;
    if (keep) await Deno.writeTextFile(keep, JSON.stringify(packLayers(shape, trainer.weights)));
  }
  const figures = { seed, samples, fonts: new Set(fonts).size, loss: Number(mean.toFixed(4)) };
  const file = new URL(`../line_${kind}_weights.ts`, import.meta.url);
  if (!Deno.args.includes("--dry")) {
    await Deno.writeTextFile(file, moduleText(kind, { weights: trainer.weights, figures }));
  }
  console.log(JSON.stringify(figures));
}

const kind = Deno.args[0];
if (kind !== "reader" && kind !== "finder") throw new TypeError(`Cannot train ${kind}: reader or finder`);
await train(kind);
