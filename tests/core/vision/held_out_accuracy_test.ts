/**
 * Held-out accuracy. By default a small set; the whole one with AVIATOR_HELD_OUT=5000,500 (crops, frames), as in
 * `AVIATOR_HELD_OUT=5000,500 deno test -A tests/core/vision/held_out_accuracy_test.ts`, which takes about three minutes.
 */
import assert from "node:assert/strict";
import { FrameReport } from "../../../core/vision/frame_report.ts";
import { type FrameSummary, readFrameSet } from "../../../core/vision/frame_set.ts";
import { countLines } from "../../../core/vision/report_page.ts";
import { drawHeldOutSet } from "../../../core/vision/training/held_out_set.ts";
import { testWithFonts } from "../../frames/held_out.ts";

const WHOLE = Deno.env.get("AVIATOR_HELD_OUT");
const [crops, frames] = (WHOLE ?? "312,36").split(",").map(Number);
const SEED = 1;

/** Shares of regions read right, a bit below what was measured. */
const RIGHT_MIN: Record<string, number> = { crops: 0.78, skins: 0.7, strange: 0.6 };
const SKINS = /^(balkanbet|mozzart|soccer|admiral|meridian|maxbet)$/;

testWithFonts("readFrameSet() gives no wrong value on held-out crops and tables, and reads most", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await drawHeldOutSet(dir, { seed: SEED, crops, frames });
    const report = new FrameReport(() => "");
    const shares: Record<string, { right: number; all: number }> = {};
    let summary: FrameSummary | undefined;
    const onResult = (result: Parameters<FrameReport["add"]>[0]) => {
      report.add(result);
      if (!result.verdict) return;
      const group = result.line.image.startsWith("crop") ? "crops" : SKINS.test(result.style) ? "skins" : "strange";
      const share = shares[group] ??= { right: 0, all: 0 };
      share.all++;
      if (result.verdict === "right") share.right++;
    };
    for await (const line of readFrameSet(dir, { onResult })) if ("frames" in line) summary = line;
    if (WHOLE) console.log(`${countLines("style", report.byStyle)}\n\n${countLines("region", report.byRegion)}`);
    const wrong = report.examples.filter(({ verdict }) => verdict === "wrong");
    assert.deepEqual(wrong.map(({ image, region, truth, value }) => ({ image, region, truth, value })), []);
    assert.equal(summary!.frames, crops + frames);
    for (const [group, { right, all }] of Object.entries(shares)) {
      assert(right / all >= RIGHT_MIN[group], `${group}: ${right} of ${all} right, ${RIGHT_MIN[group]} is wanted`);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
