/**
 * Trains the glyph network and writes `core/vision/glyph_weights.ts`. One core, a few minutes, the same weights for the
 * same seed and fonts (`fonts.ts` names the packages):
 *
 *     deno run -A core/vision/training/train_glyphs.ts --seed 1 [--sketches 26000] [--epochs 13] [--dry]
 */
import { HIDDEN, INPUTS, type NetworkWeights, OUTPUTS } from "../glyph_network.ts";
import { packWeights, unpackWeights } from "../glyph_packing.ts";
import { registerFonts } from "./fonts.ts";
import { addSketch, emptySamples, type SampleSet } from "./glyph_samples.ts";
import { measureNetwork } from "./measure.ts";
import { seededRandom } from "./random.ts";
import { drawSketch } from "./sketches.ts";
import { glyphsRight, trainNetwork } from "./trainer.ts";

const MEASURED_SKETCHES = 3000;
const OUTPUT = new URL("../glyph_weights.ts", import.meta.url);

function numberFlag(name: string, otherwise: number): number {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? otherwise : Number(Deno.args[at + 1]);
}

function makeSamples(sketches: number, options: { seed: number; fonts: readonly string[] }): SampleSet {
  const random = seededRandom(options.seed);
  const samples = emptySamples(sketches * 12);
  for (let i = 0; i < sketches; i++) addSketch(samples, { sketch: drawSketch(random, options.fonts), random });
  return samples;
}

function moduleText(network: NetworkWeights, figures: Record<string, unknown>): string {
  const { weights, scales } = packWeights(network);
  return `/**
 * The glyph network's weights: ${INPUTS} inputs, ${HIDDEN} hidden, ${OUTPUTS} classes. Written by
 * \`training/train_glyphs.ts\`; what they reached there:
 * ${JSON.stringify(figures)}
 */
import type { PackedWeights } from "./glyph_packing.ts";

// deno-fmt-ignore
export const GLYPH_WEIGHTS: PackedWeights = {
  weights:
    ${JSON.stringify(weights)},
  scales:
    ${JSON.stringify(scales)},
};
`;
}

const seed = numberFlag("seed", 1), sketches = numberFlag("sketches", 26_000), epochs = numberFlag("epochs", 13);
const fonts = registerFonts("training"), otherFonts = registerFonts("measuring");
console.error(`${new Set(fonts).size} fonts to train, ${new Set(otherFonts).size} to measure`);
const samples = makeSamples(sketches, { seed, fonts });
console.error(`${samples.count} glyphs`);
const trained = trainNetwork(samples, {
  seed,
  epochs,
  onEpoch: (epoch, loss) => console.error(`epoch ${epoch}: loss ${loss.toFixed(4)}`),
});
const network = unpackWeights(packWeights(trained));
const held = makeSamples(MEASURED_SKETCHES, { seed: seed + 1000, fonts: otherFonts });
const figures = {
  seed,
  sketches,
  epochs,
  glyphs: samples.count,
  glyphsRightOnUnseenFonts: Number(glyphsRight(network, held).toFixed(5)),
  trainingFonts: measureNetwork(network, { seed: seed + 2000, fonts, sketches: MEASURED_SKETCHES }),
  unseenFonts: measureNetwork(network, { seed: seed + 3000, fonts: otherFonts, sketches: MEASURED_SKETCHES }),
};
console.log(JSON.stringify(figures));
if (!Deno.args.includes("--dry")) await Deno.writeTextFile(OUTPUT, moduleText(network, figures));
