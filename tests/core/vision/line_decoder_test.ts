import assert from "node:assert/strict";
import { decodeLine } from "../../../core/vision/line_decoder.ts";
import { LINE_CLASSES, LINE_SIGNS } from "../../../core/vision/line_shapes.ts";

/** Frames that say one sign each, `_` nothing; every other class is `gap` less likely in logarithms. */
function frames(signs: string, gap = 12): Float32Array {
  const logits = new Float32Array(signs.length * LINE_CLASSES);
  [...signs].forEach((sign, frame) => logits[frame * LINE_CLASSES + LINE_SIGNS.indexOf(sign) + 1] = gap);
  return logits;
}

function best(logits: Float32Array): string {
  return decodeLine(logits).spellings[0].text;
}

Deno.test("decodeLine() joins equal neighbours and drops what is nothing", () => {
  assert.equal(best(frames("__33_..4__4x_")), "3.44x");
  assert.equal(best(frames("____")), "");
});

Deno.test("decodeLine() says how likely a spelling is, and which else there are", () => {
  const logits = frames("1_2");
  logits[2 * LINE_CLASSES + LINE_SIGNS.indexOf("7") + 1] = 12;
  const { spellings } = decodeLine(logits);
  assert.deepEqual(new Set(spellings.slice(0, 2).map(({ text }) => text)), new Set(["12", "17"]));
  for (const { chance } of spellings.slice(0, 2)) assert(Math.abs(chance - 0.5) < 0.01, `${chance}`);
});

Deno.test("decodeLine() adds up the ways to spell the same", () => {
  // Either frame alone may hold the 8: three ways to spell it, one to spell nothing.
  const logits = new Float32Array(2 * LINE_CLASSES).fill(-20);
  for (const frame of [0, 1]) {
    logits[frame * LINE_CLASSES] = 0;
    logits[frame * LINE_CLASSES + LINE_SIGNS.indexOf("8") + 1] = 0;
  }
  const { spellings } = decodeLine(logits);
  assert.equal(spellings[0].text, "8");
  assert(Math.abs(spellings[0].chance - 0.75) < 1e-6, `${spellings[0].chance}`);
});

Deno.test("decodeLine() says where the first and the last sign stand", () => {
  const { firstFrame, lastFrame } = decodeLine(frames("__5_6___"));
  assert.deepEqual([firstFrame, lastFrame], [2, 4]);
  assert.equal(decodeLine(frames("__")).firstFrame, -1);
});

Deno.test("decodeLine() tells the first and the last sign of the number from words beside it", () => {
  const { firstFrame, lastFrame, firstFigure, lastFigure } = decodeLine(frames("_?_ _3_4__ _?_"));
  assert.deepEqual([firstFrame, firstFigure, lastFigure, lastFrame], [1, 5, 7, 12]);
  assert.equal(decodeLine(frames("_?_")).firstFigure, -1);
});
