/**
 * Brings a band of a crop to the size that the line networks look at, and its colours to what they have in common:
 * differences from the most usual colour, in shares of the contrast. Decides nothing.
 */
import type { Picture } from "../protocol/picture.ts";
import { COLUMNS_MAX, COLUMNS_STEP } from "./line_network.ts";
import { CHANNELS } from "./line_shapes.ts";

/** A part of a crop, in its pixels and fractions of them; it may reach out of the crop. */
export interface Band {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A band as a network sees it: `[row][column][channel]`. */
export interface LinePicture {
  input: Float32Array;
  columns: number;
}

/** Weaker contrast is not stretched any further, levels. */
const CONTRAST_MIN = 14;
const CONTRAST_SHARE = 0.985;
const VALUE_MAX = 2;
const RGB = 3;

/**
 * Samples a band into `rows` rows of pixels that are as wide as high, or, stretched, narrower; null when it is too long
 * for the networks.
 */
export function sampleBand(
  picture: Picture,
  { band, rows, stretch = 1 }: { band: Band; rows: number; stretch?: number },
): LinePicture | null {
  const scale = band.height / rows, columnScale = scale / stretch;
  const columns = Math.ceil(band.width / columnScale / COLUMNS_STEP) * COLUMNS_STEP;
  if (columns > COLUMNS_MAX || columns < 1) return null;
  const down = findTaps({ start: band.top, scale, count: rows, limit: picture.height });
  const across = findTaps({ start: band.left, scale: columnScale, count: columns, limit: picture.width });
  const colors = resample(picture, { down, across });
  return { input: toChannels(colors, { down, across }), columns };
}

/** The source pixels of each target pixel: `each` of them, those past the limit with no weight. */
interface Taps {
  count: number;
  each: number;
  at: Int32Array;
  weights: Float32Array;
  inside: Uint8Array;
}

function findTaps(
  { start, scale, count, limit }: { start: number; scale: number; count: number; limit: number },
): Taps {
  const radius = Math.max(1, scale), stride = Math.max(1, Math.floor(scale / 2));
  const each = Math.ceil(2 * radius / stride) + 1;
  const taps: Taps = {
    count,
    each,
    at: new Int32Array(count * each),
    weights: new Float32Array(count * each),
    inside: new Uint8Array(count),
  };
  for (let i = 0; i < count; i++) {
    const center = start + (i + 0.5) * scale;
    const first = Math.ceil(center - radius - 0.5);
    let sum = 0;
    for (let tap = 0; tap < each; tap++) {
      const source = first + tap * stride, weight = 1 - Math.abs(source + 0.5 - center) / radius;
      const used = weight > 0 && source >= 0 && source < limit;
      taps.at[i * each + tap] = used ? source : Math.max(0, Math.min(limit - 1, source));
      taps.weights[i * each + tap] = used ? weight : 0;
      if (used) sum += weight;
    }
    taps.inside[i] = center >= 0 && center < limit && sum > 0 ? 1 : 0;
    for (let tap = 0; tap < each; tap++) taps.weights[i * each + tap] /= sum || 1;
  }
  return taps;
}

function resample({ data, width }: Picture, { down, across }: { down: Taps; across: Taps }): Float32Array {
  const first = across.at[0], last = across.at.reduce((most, at) => Math.max(most, at), 0);
  const line = new Float32Array(RGB * (last - first + 1));
  const colors = new Float32Array(down.count * across.count * RGB);
  for (let row = 0, out = 0; row < down.count; row++) {
    line.fill(0);
    for (let tap = row * down.each; tap < (row + 1) * down.each; tap++) {
      const weight = down.weights[tap];
      if (weight === 0) continue;
      for (let x = first, to = 0, from = 4 * (down.at[tap] * width + first); x <= last; x++, to += RGB, from += 4) {
        line[to] += weight * data[from];
        line[to + 1] += weight * data[from + 1];
        line[to + 2] += weight * data[from + 2];
      }
    }
    for (let column = 0; column < across.count; column++, out += RGB) {
      for (let tap = column * across.each; tap < (column + 1) * across.each; tap++) {
        const weight = across.weights[tap], from = RGB * (across.at[tap] - first);
        colors[out] += weight * line[from];
        colors[out + 1] += weight * line[from + 1];
        colors[out + 2] += weight * line[from + 2];
      }
    }
  }
  return colors;
}

/** The part of a sample that lies in the picture: first and one past the last. */
interface Inside {
  top: number;
  bottom: number;
  left: number;
  right: number;
  columns: number;
}

function insideOf({ down, across }: { down: Taps; across: Taps }): Inside {
  return {
    top: Math.max(0, down.inside.indexOf(1)),
    bottom: down.inside.lastIndexOf(1) + 1,
    left: Math.max(0, across.inside.indexOf(1)),
    right: across.inside.lastIndexOf(1) + 1,
    columns: across.count,
  };
}

function toChannels(colors: Float32Array, taps: { down: Taps; across: Taps }): Float32Array {
  const inside = insideOf(taps), input = new Float32Array(taps.down.count * taps.across.count * CHANNELS);
  const r0 = usual(colors, inside, 0), g0 = usual(colors, inside, 1), b0 = usual(colors, inside, 2);
  const scale = 1 / contrastOf(colors, { inside, ground: [r0, g0, b0] });
  let skew0 = 0, skew1 = 0, skew2 = 0;
  for (let row = inside.top; row < inside.bottom; row++) {
    const first = row * inside.columns + inside.left, end = row * inside.columns + inside.right;
    for (let from = RGB * first, to = CHANNELS * first; to < CHANNELS * end; from += RGB, to += CHANNELS) {
      const r = (colors[from] - r0) * scale, g = (colors[from + 1] - g0) * scale, b = (colors[from + 2] - b0) * scale;
      const light = clamp(0.35 * r + 0.45 * g + 0.2 * b),
        warm = clamp(r - 0.5 * (g + b)),
        cold = clamp(0.5 * (r + g) - b);
      input[to] = light;
      input[to + 1] = warm;
      input[to + 2] = cold;
      input[to + 3] = 1;
      skew0 += light * light * light;
      skew1 += warm * warm * warm;
      skew2 += cold * cold * cold;
    }
  }
  // Writing is the smaller part of a picture: with the longer tail upwards, light on dark looks as dark on light.
  if (skew0 < 0) negate(input, 0);
  if (skew1 < 0) negate(input, 1);
  if (skew2 < 0) negate(input, 2);
  return input;
}

function negate(input: Float32Array, channel: number): void {
  for (let i = channel; i < input.length; i += CHANNELS) input[i] = -input[i];
}

const counts = new Uint32Array(256);

/** The level of a channel that half of the pixels are not above. */
function usual(colors: Float32Array, { top, bottom, left, right, columns }: Inside, channel: number): number {
  counts.fill(0);
  for (let row = top; row < bottom; row++) {
    const end = RGB * (row * columns + right);
    for (let at = RGB * (row * columns + left) + channel; at < end; at += RGB) counts[Math.min(255, colors[at]) | 0]++;
  }
  return levelAt(0.5 * (bottom - top) * (right - left));
}

/** How far writing differs from the ground, in levels of the channel in which it does most. */
function contrastOf(
  colors: Float32Array,
  { inside: { top, bottom, left, right, columns }, ground: [r0, g0, b0] }: {
    inside: Inside;
    ground: readonly [number, number, number];
  },
): number {
  counts.fill(0);
  for (let row = top; row < bottom; row++) {
    const end = RGB * (row * columns + right);
    for (let at = RGB * (row * columns + left); at < end; at += RGB) {
      const r = Math.abs(colors[at] - r0), g = Math.abs(colors[at + 1] - g0), b = Math.abs(colors[at + 2] - b0);
      counts[Math.min(255, Math.max(r, g, b)) | 0]++;
    }
  }
  return Math.max(CONTRAST_MIN, levelAt(CONTRAST_SHARE * (bottom - top) * (right - left)));
}

/** The level that so many of the counted pixels are not above. */
function levelAt(wanted: number): number {
  let level = 0;
  for (let sum = 0; level < 255; level++) {
    sum += counts[level];
    if (sum >= wanted) break;
  }
  return level;
}

function clamp(value: number): number {
  return value < -VALUE_MAX ? -VALUE_MAX : value > VALUE_MAX ? VALUE_MAX : value;
}
