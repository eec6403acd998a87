/**
 * Trains the phase network and writes `core/vision/phase_weights.ts`. One core, about twenty minutes, the same weights for
 * the same seed and fonts (`fonts.ts` names the packages):
 *
 *     deno run -A core/vision/training/train_phases.ts --seed 1 [--steps 12000] [--again] [--thresholds=a,b,c,d] [--dry]
 *
 * `--again` goes on gently from the weights that are there and writes the mean of both; `--again --steps 0` only measures
 * them. Thresholds that are not given are chosen so that no picture of one set is wrong; the figures are those of another.
 *
 * Two of the program's skins, the fonts for measuring and all styles marked strange stay out of training.
 */
import type { SkinName } from "../../simulator/skins.ts";
import { sampleStage } from "../phase_features.ts";
import { type Layer, PHASE_CLASSES } from "../phase_network.ts";
import { PHASE_FIGURES, PHASE_WEIGHTS } from "../phase_weights.ts";
import { packPhaseWeights, unpackPhaseWeights } from "../phase_packing.ts";
import { registerFonts } from "./fonts.ts";
import { judgeSketches, measurePhases, safeThresholds } from "./phase_measure.ts";
import { drawSkinSketch } from "./phase_skins.ts";
import { drawPhaseSketch, type PhaseSketch } from "./phase_sketches.ts";
import { trainPhaseNetwork } from "./phase_trainer.ts";
import { seededRandom } from "./random.ts";

const TRAINING_SKINS: readonly SkinName[] = ["balkanbet", "mozzart", "soccer", "admiral"];
const UNSEEN_SKINS: readonly SkinName[] = ["meridian", "maxbet"];
const SKIN_SHARE = 0.12;
/** The threshold is chosen on some pictures and measured on others. */
const CHOSEN_ON = 12_000, MEASURED_ON = 8_000;
const OUTPUT = new URL("../phase_weights.ts", import.meta.url);

function numberFlag(name: string, otherwise: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(Deno.args[at + 1]);
}

function moduleText(
  layers: readonly Layer[],
  { thresholds, figures }: { thresholds: readonly number[]; figures: unknown },
): string {
  const { weights, scales } = packPhaseWeights(layers);
  return `/** The phase network's weights, the shares from which on its classes are believed, and what it reached. Written by \`training/train_phases.ts\`. */
import type { PackedPhaseWeights } from "./phase_packing.ts";

/** Waiting, flying, crashed, unknown. */
export const PHASE_SHARES_MIN: readonly number[] = ${JSON.stringify(thresholds)};

/** Of pictures that training never saw. */
// deno-fmt-ignore
export const PHASE_FIGURES = ${JSON.stringify(figures)};

// deno-fmt-ignore
export const PHASE_WEIGHTS: PackedPhaseWeights = {
  weights:
    ${JSON.stringify(weights)},
  scales:
    ${JSON.stringify(scales)},
};
`;
}

const seed = numberFlag("seed", 1), steps = numberFlag("steps", 12_000);
const fonts = registerFonts("training"), otherFonts = registerFonts("measuring");
const again = Deno.args.includes("--again") ? unpackPhaseWeights(PHASE_WEIGHTS) : undefined;
const random = seededRandom(seed);
const trained = trainPhaseNetwork((input) => {
  const sketch = random() < SKIN_SHARE
    ? drawSkinSketch(random, { skins: TRAINING_SKINS, fonts })
    : drawPhaseSketch(random, { fonts });
  sampleStage(sketch.picture, input);
  return PHASE_CLASSES.indexOf(sketch.truth);
}, { seed, steps, from: again, onProgress: (step, loss) => console.error(`step ${step}: loss ${loss.toFixed(4)}`) });
const layers = unpackPhaseWeights(packPhaseWeights(again && steps > 0 ? meanOf(again, trained) : trained));

/** Between where training began again and where it ended lies what generalises best. */
function meanOf(one: readonly Layer[], other: readonly Layer[]): Layer[] {
  const mean = (a: Float32Array, b: Float32Array) => a.map((value, index) => (value + b[index]) / 2);
  return one.map((layer, index) => ({
    ...layer,
    weights: mean(layer.weights, other[index].weights),
    bias: mean(layer.bias, other[index].bias),
  }));
}

/** Strange styles in unseen fonts, usual styles in unseen fonts, and the skins that training never saw. */
function draws(from: number): Record<string, () => PhaseSketch> {
  const strange = seededRandom(from), usual = seededRandom(from + 1), skin = seededRandom(from + 2);
  return {
    strange: () => drawPhaseSketch(strange, { fonts: otherFonts, strange: true }),
    usual: () => drawPhaseSketch(usual, { fonts: otherFonts }),
    skins: () => drawSkinSketch(skin, { skins: UNSEEN_SKINS, fonts: otherFonts }),
  };
}

const given = Deno.args.find((argument) => argument.startsWith("--thresholds="));
const thresholds = given ? given.slice(13).split(",").map(Number) : safeThresholds(
  Object.values(draws(seed + 1000)).flatMap((draw) => judgeSketches(layers, { draw, count: CHOSEN_ON / 3 })),
);
const measured = Object.fromEntries(
  Object.entries(draws(seed + 2000)).map(([name, draw]) => {
    const judged = judgeSketches(layers, { draw, count: MEASURED_ON / 2 });
    return [name, measurePhases(judged, thresholds)];
  }),
);
const training = [...again ? PHASE_FIGURES.training : [], ...steps > 0 ? [{ seed, steps }] : []];
const figures = { training, thresholds, ...measured };
console.log(JSON.stringify(figures, null, 1));
if (!Deno.args.includes("--dry")) await Deno.writeTextFile(OUTPUT, moduleText(layers, { thresholds, figures }));
