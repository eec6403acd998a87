import assert from "node:assert/strict";
import { HostError } from "../../../core/protocol/errors.ts";
import { type FrameLine, type FrameSummary, readFrameSet } from "../../../core/vision/frame_set.ts";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { FRAMES_DIR, loadLabels } from "./pictures.ts";

async function readAll(dir: string): Promise<(FrameLine | FrameSummary)[]> {
  return await Array.fromAsync(readFrameSet(dir));
}

Deno.test("readFrameSet() yields a line a region and last a summary that adds up", async () => {
  const results = await readAll(FRAMES_DIR), labels = await loadLabels();
  const summary = results.pop() as FrameSummary;
  assert.deepEqual(results.map((line) => (line as FrameLine).image), labels.map(({ image }) => image));
  assert.equal(summary.frames, labels.length);
  assert.equal(summary.right + summary.wrong + summary.withheld, summary.regions);
  assert.equal(summary.wrong, 0);
  assert(summary.msPerFrame.p50 > 0 && summary.msPerFrame.p95 >= summary.msPerFrame.p50);
});

Deno.test("readFrameSet() names file and field when a label is wrong", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await assert.rejects(
      readAll(dir),
      (error: HostError) => error.code === "bad_config" && /labels\.jsonl/.test(error.message),
    );
    for (const [line, part] of [["{", "not JSON"], ['{"image":"../a.png","regions":{},"locale":"en-US"}', "image"]]) {
      await Deno.writeTextFile(`${dir}/labels.jsonl`, line);
      await assert.rejects(
        readAll(dir),
        (error: HostError) =>
          error.code === "bad_config" && error.message.includes("labels.jsonl:1") && error.message.includes(part),
      );
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("readFrameSet() reads each region where its label says, and withholds phases", async () => {
  const lines = (await readAll(FRAMES_DIR)).slice(0, -1) as FrameLine[];
  const { image, region, value } = lines.find((line) => line.value !== null)!;
  const { locale } = (await loadLabels()).find((label) => label.image === image)!;
  const decoded = await loadImage(await Deno.readFile(`${FRAMES_DIR}/${image}`));
  const { width, height } = decoded;
  const context = createCanvas(width + 60, height + 50).getContext("2d");
  context.drawImage(decoded, 37, 23);
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${dir}/a.png`, context.canvas.toBuffer("image/png"));
    const regions = { [region]: [37, 23, width, height], phase: [0, 0, 20, 20] };
    const label = { image: "a.png", regions, locale, truth: { [region]: value, phase: "flying" } };
    await Deno.writeTextFile(`${dir}/labels.jsonl`, JSON.stringify(label));
    const [number, phase, summary] = await readAll(dir);
    assert.equal((number as FrameLine).value, value);
    assert.equal((number as FrameLine).confidence, lines.find((line) => line.image === image)!.confidence);
    assert.deepEqual(phase, { image: "a.png", region: "phase", value: null, confidence: 0, method: "none", micros: 0 });
    const { frames, regions: count, right, wrong, withheld } = summary as FrameSummary;
    assert.deepEqual({ frames, count, right, wrong, withheld }, {
      frames: 1,
      count: 2,
      right: 1,
      wrong: 0,
      withheld: 1,
    });
    await Deno.writeTextFile(
      `${dir}/labels.jsonl`,
      JSON.stringify({ ...label, regions: { [region]: [61, 0, width, 9] } }),
    );
    await assert.rejects(
      readAll(dir),
      (error: HostError) => error.code === "bad_config" && /outside/.test(error.message),
    );
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
