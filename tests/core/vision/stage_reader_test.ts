/** Two witnesses on stages that training never saw. `AVIATOR_STAGES=5000` judges so many pictures instead of a few. */
import assert from "node:assert/strict";
import { classifyPhase } from "../../../core/vision/phase_model.ts";
import { readStage } from "../../../core/vision/stage_reader.ts";
import { registerFonts } from "../../../core/vision/training/fonts.ts";
import { drawPhaseSketch } from "../../../core/vision/training/phase_sketches.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";

const SEED = 6262;
const COUNT = Number(Deno.env.get("AVIATOR_STAGES") ?? 160);
const FONTS = [registerFonts("measuring"), registerFonts("training"), ["sans-serif"]].find((fonts) =>
  fonts.length > 0
)!;

Deno.test("readStage() is never wrong and tells more than the network alone when a multiplier can be read", () => {
  const random = seededRandom(SEED), wrong: string[] = [];
  let alone = 0, together = 0;
  for (let index = 0; index < COUNT; index++) {
    const { picture, truth, style } = drawPhaseSketch(random, { fonts: FONTS, strange: true });
    const { phase, confidence } = readStage(picture, "en-US");
    if (classifyPhase(picture).phase === truth) alone += 1;
    if (phase === truth) together += 1;
    else if (phase !== null) wrong.push(`${style}: ${truth} as ${phase} (${confidence})`);
  }
  assert.deepEqual(wrong, [], `seed ${SEED}`);
  assert.ok(together >= 1.25 * alone, `${together} and ${alone} of ${COUNT}`);
  if (Deno.env.has("AVIATOR_STAGES")) console.log(`${alone} alone, ${together} together of ${COUNT}`);
});

Deno.test("readStage() takes no number for a stage when it stands on one flat colour or on none", () => {
  for (const [width, height] of [[0, 0], [59, 100], [300, 120]]) {
    const { phase } = readStage({ width, height, data: new Uint8Array(4 * width * height).fill(40) }, "en-US");
    assert.ok(phase === null || phase === "unknown", `${phase}`);
  }
});
