/** Takes a curve out of the mask: finds where it stands free, fits a cubic to it, erases what does not cross it. */
// @ts-nocheck: AssemblyScript
import { guest, mask, pixels } from "./memory.ts";

/** Thickest curve that is looked for, pixels down a column. */
const RUN_MAX: i32 = 16;
const POINTS_MIN: i32 = 10;
/** More are noise. */
const POINTS_MAX: i32 = 8192;
/** A curve stands free over at least this share of the picture's width. */
const FREE_SHARE_MIN: f64 = 0.12;
/** Points further from the fitted curve are another edge. */
const OFF_MAX: f64 = 2.5;
const FIT_ROUNDS: i32 = 3;
/** Ink that belongs to a run, and ink beside a curve that stands free. */
const INK: i32 = 128, FREE: i32 = 90;
/** The curve may go on this far beyond the last column in which it stands free, pixels. */
const BEYOND: i32 = 40;
/** Soft edges on each side of the curve, pixels. */
const EDGE: f64 = 1.2;
const COLUMNS_MAX: i32 = 16384;

/** Row in which the ink that is just passed over began, for each column. */
const tops: usize = memory.data(4 * 16384, 16);
/** A point: column, middle row, and rows of ink, as floats of 8 bytes; then its distance to the fitted curve. */
const points: usize = memory.data(32 * 8192, 16);
let pointCount: i32 = 0;

/** Ground and tint: red, green, blue of each. */
export const colors: usize = memory.data(8 * 6, 16);

/** `y = a + b·u + c·u² + d·u³` with `u = (x − middle) / middle`. */
let a: f64 = 0, b: f64 = 0, c: f64 = 0, d: f64 = 0, middle: f64 = 0;
/** Thickness across, pixels, and the columns that the curve goes through. */
let thickness: f64 = 0, first: i32 = 0, last: i32 = 0;

/** Erases the curve above a tinted area, and keeps the writing that it crosses; false when there is none. */
export function eraseCurve(width: i32, height: i32): bool {
  if (width > COLUMNS_MAX) return false;
  findPoints(width, height);
  if (!fitCurve(width)) return false;
  memory.copy(guest, mask, width * height);
  for (let x = first; x <= last; x++) eraseColumn(x, width, height);
  return true;
}

/** Columns in which a thin run of ink has the ground above it and the tint below. */
function findPoints(width: i32, height: i32): void {
  pointCount = 0;
  for (let y = 2; y < height; y++) {
    const row = mask + <usize> (y * width);
    for (let x = 0; x < width; x += 16) {
      const before = y > 2 ? inkBits(row + <usize> x - <usize> width) : 0;
      let changed = inkBits(row + <usize> x) ^ before;
      if (x + 16 > width) changed &= (1 << (width - x)) - 1;
      for (; changed != 0; changed &= changed - 1) {
        const bit = ctz(changed), top = tops + 4 * <usize> (x + bit);
        if (((before >> bit) & 1) == 0) store<i32>(top, y);
        else addPoint(x + bit, load<i32>(top), y - 1, width, height);
      }
    }
  }
}

function inkBits(at: usize): i32 {
  return i8x16.bitmask(v128.load(at));
}

function addPoint(x: i32, top: i32, bottom: i32, width: i32, height: i32): void {
  if (bottom - top + 1 > RUN_MAX || bottom + 2 >= height || pointCount == POINTS_MAX) return;
  const above = (top - 2) * width + x, below = (bottom + 2) * width + x;
  if (<i32> load<u8>(mask + <usize> above) >= FREE || <i32> load<u8>(mask + <usize> below) >= FREE) return;
  if (isTint(above) || !isTint(below)) return;
  const point = points + 32 * <usize> (pointCount++);
  store<f64>(point, x);
  store<f64>(point, <f64> (top + bottom) / 2, 8);
  store<f64>(point, bottom - top + 1, 16);
}

function isTint(at: i32): bool {
  const pixel = load<u32>(pixels + 4 * <usize> at);
  return distance(pixel, colors + 24) < distance(pixel, colors);
}

function distance(pixel: u32, color: usize): f64 {
  return Math.abs(<f64> (pixel & 255) - load<f64>(color)) + Math.abs(<f64> ((pixel >> 8) & 255) - load<f64>(color, 8)) +
    Math.abs(<f64> ((pixel >> 16) & 255) - load<f64>(color, 16));
}

function fitCurve(width: i32): bool {
  middle = <f64> width / 2;
  let kept = pointCount;
  for (let i = 0; i < pointCount; i++) store<f64>(points + 32 * <usize> i, 0, 24);
  let limit = Infinity;
  for (let round = 0; round < FIT_ROUNDS; round++) {
    if (kept < POINTS_MIN || !fitCubic(limit)) return false;
    limit = round == 0 ? 3 * OFF_MAX : OFF_MAX;
    kept = 0;
    for (let i = 0; i < pointCount; i++) {
      const point = points + 32 * <usize> i, off = Math.abs(load<f64>(point, 8) - heightAt(load<f64>(point)));
      store<f64>(point, off, 24);
      if (off <= limit) kept++;
    }
  }
  if (kept < POINTS_MIN || <f64> kept < FREE_SHARE_MIN * <f64> width || 2 * kept < pointCount) return false;
  measureCurve(limit, kept, width);
  return true;
}

/** Keeps the thicknesses of the points within `limit` where the points were, and takes the one in the middle. */
function measureCurve(limit: f64, kept: i32, width: i32): void {
  let left = Infinity, right: f64 = 0, out = points;
  for (let i = 0; i < pointCount; i++) {
    const point = points + 32 * <usize> i;
    if (load<f64>(point, 24) > limit) continue;
    const x = load<f64>(point);
    left = Math.min(left, x);
    right = Math.max(right, x);
    store<f64>(out, load<f64>(point, 16) / stretchAt(x));
    out += 8;
  }
  sort(kept);
  thickness = load<f64>(points + 8 * <usize> (kept >> 1));
  first = max(0, <i32> left - BEYOND);
  last = min(width - 1, <i32> right + BEYOND);
}

/** Sorts the first `count` floats of the points' place, by Shell. */
function sort(count: i32): void {
  for (let gap = count >> 1; gap > 0; gap >>= 1) {
    for (let i = gap; i < count; i++) {
      const value = load<f64>(points + 8 * <usize> i);
      let at = i;
      for (; at >= gap && load<f64>(points + 8 * <usize> (at - gap)) > value; at -= gap) {
        store<f64>(points + 8 * <usize> at, load<f64>(points + 8 * <usize> (at - gap)));
      }
      store<f64>(points + 8 * <usize> at, value);
    }
  }
}

function heightAt(x: f64): f64 {
  const u = (x - middle) / middle;
  return a + u * (b + u * (c + u * d));
}

function slopeAt(x: f64): f64 {
  const u = (x - middle) / middle;
  return (b + u * (2 * c + u * 3 * d)) / middle;
}

/** Length of the curve over one column. */
function stretchAt(x: f64): f64 {
  const slope = slopeAt(x);
  return Math.sqrt(1 + slope * slope);
}

/** Rows of five: the normal equations. */
const equations: usize = memory.data(8 * 20, 16);

function cell(row: i32, column: i32): usize {
  return equations + 8 * <usize> (5 * row + column);
}

/** Least squares over the points within `limit` of the fit before; false when they do not say enough. */
function fitCubic(limit: f64): bool {
  memory.fill(equations, 0, 8 * 20);
  for (let i = 0; i < pointCount; i++) {
    const point = points + 32 * <usize> i;
    if (load<f64>(point, 24) > limit) continue;
    const u = (load<f64>(point) - middle) / middle, y = load<f64>(point, 8);
    let power: f64 = 1;
    for (let row = 0; row < 4; row++, power *= u) {
      let product = power;
      for (let column = 0; column < 4; column++, product *= u) {
        store<f64>(cell(row, column), load<f64>(cell(row, column)) + product);
      }
      store<f64>(cell(row, 4), load<f64>(cell(row, 4)) + power * y);
    }
  }
  if (!solve()) return false;
  a = load<f64>(cell(0, 4)) / load<f64>(cell(0, 0));
  b = load<f64>(cell(1, 4)) / load<f64>(cell(1, 1));
  c = load<f64>(cell(2, 4)) / load<f64>(cell(2, 2));
  d = load<f64>(cell(3, 4)) / load<f64>(cell(3, 3));
  return true;
}

/** Makes the equations diagonal. */
function solve(): bool {
  for (let i = 0; i < 4; i++) {
    let pivot = i;
    for (let row = i + 1; row < 4; row++) {
      if (Math.abs(load<f64>(cell(row, i))) > Math.abs(load<f64>(cell(pivot, i)))) pivot = row;
    }
    for (let column = 0; column < 5; column++) {
      const value = load<f64>(cell(i, column));
      store<f64>(cell(i, column), load<f64>(cell(pivot, column)));
      store<f64>(cell(pivot, column), value);
    }
    const pivotValue = load<f64>(cell(i, i));
    if (Math.abs(pivotValue) < 1e-9) return false;
    for (let row = 0; row < 4; row++) {
      if (row == i) continue;
      const factor = load<f64>(cell(row, i)) / pivotValue;
      for (let column = i; column < 5; column++) {
        store<f64>(cell(row, column), load<f64>(cell(row, column)) - factor * load<f64>(cell(i, column)));
      }
    }
  }
  return true;
}

/** Angles to the curve's normal at which a stroke of the writing may cross it: cosine and sine of 0, ±0.5, ±0.95. */
const CROSSINGS: StaticArray<f64> = [
  1,
  0,
  0.8775825618903728,
  0.479425538604203,
  0.8775825618903728,
  -0.479425538604203,
  0.5816830894638836,
  0.8134155047893737,
  0.5816830894638836,
  -0.8134155047893737,
];

/** Ink that goes on on both sides of the curve, in some direction, is writing. */
function eraseColumn(x: i32, width: i32, height: i32): void {
  const center = heightAt(x), slope = slopeAt(x), stretch = stretchAt(x);
  const reach = thickness / 2 + EDGE;
  const top = max(0, <i32> Math.ceil(center - reach * stretch));
  const bottom = min(height - 1, <i32> Math.floor(center + reach * stretch));
  for (let y = top; y <= bottom; y++) {
    const off = (<f64> y - center) / stretch;
    let goesOn = false;
    for (let i = 0; i < 10 && !goesOn; i += 2) {
      const cos = unchecked(CROSSINGS[i]), sin = unchecked(CROSSINGS[i + 1]);
      const dx = (-slope * cos - sin) / stretch, dy = (-slope * sin + cos) / stretch;
      const up = (reach + 1 + off) / cos, down = (reach + 1 - off) / cos;
      goesOn = isInk(x - up * dx, y - up * dy, width, height) && isInk(x + down * dx, y + down * dy, width, height);
    }
    if (!goesOn) store<u8>(mask + <usize> (y * width + x), 0);
  }
  eraseSlivers(x, center - (reach + 3) * stretch, center + (reach + 3) * stretch, 2.5 * stretch, width, height);
}

/** Whether there was ink before anything was erased. */
function isInk(x: f64, y: f64, width: i32, height: i32): bool {
  const column = <i32> Math.floor(x + 0.5), row = <i32> Math.floor(y + 0.5);
  return column >= 0 && column < width && row >= 0 && row < height &&
    <i32> load<u8>(guest + <usize> (row * width + column)) >= INK;
}

/** Erases what is left of the curve's edges: runs of ink beside it, at most `shortest` long. */
function eraseSlivers(x: i32, top: f64, bottom: f64, shortest: f64, width: i32, height: i32): void {
  const from = max(0, <i32> Math.ceil(top)), to = min(height - 1, <i32> Math.floor(bottom));
  for (let y = from; y <= to; y++) {
    if (load<u8>(mask + <usize> (y * width + x)) == 0) continue;
    const start = y;
    while (y <= to && load<u8>(mask + <usize> (y * width + x)) > 0) y++;
    if (start == from || (y > to && y != height) || <f64> (y - start) > shortest) continue;
    for (let at = start; at < y; at++) store<u8>(mask + <usize> (at * width + x), 0);
  }
}
