/**
 * The small network that names a stage's phase: three convolutions that halve the picture, two dense layers, one share a
 * phase. Knows neither pictures nor thresholds.
 */
import type { Phase } from "../protocol/reading.ts";

/** What the network tells apart, in the order of its outputs. */
export const PHASE_CLASSES = ["waiting", "flying", "crashed", "unknown"] as const satisfies readonly Phase[];
/** The input: rows of pixels, `INPUT_CHANNELS` values each. */
export const INPUT_WIDTH = 96, INPUT_HEIGHT = 32, INPUT_CHANNELS = 4;
/** Slope of the units below zero. */
export const PHASE_LEAK = 0.05;

/** One convolution of 3×3 pixels, every second pixel across and down. */
interface Convolution {
  width: number;
  height: number;
  channels: number;
  units: number;
}
export const CONVOLUTIONS: readonly Convolution[] = [
  { width: INPUT_WIDTH, height: INPUT_HEIGHT, channels: INPUT_CHANNELS, units: 12 },
  { width: INPUT_WIDTH / 2, height: INPUT_HEIGHT / 2, channels: 12, units: 20 },
  { width: INPUT_WIDTH / 4, height: INPUT_HEIGHT / 4, channels: 20, units: 32 },
];
const DENSE_INPUTS = (INPUT_WIDTH / 8) * (INPUT_HEIGHT / 8) * 32;
export const DENSE_UNITS = 32;

/** Rows and columns of each layer's weights: a row a unit. */
export const LAYER_SHAPES: readonly { rows: number; columns: number }[] = [
  ...CONVOLUTIONS.map(({ channels, units }) => ({ rows: units, columns: 9 * channels })),
  { rows: DENSE_UNITS, columns: DENSE_INPUTS },
  { rows: PHASE_CLASSES.length, columns: DENSE_UNITS },
];

/** One layer: `weights` row by row, a bias a row. */
export interface Layer {
  rows: number;
  columns: number;
  weights: Float32Array;
  bias: Float32Array;
}

/** All that one run of the network leaves behind. Maps have a row of zeros above and a column of zeros at the left. */
export interface Activations {
  /** the input, then what each convolution made of it */
  maps: Float32Array[];
  dense: Float32Array;
  /** shares of the classes, summing to 1 */
  shares: Float32Array;
}

/** Room for one run; to be used again for the next. */
export function emptyActivations(): Activations {
  const sizes = CONVOLUTIONS.map(({ width, height, channels }) => (width + 1) * (height + 1) * channels);
  return {
    maps: [...sizes, DENSE_INPUTS].map((size) => new Float32Array(size)),
    dense: new Float32Array(DENSE_UNITS),
    shares: new Float32Array(PHASE_CLASSES.length),
  };
}

/** Where a pixel's first channel stands in a map with its zeros at the top and left. */
export function mapOffset({ width, channels }: Pick<Convolution, "width" | "channels">, x: number, y: number): number {
  return ((y + 1) * (width + 1) + x + 1) * channels;
}

/** Runs the network on the input in `maps[0]`. */
export function runPhaseNetwork(layers: readonly Layer[], run: Activations): void {
  CONVOLUTIONS.forEach((shape, index) => {
    convolve(layers[index], { shape, from: run.maps[index], into: run.maps[index + 1], padded: index < 2 });
  });
  const [first, second] = layers.slice(CONVOLUTIONS.length);
  multiply(first, run.maps[3], run.dense);
  for (let unit = 0; unit < DENSE_UNITS; unit++) if (run.dense[unit] < 0) run.dense[unit] *= PHASE_LEAK;
  multiply(second, run.dense, run.shares);
  toShares(run.shares);
}

interface ConvolutionMaps {
  shape: Convolution;
  from: Float32Array;
  into: Float32Array;
  /** whether `into` has zeros at the top and left: the last map has none */
  padded: boolean;
}

const patch = new Float32Array(9 * 20);

/** Copies the 3×3 pixels around an output's place, row by row. */
export function gatherPatch(
  from: Float32Array,
  { shape, x, y }: { shape: Convolution; x: number; y: number },
): Float32Array {
  const row = 3 * shape.channels;
  for (let line = 0, at = 0; line < 3; line++) {
    const start = ((2 * y + line) * (shape.width + 1) + 2 * x) * shape.channels;
    for (let i = 0; i < row; i++, at++) patch[at] = from[start + i];
  }
  return patch;
}

function convolve({ weights, bias, rows, columns }: Layer, { shape, from, into, padded }: ConvolutionMaps): void {
  const width = shape.width / 2, height = shape.height / 2, pad = padded ? 1 : 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      gatherPatch(from, { shape, x, y });
      const out = ((y + pad) * (width + pad) + x + pad) * rows;
      // Four units at a time, each input loaded once.
      for (let unit = 0; unit < rows; unit += 4) {
        let one = bias[unit], two = bias[unit + 1], three = bias[unit + 2], four = bias[unit + 3];
        const first = unit * columns, second = first + columns, third = second + columns, fourth = third + columns;
        for (let i = 0; i < columns; i++) {
          const input = patch[i];
          one += weights[first + i] * input;
          two += weights[second + i] * input;
          three += weights[third + i] * input;
          four += weights[fourth + i] * input;
        }
        into[out + unit] = one > 0 ? one : PHASE_LEAK * one;
        into[out + unit + 1] = two > 0 ? two : PHASE_LEAK * two;
        into[out + unit + 2] = three > 0 ? three : PHASE_LEAK * three;
        into[out + unit + 3] = four > 0 ? four : PHASE_LEAK * four;
      }
    }
  }
}

function multiply({ weights, bias, rows, columns }: Layer, inputs: Float32Array, outputs: Float32Array): void {
  for (let row = 0, at = 0; row < rows; row++) {
    let sum = bias[row];
    for (let i = 0; i < columns; i++, at++) sum += weights[at] * inputs[i];
    outputs[row] = sum;
  }
}

function toShares(values: Float32Array): void {
  const most = values.reduce((high, value) => Math.max(high, value), -Infinity);
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i] = Math.exp(values[i] - most);
  for (let i = 0; i < values.length; i++) values[i] /= total;
}
