import assert from "node:assert/strict";
import type { Box } from "../../../core/vision/components.ts";
import {
  GRID_HEIGHT,
  GRID_WIDTH,
  HIDDEN,
  INPUTS,
  LEAK,
  type NetworkWeights,
  OUTPUTS,
  sampleGlyph,
  shareClasses,
} from "../../../core/vision/glyph_network.ts";
import { unpackWeights } from "../../../core/vision/glyph_packing.ts";
import { GLYPH_WEIGHTS } from "../../../core/vision/glyph_weights.ts";
import { fillMask, findPalette, type Mask } from "../../../core/vision/ink.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";
import { paint } from "./pictures.ts";

const LINE = { base: 30, height: 20 };

/** A mask with soft ink in a box, nothing around it. */
function softMask(random: () => number, box: Box): Mask {
  const mask: Mask = { width: 70, height: 50, ink: new Uint8Array(70 * 50) };
  for (let y = box.top; y <= box.bottom; y++) {
    for (let x = box.left; x <= box.right; x++) mask.ink[y * 70 + x] = Math.floor(random() * 255);
  }
  // Full edges: the box is then exactly what is sampled.
  mask.ink[box.top * 70 + box.left] = mask.ink[box.bottom * 70 + box.right] = 254;
  return mask;
}

function randomBox(random: () => number): Box {
  const left = 1 + Math.floor(random() * 30), top = 1 + Math.floor(random() * 15);
  return {
    left,
    top,
    right: left + 1 + Math.floor(random() * 35),
    bottom: top + 1 + Math.floor(random() * 30),
    count: 0,
  };
}

Deno.test("sampleGlyph() averages the areas of the grid when the box has any size", () => {
  const random = seededRandom(21), inputs = new Float32Array(INPUTS);
  for (let round = 0; round < 200; round++) {
    const box = randomBox(random), mask = softMask(random, box);
    sampleGlyph(mask, { box, line: LINE, inputs });
    const width = box.right + 1 - box.left, height = box.bottom + 1 - box.top;
    for (let row = 0, at = 0; row < GRID_HEIGHT; row++) {
      for (let column = 0; column < GRID_WIDTH; column++, at++) {
        const left = box.left + column * width / GRID_WIDTH, right = box.left + (column + 1) * width / GRID_WIDTH;
        const top = box.top + row * height / GRID_HEIGHT, bottom = box.top + (row + 1) * height / GRID_HEIGHT;
        const expected = meanInk(mask, { left, top, right, bottom }) / 255;
        assert(
          Math.abs(inputs[at] - expected) < 1e-4,
          `seed 21, round ${round}, cell ${at}: ${inputs[at]}, ${expected}`,
        );
      }
    }
    assert(Math.abs(inputs[INPUTS - 4] - Math.min(2, width / LINE.height)) < 1e-6);
    assert(Math.abs(inputs[INPUTS - 2] - Math.max(-2, 2 * (box.bottom - LINE.base) / LINE.height)) < 1e-6);
  }
});

function meanInk({ ink, width }: Mask, area: { left: number; top: number; right: number; bottom: number }): number {
  let sum = 0;
  for (let y = Math.floor(area.top); y < area.bottom; y++) {
    const high = Math.min(area.bottom, y + 1) - Math.max(area.top, y);
    for (let x = Math.floor(area.left); x < area.right; x++) {
      sum += high * (Math.min(area.right, x + 1) - Math.max(area.left, x)) * ink[y * width + x];
    }
  }
  return sum / ((area.right - area.left) * (area.bottom - area.top));
}

/** The network by its definition, in double precision. */
function plainShares({ hidden, hiddenBias, output, outputBias }: NetworkWeights, inputs: Float32Array): number[] {
  const units = Array.from({ length: HIDDEN }, (_, unit) => {
    let sum = hiddenBias[unit];
    for (let i = 0; i < INPUTS; i++) sum += hidden[unit * INPUTS + i] * inputs[i];
    return sum > 0 ? sum : LEAK * sum;
  });
  const sums = Array.from({ length: OUTPUTS }, (_, glyph) => {
    let sum = outputBias[glyph];
    for (let unit = 0; unit < HIDDEN; unit++) sum += output[glyph * HIDDEN + unit] * units[unit];
    return Math.exp(sum);
  });
  const total = sums.reduce((one, other) => one + other);
  return sums.map((sum) => sum / total);
}

Deno.test("shareClasses() gives what the network gives in double precision, whatever weights came before", () => {
  const random = seededRandom(22), inputs = new Float32Array(INPUTS);
  const trained = unpackWeights(GLYPH_WEIGHTS);
  const other = { ...trained, outputBias: trained.outputBias.map((bias) => -bias) };
  for (let round = 0; round < 60; round++) {
    const network = round % 3 === 0 ? other : trained;
    const boxes = Array.from({ length: 1 + round % 5 }, () => randomBox(random));
    const mask = softMask(random, boxes[0]);
    const shares = shareClasses(mask, { boxes, line: LINE, network }).slice(0, OUTPUTS * boxes.length);
    boxes.forEach((box, index) => {
      sampleGlyph(mask, { box, line: LINE, inputs });
      plainShares(network, inputs).forEach((share, glyph) => {
        const found = shares[OUTPUTS * index + glyph];
        assert(Math.abs(found - share) < 1e-5, `seed 22, round ${round}: ${found} for ${share}`);
      });
    });
  }
});

Deno.test("shareClasses() gives the same for the kernel's own mask and for a copy of it", () => {
  const size = { width: 90, height: 40 };
  const picture = paint(size, [["#101010", 0, 0, 90, 40], ["#ffffff", 30, 10, 9, 20], ["#ffffff", 50, 10, 12, 20]]);
  const mask: Mask = { width: 0, height: 0, ink: new Uint8Array(0) };
  const { areas } = findPalette(picture);
  fillMask(picture, { ink: areas[1], grounds: [areas[0]], mask });
  const copy = { ...mask, ink: mask.ink.slice() };
  const boxes = [{ left: 30, top: 10, right: 38, bottom: 29, count: 180 }];
  const options = { boxes, line: { base: 29, height: 20 }, network: unpackWeights(GLYPH_WEIGHTS) };
  const own = shareClasses(mask, options).slice(0, OUTPUTS);
  assert.deepEqual(shareClasses(copy, options).slice(0, OUTPUTS), own);
  assert.deepEqual(mask.ink.slice(), copy.ink, "the copy lies elsewhere");
});
