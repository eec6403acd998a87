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

const counts = new Uint32Array(256);

function toChannels(colors: Float32Array, { down, across }: { down: Taps; across: Taps }): Float32Array {
  const pixels = down.count * across.count, input = new Float32Array(pixels * CHANNELS);
  const ground = [0, 1, 2].map((channel) => shareOf(0.5, pixels, (i) => isInside(i) ? colors[RGB * i + channel] : -1));
  const contrast = Math.max(
    CONTRAST_MIN,
    shareOf(CONTRAST_SHARE, pixels, (i) =>
      isInside(i)
        ? Math.max(
          Math.abs(colors[RGB * i] - ground[0]),
          Math.abs(colors[RGB * i + 1] - ground[1]),
          Math.abs(colors[RGB * i + 2] - ground[2]),
        )
        : -1),
  );
  const skew = [0, 0, 0];
  for (let i = 0, to = 0; i < pixels; i++, to += CHANNELS) {
    if (!isInside(i)) continue;
    const r = (colors[RGB * i] - ground[0]) / contrast, g = (colors[RGB * i + 1] - ground[1]) / contrast;
    const b = (colors[RGB * i + 2] - ground[2]) / contrast;
    input[to] = clamp(0.35 * r + 0.45 * g + 0.2 * b);
    input[to + 1] = clamp(r - 0.5 * (g + b));
    input[to + 2] = clamp(0.5 * (r + g) - b);
    input[to + 3] = 1;
    for (let channel = 0; channel < 3; channel++) skew[channel] += input[to + channel] ** 3;
  }
  // Writing is the smaller part of a picture: with the longer tail upwards, light on dark looks as dark on light.
  for (let channel = 0; channel < 3; channel++) {
    if (skew[channel] < 0) { for (let i = channel; i < input.length; i += CHANNELS) input[i] = -input[i]; }
  }
  return input;

  function isInside(i: number): boolean {
    return down.inside[i / across.count | 0] === 1 && across.inside[i % across.count] === 1;
  }
}

/** The level, 0 to 255, that the given share of values is not above; values below zero do not count. */
function shareOf(share: number, length: number, valueOf: (i: number) => number): number {
  counts.fill(0);
  let total = 0;
  for (let i = 0; i < length; i++) {
    const value = valueOf(i);
    if (value < 0) continue;
    counts[Math.min(255, value) | 0]++;
    total++;
  }
  let level = 0;
  for (let sum = 0; level < 255; level++) {
    sum += counts[level];
    if (sum >= share * total) break;
  }
  return level;
}

function clamp(value: number): number {
  return Math.max(-VALUE_MAX, Math.min(VALUE_MAX, value));
}
