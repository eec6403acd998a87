import assert from "node:assert/strict";
import { COLUMNS_MAX } from "../../../core/vision/line_network.ts";
import { sampleBand } from "../../../core/vision/line_picture.ts";
import { CHANNELS } from "../../../core/vision/line_shapes.ts";
import { paint } from "./pictures.ts";

const SIZE = { width: 80, height: 40 };
const DARK = paint(SIZE, [["#202020", 0, 0, 80, 40], ["#e0e0e0", 30, 10, 8, 20]]);
const LIGHT = paint(SIZE, [["#e0e0e0", 0, 0, 80, 40], ["#202020", 30, 10, 8, 20]]);
const WHOLE = { left: 0, top: 0, width: 80, height: 40 };

Deno.test("sampleBand() makes light on dark look as dark on light", () => {
  const dark = sampleBand(DARK, { band: WHOLE, rows: 20 })!, light = sampleBand(LIGHT, { band: WHOLE, rows: 20 })!;
  assert.equal(dark.columns, 40);
  dark.input.forEach((value, i) => assert(Math.abs(value - light.input[i]) < 1e-3, `${i}`));
  const ink = dark.input[CHANNELS * (10 * 40 + 16)], ground = dark.input[CHANNELS * (10 * 40 + 2)];
  assert(ink > 0.9 && Math.abs(ground) < 0.05, `${ink} ${ground}`);
});

Deno.test("sampleBand() says what lies outside of the picture, and shows nothing there", () => {
  const { input, columns } = sampleBand(DARK, { band: { left: -20, top: 0, width: 120, height: 40 }, rows: 20 })!;
  const at = (x: number) => [...input.subarray(CHANNELS * (10 * columns + x), CHANNELS * (10 * columns + x + 1))];
  assert.deepEqual(at(2), [0, 0, 0, 0]);
  assert.equal(at(12)[3], 1);
  assert.deepEqual(at(columns - 2), [0, 0, 0, 0]);
});

Deno.test("sampleBand() stretches columns, and refuses what is too long", () => {
  assert.equal(sampleBand(DARK, { band: WHOLE, rows: 20, stretch: 1.5 })!.columns, 60);
  assert.equal(sampleBand(DARK, { band: { ...WHOLE, height: 2 }, rows: 32 }), null);
  assert.equal(sampleBand(DARK, { band: { ...WHOLE, width: COLUMNS_MAX + 1 }, rows: 40 }), null);
  assert.equal(sampleBand(DARK, { band: { ...WHOLE, width: COLUMNS_MAX }, rows: 40 })!.columns, COLUMNS_MAX);
});
