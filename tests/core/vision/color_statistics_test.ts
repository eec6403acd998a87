import assert from "node:assert/strict";
import { colorStatistics } from "../../../core/vision/color_statistics.ts";
import { paint } from "./pictures.ts";

const NO_SPREAD = [0, 0, 0];

Deno.test("colorStatistics() gives mean and deviation exactly when half of the picture has another colour", () => {
  const picture = paint({ width: 40, height: 10 }, [["#0a64ff", 0, 0, 40, 10], ["#1e0000", 0, 0, 20, 10]]);
  assert.deepEqual(colorStatistics(picture), { mean: [20, 50, 127.5], deviation: [10, 50, 127.5] });
});

Deno.test("colorStatistics() stays exact when the picture is larger than one sum holds", () => {
  const white = { width: 1000, height: 701, data: new Uint8Array(4 * 1000 * 701).fill(255) };
  assert.deepEqual(colorStatistics(white), { mean: [255, 255, 255], deviation: NO_SPREAD });
  white.data.fill(0, 0, 4 * 1000);
  const share = 1 / 701, deviation = 255 * Math.sqrt(share * (1 - share));
  const found = colorStatistics(white);
  for (const channel of [0, 1, 2]) {
    assert.equal(found.mean[channel], 255 * 700 / 701);
    assert.ok(Math.abs(found.deviation[channel] - deviation) < 1e-6);
  }
});

Deno.test("colorStatistics() gives nothing but zeros when there is no pixel", () => {
  assert.deepEqual(colorStatistics({ width: 0, height: 0, data: new Uint8Array(0) }), {
    mean: NO_SPREAD,
    deviation: NO_SPREAD,
  });
});
