/** Finds the connected pieces of ink in a mask. Knows nothing of glyphs. */
import type { Mask } from "./ink.ts";

/** One piece of ink; all four edges are inside it. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** pixels of ink */
  count: number;
}

/** More runs than writing ever has: noise. */
const RUNS_MAX = 12_000;
export const PIECES_MAX = 400;

const runLeft = new Int32Array(RUNS_MAX), runRight = new Int32Array(RUNS_MAX), runY = new Int32Array(RUNS_MAX);
const parent = new Int32Array(RUNS_MAX);

/** Pieces of pixels with at least `threshold` ink, touching by an edge or a corner; none when the picture is noise. */
export function findPieces(mask: Mask, threshold: number): Box[] {
  const runs = findRuns(mask, threshold);
  if (runs < 0) return [];
  const boxes = new Map<number, Box>();
  for (let run = 0; run < runs; run++) {
    const root = find(run);
    const box = boxes.get(root);
    const left = runLeft[run], right = runRight[run], y = runY[run];
    if (!box) {
      if (boxes.size >= PIECES_MAX) return [];
      boxes.set(root, { left, top: y, right, bottom: y, count: right - left + 1 });
      continue;
    }
    if (left < box.left) box.left = left;
    if (right > box.right) box.right = right;
    if (y > box.bottom) box.bottom = y;
    box.count += right - left + 1;
  }
  return [...boxes.values()];
}

function findRuns({ ink, width, height }: Mask, threshold: number): number {
  let runs = 0, aboveFirst = 0, aboveEnd = 0;
  for (let y = 0; y < height; y++) {
    const first = runs, row = y * width;
    for (let x = 0; x < width; x++) {
      if (ink[row + x] < threshold) continue;
      if (runs === RUNS_MAX) return -1;
      runLeft[runs] = x;
      while (x < width && ink[row + x] >= threshold) x++;
      runRight[runs] = x - 1;
      runY[runs] = y;
      parent[runs] = runs;
      runs++;
    }
    joinRows({ aboveFirst, aboveEnd, first, end: runs });
    aboveFirst = first;
    aboveEnd = runs;
  }
  return runs;
}

function joinRows(
  { aboveFirst, aboveEnd, first, end }: { aboveFirst: number; aboveEnd: number; first: number; end: number },
): void {
  let above = aboveFirst;
  for (let run = first; run < end; run++) {
    while (above < aboveEnd && runRight[above] < runLeft[run] - 1) above++;
    for (let k = above; k < aboveEnd && runLeft[k] <= runRight[run] + 1; k++) {
      const one = find(k), other = find(run);
      if (one < other) parent[other] = one;
      else parent[one] = other;
    }
  }
}

function find(run: number): number {
  while (parent[run] !== run) {
    parent[run] = parent[parent[run]];
    run = parent[run];
  }
  return run;
}

/** The smallest box around the ink inside `box`, or null when there is none. */
export function tighten(mask: Mask, box: Box, threshold: number): Box | null {
  const { ink, width } = mask;
  let left = box.right + 1, right = box.left - 1, top = -1, bottom = -1, count = 0;
  for (let y = box.top; y <= box.bottom; y++) {
    const row = y * width;
    for (let x = box.left; x <= box.right; x++) {
      if (ink[row + x] < threshold) continue;
      count++;
      if (top < 0) top = y;
      bottom = y;
      if (x < left) left = x;
      if (x > right) right = x;
    }
  }
  return count === 0 ? null : { left, top, right, bottom, count };
}
