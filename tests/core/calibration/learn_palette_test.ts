import assert from "node:assert/strict";
import { learnPalette } from "../../../core/calibration/learn_palette.ts";
import type { PhaseSample } from "../../../core/calibration/learn_phases.ts";
import { copyCrop } from "../../../core/screen/crop.ts";
import { Palette } from "../../../core/vision/palette.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";
import { drawStrange, STRANGE_SKINS, type StrangeSkin } from "./strange_tables.ts";

function stage(skin: StrangeSkin, seed: number): PhaseSample {
  const { picture, regions, truth } = drawStrange(skin, { seed });
  return { picture: copyCrop(picture, { rect: regions.phase! }), phase: truth.phase! };
}

const stages = (skin: StrangeSkin) => Array.from({ length: 24 }, (_, seed) => stage(skin, seed));

for (const skin of STRANGE_SKINS) {
  Deno.test(`learnPalette() explains fresh frames of ${skin.name}, and none of which a third is covered`, () => {
    const learnt = learnPalette(stages(skin));
    assert.ok(learnt);
    const palette = new Palette(learnt);
    for (let seed = 1_000; seed < 1_040; seed++) {
      const { picture } = stage(skin, seed);
      assert.ok(palette.explains(picture), `${seed}: ${palette.strangeShare(picture)} of ${learnt.strangeMax}`);
      const { width, height, data } = picture;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width / 3; x++) data.set([90, 200, 160], 4 * (y * width + x));
      }
      assert.ok(!palette.explains(picture), `${seed}: a cover is not seen`);
    }
  });
}

Deno.test("learnPalette() gives none when every frame has colours of its own, when few are known, or none", () => {
  const random = seededRandom(3);
  const noise = Array.from({ length: 12 }, (): PhaseSample => {
    const data = new Uint8Array(4 * 60 * 30), tint = [random(), random(), random()].map((one) => 255 * one);
    for (let at = 0; at < data.length; at += 4) data.set([...tint, 255], at);
    return { phase: "flying", picture: { width: 60, height: 30, data } };
  });
  assert.equal(learnPalette(noise), null);
  assert.equal(learnPalette(stages(STRANGE_SKINS[0]).slice(0, 7)), null);
  assert.equal(learnPalette(stages(STRANGE_SKINS[0]).map((one) => ({ ...one, phase: "unknown" }))), null);
});
