/** The flat colours of a picture, and its extreme colour: counts of coarse colours, then the peaks among them. */
// @ts-nocheck: AssemblyScript
import { pixels } from "./memory.ts";

const AREAS_MAX: i32 = 7;
/** Bins within this distance of a peak belong to it. */
const AREA_RADIUS: i32 = 20;
const FLAT_DIFFERENCE_MAX: i32 = 7;
const AREA_SHARE_MIN: f64 = 0.004;
/** The picture's rim is mostly background. */
const RIM_WEIGHT: u64 = 3;
const EXTREME_SHARE: f64 = 0.004;

/** Of each bin: how many pixels have it, and in the upper half the weight of the flat ones. */
const counts: usize = memory.data(8 * 32768, 16);
/** Bins that occur: number, weight of the flat ones, count of all, distance from the ground. */
const used: usize = memory.data(16 * 32768, 16);
const distanceCounts: usize = memory.data(4 * 768, 16);
/** An area: red, green, blue, weight. The extreme colour lies behind the last one. */
export const areas: usize = memory.data(32 * 8, 16);
export const EXTREME: i32 = AREAS_MAX;

let usedCount: i32 = 0;
/** Of all flat pixels. */
let total: u64 = 0;
/** The bin that pixels are just being counted for, and their counts, not yet stored: neighbours are mostly alike. */
let bin: i32 = 0;
let pending: u64 = 0;

/** Looks at every `stepY`th row; the number of areas, the most frequent first. */
export function findPalette(width: i32, height: i32, stepY: i32): i32 {
  usedCount = 0;
  total = 0;
  bin = 0;
  pending = 0;
  for (let y = 0; y < height; y += stepY) countRow(y, width, height, y + stepY);
  flush();
  for (let i = 0; i < usedCount; i++) {
    const entry = used + 16 * <usize> i, cell = counts + 8 * <usize> load<u32>(entry);
    const count = load<u64>(cell);
    store<u64>(cell, 0);
    store<u32>(entry, <u32> (count >> 32), 4);
    store<u32>(entry, <u32> count, 8);
    total += count >> 32;
  }
  const found = findAreas();
  findExtreme();
  return found;
}

function countRow(y: i32, width: i32, height: i32, next: i32): void {
  const row = pixels + 4 * <usize> (y * width), end = row + 4 * <usize> width;
  const above = y > 0 ? row - 4 * <usize> width : row + (height > 1 ? 4 * <usize> width : 0);
  const onRim = y == 0 || next >= height;
  countPixel(load<u32>(row), load<u32>(width > 1 ? row + 4 : row), load<u32>(above), true);
  const weight: u64 = onRim ? RIM_WEIGHT : 1;
  let at = row + 4;
  for (; at + 20 <= end; at += 16) countFour(at, above + (at - row), weight);
  for (; at < end; at += 4) {
    countPixel(load<u32>(at), load<u32>(at - 4), load<u32>(above + (at - row)), onRim || at + 4 >= end);
  }
}

function countFour(at: usize, above: usize, weight: u64): void {
  const pixel = v128.load(at);
  const far = v128.or(difference(pixel, v128.load(at - 4)), difference(pixel, v128.load(above)));
  const flat = i32x4.bitmask(i32x4.eq(v128.and(far, i32x4.splat(0x00ffffff)), i32x4.splat(0)));
  const bins = v128.or(
    v128.or(
      i32x4.shl(v128.and(pixel, i32x4.splat(0xf8)), 7),
      v128.and(i32x4.shr_u(pixel, 6), i32x4.splat(0x3e0)),
    ),
    v128.and(i32x4.shr_u(pixel, 19), i32x4.splat(0x1f)),
  );
  if (i32x4.all_true(i32x4.eq(bins, i32x4.splat(bin)))) {
    pending += 4 + ((<u64> popcnt(flat) * weight) << 32);
    return;
  }
  flush();
  addOne(i32x4.extract_lane(bins, 0), (flat & 1) != 0 ? weight : 0);
  addOne(i32x4.extract_lane(bins, 1), (flat & 2) != 0 ? weight : 0);
  addOne(i32x4.extract_lane(bins, 2), (flat & 4) != 0 ? weight : 0);
  bin = i32x4.extract_lane(bins, 3);
  addOne(bin, (flat & 8) != 0 ? weight : 0);
}

/** Not zero in the channels that differ too much. */
function difference(one: v128, other: v128): v128 {
  const apart = v128.or(i8x16.sub_sat_u(one, other), i8x16.sub_sat_u(other, one));
  return i8x16.gt_u(apart, i8x16.splat(<i8> FLAT_DIFFERENCE_MAX));
}

function countPixel(pixel: u32, left: u32, above: u32, onRim: bool): void {
  const number = ((pixel & 0xf8) << 7) | ((pixel >> 6) & 0x3e0) | ((pixel >> 19) & 0x1f);
  addOne(<i32> number, isFlat(pixel, left) && isFlat(pixel, above) ? (onRim ? RIM_WEIGHT : 1) : 0);
}

function isFlat(one: u32, other: u32): bool {
  if (one == other) return true;
  return abs(<i32> (one & 255) - <i32> (other & 255)) <= FLAT_DIFFERENCE_MAX &&
    abs(<i32> ((one >> 8) & 255) - <i32> ((other >> 8) & 255)) <= FLAT_DIFFERENCE_MAX &&
    abs(<i32> ((one >> 16) & 255) - <i32> ((other >> 16) & 255)) <= FLAT_DIFFERENCE_MAX;
}

function addOne(number: i32, weight: u64): void {
  addTo(number, 1 + (weight << 32));
}

/** Stores what is pending. */
function flush(): void {
  if (pending == 0) return;
  addTo(bin, pending);
  pending = 0;
}

function addTo(number: i32, counted: u64): void {
  const at = counts + 8 * <usize> number, before = load<u64>(at);
  if (before == 0) store<i32>(used + 16 * <usize> (usedCount++), number);
  store<u64>(at, before + counted);
}

function redOf(number: i32): i32 {
  return ((number >> 10) << 3) + 4;
}

function greenOf(number: i32): i32 {
  return (((number >> 5) & 31) << 3) + 4;
}

function blueOf(number: i32): i32 {
  return ((number & 31) << 3) + 4;
}

function findAreas(): i32 {
  let found = 0;
  while (found < AREAS_MAX) {
    let peak = -1;
    let most: u32 = 0;
    for (let i = 0; i < usedCount; i++) {
      const weight = load<u32>(used + 16 * <usize> i, 4);
      if (weight > most) {
        peak = load<i32>(used + 16 * <usize> i);
        most = weight;
      }
    }
    if (peak < 0) break;
    const weight = takeArea(peak, areas + 32 * <usize> found);
    if (weight < AREA_SHARE_MIN * <f64> total || weight < 3) break;
    found++;
    sortLast(found);
  }
  return found;
}

/** Takes the bins near a peak out of the counts; the area's weight. */
function takeArea(peak: i32, area: usize): f64 {
  const red = redOf(peak), green = greenOf(peak), blue = blueOf(peak);
  let sum: u64 = 0, sumRed: u64 = 0, sumGreen: u64 = 0, sumBlue: u64 = 0;
  for (let i = 0; i < usedCount; i++) {
    const entry = used + 16 * <usize> i, weight = load<u32>(entry, 4);
    if (weight == 0) continue;
    const number = load<i32>(entry);
    const r = redOf(number), g = greenOf(number), b = blueOf(number);
    if (abs(r - red) > AREA_RADIUS || abs(g - green) > AREA_RADIUS || abs(b - blue) > AREA_RADIUS) continue;
    sum += weight;
    sumRed += <u64> weight * r;
    sumGreen += <u64> weight * g;
    sumBlue += <u64> weight * b;
    store<u32>(entry, 0, 4);
  }
  store<f64>(area, <f64> sumRed / <f64> sum);
  store<f64>(area, <f64> sumGreen / <f64> sum, 8);
  store<f64>(area, <f64> sumBlue / <f64> sum, 16);
  store<f64>(area, <f64> sum, 24);
  return <f64> sum;
}

/** Moves the last area before the lighter ones. */
function sortLast(count: i32): void {
  for (let at = areas + 32 * <usize> (count - 1); at > areas && load<f64>(at - 32, 24) < load<f64>(at, 24); at -= 32) {
    const low = v128.load(at), high = v128.load(at, 16);
    v128.store(at, v128.load(at - 32));
    v128.store(at, v128.load(at - 32, 16), 16);
    v128.store(at - 32, low);
    v128.store(at - 32, high, 16);
  }
}

/** The colour farthest from the first area that some pixels have. */
function findExtreme(): void {
  const ground = areas, extreme = areas + 32 * <usize> EXTREME;
  let all: u32 = 0;
  for (let i = 0; i < usedCount; i++) {
    const entry = used + 16 * <usize> i, distance = distanceOf(load<i32>(entry), ground);
    store<i32>(entry, distance, 12);
    const cell = distanceCounts + 4 * <usize> distance;
    store<u32>(cell, load<u32>(cell) + load<u32>(entry, 8));
    all += load<u32>(entry, 8);
  }
  const enough = Math.max(2, EXTREME_SHARE * <f64> all);
  let limit = 767;
  for (let count: u32 = 0; limit > 0; limit--) {
    count += load<u32>(distanceCounts + 4 * <usize> limit);
    if (<f64> count >= enough) break;
  }
  memory.fill(distanceCounts, 0, 4 * 768);
  let count: u64 = 0, red: u64 = 0, green: u64 = 0, blue: u64 = 0;
  for (let i = 0; i < usedCount; i++) {
    const entry = used + 16 * <usize> i;
    if (load<i32>(entry, 12) < limit) continue;
    const number = load<i32>(entry), weight = load<u32>(entry, 8);
    count += weight;
    red += <u64> weight * redOf(number);
    green += <u64> weight * greenOf(number);
    blue += <u64> weight * blueOf(number);
  }
  store<f64>(extreme, <f64> red / <f64> count);
  store<f64>(extreme, <f64> green / <f64> count, 8);
  store<f64>(extreme, <f64> blue / <f64> count, 16);
}

/** Sum of the channels' differences, whole. */
function distanceOf(number: i32, ground: usize): i32 {
  return <i32> (Math.abs(redOf(number) - load<f64>(ground)) + Math.abs(greenOf(number) - load<f64>(ground, 8)) +
    Math.abs(blueOf(number) - load<f64>(ground, 16)));
}
