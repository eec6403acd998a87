/**
 * The bundled phase network on stages that training never saw. `AVIATOR_STAGES=5000` judges so many pictures instead of a
 * few; the fonts that are kept out of training are taken where they are installed, those of training otherwise.
 */
import assert from "node:assert/strict";
import type { Picture } from "../../../core/protocol/picture.ts";
import type { Phase } from "../../../core/protocol/reading.ts";
import { SKIN_NAMES } from "../../../core/simulator/skins.ts";
import { classifyPhase } from "../../../core/vision/phase_model.ts";
import { packPhaseWeights, unpackPhaseWeights } from "../../../core/vision/phase_packing.ts";
import { PHASE_WEIGHTS } from "../../../core/vision/phase_weights.ts";
import { registerFonts } from "../../../core/vision/training/fonts.ts";
import { drawSkinSketch } from "../../../core/vision/training/phase_skins.ts";
import { drawPhaseSketch, type PhaseSketch } from "../../../core/vision/training/phase_sketches.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";
import { paint } from "./pictures.ts";

const SEED = 5151;
const COUNT = Number(Deno.env.get("AVIATOR_STAGES") ?? 250);
const FONTS = [registerFonts("measuring"), registerFonts("training"), ["sans-serif"]].find((fonts) =>
  fonts.length > 0
)!;

/** Judges `COUNT` pictures; gives the share told right and what was told wrong. */
function judge(draw: () => PhaseSketch): { right: number; wrong: string[] } {
  const wrong: string[] = [];
  let right = 0;
  for (let index = 0; index < COUNT; index++) {
    const { picture, truth, style } = draw(), { phase, confidence } = classifyPhase(picture);
    if (phase === truth) right += 1;
    else if (phase !== null) wrong.push(`${style}: ${truth} as ${phase} (${confidence})`);
  }
  return { right: right / COUNT, wrong };
}

Deno.test("classifyPhase() is never wrong and tells a good part when stages are drawn in styles kept out of training", () => {
  const random = seededRandom(SEED);
  const { right, wrong } = judge(() => drawPhaseSketch(random, { fonts: FONTS, strange: true }));
  assert.deepEqual(wrong, [], `seed ${SEED}`);
  assert.ok(right > 0.25, `${right} right`);
});

Deno.test("classifyPhase() is never wrong and tells a good part when the bundled skins are shown, whole or covered", () => {
  const random = seededRandom(SEED);
  const { right, wrong } = judge(() => drawSkinSketch(random, { skins: SKIN_NAMES, fonts: FONTS }));
  assert.deepEqual(wrong, [], `seed ${SEED}`);
  assert.ok(right > 0.35, `${right} right`);
});

Deno.test("classifyPhase() withholds when a picture is too small to be a stage", () => {
  for (const [width, height] of [[0, 0], [1, 1], [59, 100], [100, 23]]) {
    const picture: Picture = { width, height, data: new Uint8Array(4 * width * height) };
    assert.deepEqual(classifyPhase(picture), { phase: null, confidence: 0 });
  }
});

Deno.test("classifyPhase() names no phase of the game when there is one flat colour", () => {
  for (const color of ["#000000", "#ffffff", "#0b0b0d", "#e50539"]) {
    const { phase } = classifyPhase(paint({ width: 300, height: 120 }, [[color, 0, 0, 300, 120]]));
    assert.ok(phase === null || phase === ("unknown" satisfies Phase), `${color}: ${phase}`);
  }
});

Deno.test("unpackPhaseWeights() gives back what packPhaseWeights() packed", () => {
  const layers = unpackPhaseWeights(PHASE_WEIGHTS);
  assert.deepEqual(packPhaseWeights(layers), PHASE_WEIGHTS);
});
