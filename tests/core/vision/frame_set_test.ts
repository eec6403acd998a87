import assert from "node:assert/strict";
import { HostError } from "../../../core/protocol/errors.ts";
import { type FrameLine, type FrameSummary, readFrameSet } from "../../../core/vision/frame_set.ts";
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
