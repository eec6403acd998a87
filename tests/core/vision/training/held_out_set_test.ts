import assert from "node:assert/strict";
import { FONT_PACKAGES, heldOutFiles } from "../../../../core/vision/training/held_out_fonts.ts";
import { registerFonts } from "../../../../core/vision/training/fonts.ts";
import { leftOf, phaseLeft } from "../../../../core/vision/training/held_out_covers.ts";
import { drawHeldOutSet } from "../../../../core/vision/training/held_out_set.ts";
import { FRAME_SKINS } from "../../../../core/vision/training/held_out_frames.ts";
import { CROP_STYLES } from "../../../../core/vision/training/held_out_styles.ts";
import { NUMBER_KINDS, readLabels } from "../../../../core/vision/frame_set.ts";
import { parseNumber } from "../../../../core/vision/number_format.ts";
import { NUMBER_REGIONS } from "../../../../core/protocol/reading.ts";
import { testWithFonts } from "../../../frames/held_out.ts";

/** The text of a label with its currency taken off, as the reader has to. */
interface DrawnLabel {
  image: string;
  text?: string;
  truth: Record<string, number | string | null>;
}

async function draw(options: { seed: number; crops: number; frames: number }): Promise<Map<string, Uint8Array>> {
  const dir = await Deno.makeTempDir();
  try {
    await drawHeldOutSet(dir, options);
    const files = new Map<string, Uint8Array>();
    for await (const { name } of Deno.readDir(dir)) files.set(name, await Deno.readFile(`${dir}/${name}`));
    return files;
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("heldOutFiles() holds no font of training", () => {
  const trained = new Set(registerFonts("training"));
  const names = heldOutFiles().map((file) => `vision-${file.replace(/^.*\/|\.\w+$/g, "")}`);
  assert.deepEqual(names.filter((name) => trained.has(name)), []);
});

Deno.test("FONT_PACKAGES are what CI installs", async () => {
  const script = await Deno.readTextFile(new URL("../../../../.ci/run", import.meta.url));
  assert.deepEqual(FONT_PACKAGES.split(" ").filter((name) => !script.includes(name)), []);
});

testWithFonts("drawHeldOutSet() draws the same files to the bit when the seed is the same", async () => {
  const options = { seed: 7, crops: CROP_STYLES.length, frames: 4 };
  const [one, same, other] = [await draw(options), await draw(options), await draw({ ...options, seed: 8 })];
  assert.equal(one.size, options.crops + options.frames + 1);
  assert.deepEqual(one, same);
  assert.notDeepEqual(one.get("crop-00001.png"), other.get("crop-00001.png"));
  assert.notDeepEqual(one.get("frame-00001.png"), other.get("frame-00001.png"));
});

testWithFonts("drawHeldOutSet() labels what it wrote, in a notation that the label's locale allows", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await drawHeldOutSet(dir, { seed: 3, crops: 8 * CROP_STYLES.length, frames: FRAME_SKINS.length });
    const text = await Deno.readTextFile(`${dir}/labels.jsonl`);
    const drawn: DrawnLabel[] = text.trim().split("\n").map((line) => JSON.parse(line));
    let numbers = 0;
    for (const [index, label] of (await readLabels(dir)).entries()) {
      const region = NUMBER_REGIONS.find((region) => label.regions[region])!, truth = label.truth?.[region];
      const written = drawn[index].text;
      if (written === undefined || truth === null || truth === undefined) continue;
      const figures = written.replace(/^[^\dxX×]+|[^\dxX×]+$/g, "").replace(/[X×]/g, "x").replaceAll("x ", "x");
      assert.equal(parseNumber(figures, { kind: NUMBER_KINDS[region], locale: label.locale }), truth, written);
      numbers++;
    }
    assert(numbers > 100, `only ${numbers} numbers`);
    assert.deepEqual(new Set(drawn.map((label) => "style" in label)), new Set([true]));
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("leftOf() is hidden when a figure is, readable when the cover keeps away, unclear between", () => {
  const mark = { x: 100, y: 50, width: 80, height: 20 };
  const from = (x: number, width: number) => leftOf(mark, { x, y: 0, width, height: 200 });
  assert.equal(from(0, 80), "readable");
  assert.equal(from(0, 95), "unclear");
  assert.equal(from(0, 110), "hidden");
  assert.equal(from(200, 50), "readable");
  assert.equal(from(170, 50), "unclear");
  assert.equal(from(140, 50), "hidden");
  assert.equal(leftOf(mark, { x: 0, y: 0, width: 300, height: 55 }), "unclear");
  assert.equal(leftOf(mark, { x: 0, y: 0, width: 300, height: 62 }), "hidden");
});

Deno.test("phaseLeft() is hidden from half of the region on", () => {
  const phase = { x: 0, y: 0, width: 100, height: 100 };
  assert.equal(phaseLeft(phase, { x: 0, y: 0, width: 50, height: 100 }), "hidden");
  assert.equal(phaseLeft(phase, { x: 0, y: 0, width: 30, height: 100 }), "unclear");
  assert.equal(phaseLeft(phase, { x: 98, y: 0, width: 30, height: 100 }), "readable");
});
