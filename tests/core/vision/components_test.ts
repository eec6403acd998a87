import assert from "node:assert/strict";
import { type Box, findPieces, tighten } from "../../../core/vision/components.ts";
import type { Mask } from "../../../core/vision/ink.ts";
import { seededRandom } from "../../../core/vision/training/random.ts";

/** Widths around those of vectors, and some that are none of them. */
const WIDTHS = [1, 2, 15, 16, 17, 31, 32, 33, 47, 100];
const THRESHOLDS = [88, 128, 176];

function randomMask(random: () => number, width: number): Mask {
  const height = 1 + Math.floor(random() * 30), share = 0.15 + 0.5 * random();
  const ink = Uint8Array.from({ length: width * height }, () => random() < share ? Math.floor(random() * 255) : 0);
  return { width, height, ink };
}

/** The pieces by flood fill, in the order of their first pixels. */
function fillPieces({ width, height, ink }: Mask, threshold: number): Box[] {
  const seen = new Set<number>(), pieces: Box[] = [];
  for (let start = 0; start < width * height; start++) {
    if (seen.has(start) || ink[start] < threshold) continue;
    const piece: Box = { left: width, top: height, right: -1, bottom: -1, count: 0 }, open = [start];
    seen.add(start);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const x = at % width, y = Math.floor(at / width);
      piece.left = Math.min(piece.left, x);
      piece.right = Math.max(piece.right, x);
      piece.top = Math.min(piece.top, y);
      piece.bottom = Math.max(piece.bottom, y);
      piece.count++;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (seen.has(next) || ink[next] < threshold) continue;
          seen.add(next);
          open.push(next);
        }
      }
    }
    pieces.push(piece);
  }
  return pieces;
}

Deno.test("findPieces() finds what a flood fill finds, in its order, when the mask is random", () => {
  const random = seededRandom(11);
  for (let round = 0; round < 300; round++) {
    const mask = randomMask(random, WIDTHS[round % WIDTHS.length]), threshold = THRESHOLDS[round % 3];
    const expected = fillPieces(mask, threshold);
    assert.deepEqual(findPieces(mask, threshold), expected, `seed 11, round ${round}`);
  }
});

Deno.test("findPieces() finds 400 pieces and none when there is one more", () => {
  const dots = (count: number): Mask => {
    const mask: Mask = { width: 80, height: 40, ink: new Uint8Array(80 * 40) };
    for (let dot = 0; dot < count; dot++) mask.ink[2 * Math.floor(dot / 40) * 80 + 2 * (dot % 40)] = 255;
    return mask;
  };
  assert.equal(findPieces(dots(400), 128).length, 400);
  assert.equal(findPieces(dots(401), 128).length, 0);
});

Deno.test("tighten() gives the smallest box around the ink inside, and null when there is none", () => {
  const random = seededRandom(12);
  for (let round = 0; round < 300; round++) {
    const mask = randomMask(random, WIDTHS[round % WIDTHS.length]), { width, height, ink } = mask;
    const left = Math.floor(random() * width), top = Math.floor(random() * height);
    const right = left + Math.floor(random() * (width - left)), bottom = top + Math.floor(random() * (height - top));
    const columns: number[] = [], rows: number[] = [];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        if (ink[y * width + x] < 128) continue;
        columns.push(x);
        rows.push(y);
      }
    }
    const expected = columns.length === 0 ? null : {
      left: Math.min(...columns),
      top: Math.min(...rows),
      right: Math.max(...columns),
      bottom: Math.max(...rows),
      count: columns.length,
    };
    assert.deepEqual(tighten(mask, { left, top, right, bottom, count: 0 }, 128), expected, `seed 12, round ${round}`);
  }
});
