import assert from "node:assert/strict";
import type { Mask } from "../../../core/vision/ink.ts";
import { findLine } from "../../../core/vision/text_line.ts";

/** A mask with full ink in rectangles. */
function maskOf(boxes: readonly [x: number, y: number, width: number, height: number][]): Mask {
  const mask: Mask = { width: 120, height: 60, ink: new Uint8Array(120 * 60) };
  for (const [left, top, width, height] of boxes) {
    for (let y = top; y < top + height; y++) mask.ink.fill(255, y * 120 + left, y * 120 + left + width);
  }
  return mask;
}

const FIGURES: [number, number, number, number][] = [[10, 20, 12, 20], [26, 20, 12, 20]];

Deno.test("findLine() finds the figures and the point between them, left to right", () => {
  const line = findLine(maskOf([...FIGURES, [42, 20, 12, 20], [39, 37, 2, 3]]), 128)!;
  assert.equal(line.height, 20);
  assert.equal(line.base, 39);
  assert.deepEqual(line.blobs.map(({ left, tall }) => [left, tall]), [[10, true], [26, true], [39, false], [42, true]]);
});

Deno.test("findLine() leaves out a caret that is taller than the figures", () => {
  for (const height of [24, 32, 44]) {
    const line = findLine(maskOf([...FIGURES, [42, 10, 2, height]]), 128)!;
    assert.equal(line.height, 20);
    assert.deepEqual(line.blobs.map(({ left }) => left), [10, 26], `caret of ${height}`);
    assert.equal(line.crossed, false);
  }
});

Deno.test("findLine() joins the pieces of a broken figure, and not a comma below one", () => {
  const broken = findLine(maskOf([...FIGURES, [42, 20, 12, 9], [43, 31, 11, 9]]), 128)!;
  assert.equal(broken.blobs.length, 3);
  const comma = findLine(maskOf([...FIGURES, [42, 20, 12, 14], [46, 36, 3, 6]]), 128)!;
  assert.equal(comma.blobs.length, 4);
});

Deno.test("findLine() says that it is crossed when something taller goes through", () => {
  const more: typeof FIGURES = [[42, 20, 12, 20], [58, 20, 12, 20], [74, 20, 12, 20]];
  assert.equal(findLine(maskOf([...FIGURES, ...more, [100, 8, 12, 40]]), 128)!.crossed, true);
  assert.equal(findLine(maskOf([...FIGURES, ...more]), 128)!.crossed, false);
  assert.equal(findLine(maskOf([]), 128), null);
});
