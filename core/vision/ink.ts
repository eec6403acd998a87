/** Tells writing from what lies behind it: the picture's flat colours, and how much of each pixel is ink. */
import type { Picture } from "../protocol/picture.ts";
import type { Color } from "./colors.ts";

/** How much of each pixel is covered by ink, 0 to 255, row by row. */
export interface Mask {
  width: number;
  height: number;
  ink: Uint8Array;
}

/** A colour that fills some area. */
export interface Area extends Color {
  /** flat pixels that have it, in sampled pixels */
  weight: number;
}

/** What the picture is painted with. */
export interface Palette {
  /** the most frequent colour first */
  areas: Area[];
  /** the colour farthest from the first area that some pixels have: thin writing never reaches its full colour */
  extreme: Color;
}

const BITS = 5, DROP = 8 - BITS, BINS = 1 << (3 * BITS);
const SAMPLES_MAX = 10_000;
const AREAS_MAX = 7;
/** Bins within this distance of a peak belong to it. */
const AREA_RADIUS = 20;
const FLAT_DIFFERENCE_MAX = 7;
const AREA_SHARE_MIN = 0.004;
/** The picture's rim is mostly background. */
const RIM_WEIGHT = 3;
const EXTREME_SHARE = 0.004;

const flatCounts = new Uint32Array(BINS), allCounts = new Uint32Array(BINS);
const touched = new Int32Array(BINS);

/** Finds the flat colours of a picture. */
export function findPalette(picture: Picture): Palette {
  const { width, height } = picture;
  const pixels = pixelsOf(picture);
  const stepY = Math.max(1, Math.ceil((width * height) / SAMPLES_MAX));
  let used = 0, total = 0;
  for (let y = 0; y < height; y += stepY) {
    const row = y * width, above = y > 0 ? row - width : row + (height > 1 ? width : 0);
    for (let x = 0; x < width; x++) {
      const pixel = pixels[row + x];
      const bin = binOf(pixel);
      if (allCounts[bin]++ === 0) touched[used++] = bin;
      const left = pixels[x > 0 ? row + x - 1 : row + Math.min(1, width - 1)];
      if (!isFlat(pixel, left) || !isFlat(pixel, pixels[above + x])) continue;
      const onRim = x === 0 || y === 0 || x === width - 1 || y + stepY >= height;
      const weight = onRim ? RIM_WEIGHT : 1;
      flatCounts[bin] += weight;
      total += weight;
    }
  }
  const bins = touched.subarray(0, used);
  const areas = findAreas(bins, total);
  const extreme = findExtreme(bins, areas[0] ?? { r: 0, g: 0, b: 0 });
  for (let i = 0; i < used; i++) flatCounts[bins[i]] = allCounts[bins[i]] = 0;
  return { areas, extreme };
}

function findAreas(bins: Int32Array, total: number): Area[] {
  const areas: Area[] = [];
  while (areas.length < AREAS_MAX) {
    let peak = -1, most = 0;
    for (const bin of bins) {
      if (flatCounts[bin] > most) {
        peak = bin;
        most = flatCounts[bin];
      }
    }
    if (peak < 0) break;
    const area = takeArea(bins, peak);
    if (area.weight < AREA_SHARE_MIN * total || area.weight < 3) break;
    areas.push(area);
  }
  return areas.sort((one, other) => other.weight - one.weight);
}

/** Takes the bins near a peak out of the counts. */
function takeArea(bins: Int32Array, peak: number): Area {
  const { r, g, b } = centerOf(peak);
  const sum = { r: 0, g: 0, b: 0, weight: 0 };
  for (const bin of bins) {
    const count = flatCounts[bin];
    if (count === 0) continue;
    const red = redOf(bin), green = greenOf(bin), blue = blueOf(bin);
    if (Math.abs(red - r) > AREA_RADIUS || Math.abs(green - g) > AREA_RADIUS || Math.abs(blue - b) > AREA_RADIUS) {
      continue;
    }
    sum.weight += count;
    sum.r += count * red;
    sum.g += count * green;
    sum.b += count * blue;
    flatCounts[bin] = 0;
  }
  return { r: sum.r / sum.weight, g: sum.g / sum.weight, b: sum.b / sum.weight, weight: sum.weight };
}

const distanceCounts = new Uint32Array(768);

function findExtreme(bins: Int32Array, ground: Color): Color {
  let total = 0;
  for (const bin of bins) {
    distanceCounts[distanceOfBin(bin, ground)] += allCounts[bin];
    total += allCounts[bin];
  }
  let limit = distanceCounts.length - 1;
  for (let count = 0; limit > 0; limit--) {
    count += distanceCounts[limit];
    if (count >= Math.max(2, EXTREME_SHARE * total)) break;
  }
  distanceCounts.fill(0);
  let count = 0, r = 0, g = 0, b = 0;
  for (const bin of bins) {
    if (distanceOfBin(bin, ground) < limit) continue;
    const color = centerOf(bin), weight = allCounts[bin];
    count += weight;
    r += weight * color.r;
    g += weight * color.g;
    b += weight * color.b;
  }
  return count === 0 ? ground : { r: r / count, g: g / count, b: b / count };
}

/** Sum of the channels' differences, whole. */
function distanceOfBin(bin: number, { r, g, b }: Color): number {
  return Math.abs(redOf(bin) - r) + Math.abs(greenOf(bin) - g) + Math.abs(blueOf(bin) - b) | 0;
}

const LUT_BITS = 6, LUT_DROP = 8 - LUT_BITS;
/** Ink of each colour plus one; 0: not yet known. */
const inkOfColor = new Uint8Array(1 << (3 * LUT_BITS));
/** Below and above these shares a pixel counts as none and as all ink; gradients and noise stay below. */
const INK_LOW = 0.14, INK_HIGH = 0.9;
/** A mixture of ink and background lies on the line between them; this far off it (share of the contrast) it is neither. */
const OFF_LINE_MAX = 0.4;

/** Fills `mask` with each pixel's share of `ink`, taking every pixel as a mixture of ink and one of the grounds. */
export function fillMask(
  picture: Picture,
  { ink, grounds, mask }: { ink: Color; grounds: readonly Color[]; mask: Mask },
): void {
  const pixels = pixelsOf(picture), count = picture.width * picture.height;
  if (mask.ink.length < count) mask.ink = new Uint8Array(count);
  mask.width = picture.width;
  mask.height = picture.height;
  inkOfColor.fill(0);
  const lines = grounds.map((ground) => lineBetween(ground, ink));
  const out = mask.ink;
  let last = -1, lastInk = 0;
  for (let i = 0; i < count; i++) {
    const pixel = pixels[i];
    if (pixel !== last) {
      last = pixel;
      const r = pixel & 255, g = (pixel >>> 8) & 255, b = (pixel >>> 16) & 255;
      const bin = ((r >> LUT_DROP) << (2 * LUT_BITS)) | ((g >> LUT_DROP) << LUT_BITS) | (b >> LUT_DROP);
      let value = inkOfColor[bin];
      if (value === 0) inkOfColor[bin] = value = 1 + inkShare(lines, r, g, b);
      lastInk = value - 1;
    }
    out[i] = lastInk;
  }
}

interface Line extends Color {
  dr: number;
  dg: number;
  db: number;
  length: number;
}

function lineBetween(ground: Color, ink: Color): Line {
  const dr = ink.r - ground.r, dg = ink.g - ground.g, db = ink.b - ground.b;
  return { ...ground, dr, dg, db, length: Math.max(1, Math.hypot(dr, dg, db)) };
}

/** 0 to 254. Of the lines that fit about equally well the one with the least ink is believed. */
function inkShare(lines: readonly Line[], r: number, g: number, b: number): number {
  let bestShare = 0, bestOff = Infinity, bestLimit = 1;
  for (const line of lines) {
    const pr = r - line.r, pg = g - line.g, pb = b - line.b;
    const along = (pr * line.dr + pg * line.dg + pb * line.db) / (line.length * line.length);
    const share = along < 0 ? 0 : along > 1 ? 1 : along;
    const or = pr - share * line.dr, og = pg - share * line.dg, ob = pb - share * line.db;
    const off = Math.sqrt(or * or + og * og + ob * ob);
    if (off < bestOff - 6 || (off < bestOff + 6 && share < bestShare)) {
      bestOff = Math.min(off, bestOff);
      bestShare = share;
      bestLimit = Math.max(24, OFF_LINE_MAX * line.length);
    }
  }
  const believed = bestShare * Math.max(0, 1 - Math.max(0, bestOff - 8) / bestLimit);
  const stretched = (believed - INK_LOW) / (INK_HIGH - INK_LOW);
  return stretched <= 0 ? 0 : stretched >= 1 ? 254 : Math.round(254 * stretched);
}

function pixelsOf({ data, width, height }: Picture): Uint32Array {
  if (data.byteOffset % 4 === 0) return new Uint32Array(data.buffer, data.byteOffset, width * height);
  return new Uint32Array(data.slice(0, 4 * width * height).buffer);
}

function binOf(pixel: number): number {
  return (((pixel & 255) >> DROP) << (2 * BITS)) | ((((pixel >>> 8) & 255) >> DROP) << BITS) |
    (((pixel >>> 16) & 255) >> DROP);
}

const HALF_BIN = (1 << DROP) / 2, BIN_MASK = (1 << BITS) - 1;

function redOf(bin: number): number {
  return ((bin >> (2 * BITS)) << DROP) + HALF_BIN;
}

function greenOf(bin: number): number {
  return (((bin >> BITS) & BIN_MASK) << DROP) + HALF_BIN;
}

function blueOf(bin: number): number {
  return ((bin & BIN_MASK) << DROP) + HALF_BIN;
}

function centerOf(bin: number): Color {
  return { r: redOf(bin), g: greenOf(bin), b: blueOf(bin) };
}

function isFlat(one: number, other: number): boolean {
  if (one === other) return true;
  const r = (one & 255) - (other & 255);
  const g = ((one >>> 8) & 255) - ((other >>> 8) & 255);
  const b = ((one >>> 16) & 255) - ((other >>> 16) & 255);
  return Math.abs(r) <= FLAT_DIFFERENCE_MAX && Math.abs(g) <= FLAT_DIFFERENCE_MAX && Math.abs(b) <= FLAT_DIFFERENCE_MAX;
}

/** Largest difference of a channel. */
export function farthestChannel(one: Color, other: Color): number {
  return Math.max(Math.abs(one.r - other.r), Math.abs(one.g - other.g), Math.abs(one.b - other.b));
}
