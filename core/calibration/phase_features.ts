/** What phase rules can be made of: shares of colours in the cells of the phase region, one row of numbers a frame. */
import type { Picture } from "../protocol/picture.ts";
import { type Color, parseColor } from "../vision/colors.ts";
import { farthestChannel, findPalette } from "../vision/ink.ts";
import { toHex } from "./ink_axes.ts";

export const COLUMNS = 8, ROWS = 12;
export const TOLERANCE = 32;
const COLORS_MAX = 24;
const SAME_MAX = 24;
const PIXELS_ENOUGH = 40_000;

/** An area in cells of the grid: first column and row, and how many. */
export interface CellArea {
  column: number;
  row: number;
  columns: number;
  rows: number;
}

/** One thing that can be measured: the share of pixels near `color` in `area`. */
export interface Feature {
  color: string;
  area: CellArea;
}

/** All features with their values: `values[frame][feature]`. */
export interface FeatureTable {
  features: Feature[];
  values: Float32Array[];
}

const AREAS: readonly CellArea[] = makeAreas();

/** Measures all frames by the colours that they have. */
export function measureFeatures(frames: readonly Picture[]): FeatureTable {
  const colors = findColors(frames);
  const features = colors.flatMap((color) => AREAS.map((area) => ({ color, area })));
  return { features, values: frames.map((frame) => measureFrame(frame, colors.map(parseColor))) };
}

function findColors(frames: readonly Picture[]): string[] {
  const found: { color: Color; votes: number }[] = [];
  for (const frame of frames) {
    const { areas, extreme } = findPalette(frame);
    for (const color of [...areas, extreme]) {
      const same = found.find((one) => farthestChannel(one.color, color) <= SAME_MAX);
      if (same) same.votes += 1;
      else found.push({ color, votes: 1 });
    }
  }
  return found.sort((one, other) => other.votes - one.votes).slice(0, COLORS_MAX).map(({ color }) => toHex(color));
}

function measureFrame(frame: Picture, colors: readonly Color[]): Float32Array {
  const cells = colors.map(() => new Float32Array(COLUMNS * ROWS)), all = new Float32Array(COLUMNS * ROWS);
  const step = Math.max(1, Math.floor(Math.sqrt(frame.width * frame.height / PIXELS_ENOUGH)));
  for (let y = 0; y < frame.height; y += step) {
    const row = Math.floor(y * ROWS / frame.height) * COLUMNS;
    for (let x = 0; x < frame.width; x += step) {
      const cell = row + Math.floor(x * COLUMNS / frame.width), at = 4 * (y * frame.width + x);
      all[cell]++;
      for (let index = 0; index < colors.length; index++) {
        if (isNear(frame.data, at, colors[index])) cells[index][cell]++;
      }
    }
  }
  return Float32Array.from(cells.flatMap((near) => AREAS.map((area) => shareIn(near, all, area))));
}

function isNear(data: Uint8Array, at: number, { r, g, b }: Color): boolean {
  return Math.abs(data[at] - r) <= TOLERANCE && Math.abs(data[at + 1] - g) <= TOLERANCE &&
    Math.abs(data[at + 2] - b) <= TOLERANCE;
}

function shareIn(near: Float32Array, all: Float32Array, { column, row, columns, rows }: CellArea): number {
  let inside = 0, total = 0;
  for (let y = row; y < row + rows; y++) {
    for (let x = column; x < column + columns; x++) {
      inside += near[y * COLUMNS + x];
      total += all[y * COLUMNS + x];
    }
  }
  return total === 0 ? 0 : inside / total;
}

/** Cells in the middle, strips, corners and the whole: words, bars and grounds each fill one of them. */
function makeAreas(): CellArea[] {
  const areas: CellArea[] = [{ column: 0, row: 0, columns: COLUMNS, rows: ROWS }];
  for (let row = 0; row < ROWS; row++) {
    areas.push({ column: 0, row, columns: COLUMNS, rows: 1 }, { column: 2, row, columns: 4, rows: 1 });
    if (row % 2 === 0) {
      areas.push({ column: 3, row, columns: 2, rows: 2 }, { column: 2, row, columns: 4, rows: 2 });
      for (const column of [0, 7]) areas.push({ column, row, columns: 1, rows: 2 });
    }
  }
  areas.push({ column: 2, row: 4, columns: 4, rows: 4 }, { column: 1, row: 3, columns: 6, rows: 6 });
  return areas;
}
