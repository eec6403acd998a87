/** Fits the phase network to pictures that are drawn as it goes: Adam, one core, the same result for the same seed. */
import {
  type Activations,
  CONVOLUTIONS,
  DENSE_UNITS,
  emptyActivations,
  gatherPatch,
  type Layer,
  LAYER_SHAPES,
  PHASE_CLASSES,
  PHASE_LEAK,
  runPhaseNetwork,
} from "../phase_network.ts";
import { seededRandom } from "./random.ts";

const BATCH = 16;
const RATE = 0.002, RATE_AGAIN = 0.0006, RATE_END = 0.00004;
const SMOOTHING = 0.002;

/** Numbers with their gradient and Adam's two averages. */
class Tensor {
  readonly gradient: Float32Array;
  readonly #mean: Float32Array;
  readonly #square: Float32Array;

  constructor(readonly values: Float32Array) {
    this.gradient = new Float32Array(values.length);
    this.#mean = new Float32Array(values.length);
    this.#square = new Float32Array(values.length);
  }

  step(rate: number): void {
    const { values, gradient } = this, mean = this.#mean, square = this.#square;
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i];
      gradient[i] = 0;
      mean[i] += 0.1 * (slope - mean[i]);
      square[i] += 0.004 * (slope * slope - square[i]);
      values[i] -= rate * (mean[i] / (Math.sqrt(square[i]) + 1e-6) + 1e-5 * values[i]);
    }
  }
}

interface Trained {
  layer: Layer;
  weights: Tensor;
  bias: Tensor;
}

/** Fills a network input and names the class that it shows. */
export type SampleSource = (input: Float32Array) => number;

/**
 * Trains on `steps` batches of fresh samples, from random weights or, more gently, from given ones.
 *
 * @param options `onProgress` is told the mean loss of each hundred batches
 */
export function trainPhaseNetwork(
  source: SampleSource,
  { seed, steps, from, onProgress }: {
    seed: number;
    steps: number;
    from?: readonly Layer[];
    onProgress: (step: number, loss: number) => void;
  },
): Layer[] {
  const random = seededRandom(seed ^ 0x9a5e);
  const trained = LAYER_SHAPES.map((shape, index) => toTrain(from ? copyOf(from[index]) : newLayer(shape, random)));
  const rateStart = from ? RATE_AGAIN : RATE;
  const layers = trained.map(({ layer }) => layer);
  const run = emptyActivations(), back = emptyActivations();
  let loss = 0;
  for (let step = 0; step < steps; step++) {
    for (let i = 0; i < BATCH; i++) {
      const truth = source(run.maps[0]);
      runPhaseNetwork(layers, run);
      loss -= Math.log(Math.max(1e-9, run.shares[truth]));
      addGradient(trained, { run, back, truth });
    }
    const rate = RATE_END + (rateStart - RATE_END) * 0.5 * (1 + Math.cos(Math.PI * step / steps));
    for (const { weights, bias } of trained) {
      weights.step(rate);
      bias.step(rate);
    }
    if ((step + 1) % 100 === 0) {
      onProgress(step + 1, loss / (100 * BATCH));
      loss = 0;
    }
  }
  return layers;
}

function newLayer({ rows, columns }: { rows: number; columns: number }, random: () => number): Layer {
  const spread = 2.4 / Math.sqrt(columns);
  const weights = Float32Array.from({ length: rows * columns }, () => (random() + random() + random() - 1.5) * spread);
  return { rows, columns, weights, bias: new Float32Array(rows) };
}

function copyOf({ rows, columns, weights, bias }: Layer): Layer {
  return { rows, columns, weights: weights.slice(), bias: bias.slice() };
}

function toTrain(layer: Layer): Trained {
  return { layer, weights: new Tensor(layer.weights), bias: new Tensor(layer.bias) };
}

/** `back` holds what the loss changes by with each activation. */
function addGradient(
  trained: readonly Trained[],
  { run, back, truth }: { run: Activations; back: Activations; truth: number },
): void {
  for (let i = 0; i < run.shares.length; i++) {
    const target = i === truth ? 1 - SMOOTHING : SMOOTHING / (PHASE_CLASSES.length - 1);
    back.shares[i] = (run.shares[i] - target) / BATCH;
  }
  for (const map of back.maps) map.fill(0);
  back.dense.fill(0);
  const [first, second] = trained.slice(CONVOLUTIONS.length);
  backDense(second, { slopes: back.shares, inputs: run.dense, into: back.dense });
  for (let unit = 0; unit < DENSE_UNITS; unit++) if (run.dense[unit] < 0) back.dense[unit] *= PHASE_LEAK;
  backDense(first, { slopes: back.dense, inputs: run.maps[3], into: back.maps[3] });
  for (let index = CONVOLUTIONS.length - 1; index >= 0; index--) backConvolution(trained[index], { run, back, index });
}

function backDense(
  { layer, weights, bias }: Trained,
  { slopes, inputs, into }: { slopes: Float32Array; inputs: Float32Array; into: Float32Array },
): void {
  const { rows, columns } = layer;
  for (let row = 0; row < rows; row++) {
    const slope = slopes[row], start = row * columns;
    bias.gradient[row] += slope;
    for (let i = 0; i < columns; i++) {
      weights.gradient[start + i] += slope * inputs[i];
      into[i] += slope * layer.weights[start + i];
    }
  }
}

const patchSlopes = new Float32Array(9 * 20);

function backConvolution(
  { layer, weights, bias }: Trained,
  { run, back, index }: { run: Activations; back: Activations; index: number },
): void {
  const shape = CONVOLUTIONS[index], { rows, columns } = layer;
  const width = shape.width / 2, height = shape.height / 2, pad = index < 2 ? 1 : 0;
  const from = run.maps[index], made = run.maps[index + 1], slopes = back.maps[index + 1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const patch = gatherPatch(from, { shape, x, y });
      const out = ((y + pad) * (width + pad) + x + pad) * rows;
      patchSlopes.fill(0);
      for (let unit = 0; unit < rows; unit += 4) {
        for (let i = 0; i < 4; i++) {
          four[i] = slopes[out + unit + i] * (made[out + unit + i] > 0 ? 1 : PHASE_LEAK);
          bias.gradient[unit + i] += four[i];
        }
        backFour(layer, { gradient: weights.gradient, patch, start: unit * columns });
      }
      if (index > 0) scatterPatch(back.maps[index], { shape, x, y });
    }
  }
}

/** Slopes of four units of one output pixel. */
const four = new Float32Array(4);

/** Four units at a time, each input loaded once. */
function backFour(
  { weights, columns }: Layer,
  { gradient, patch, start }: { gradient: Float32Array; patch: Float32Array; start: number },
): void {
  const [a, b, c, d] = four;
  const second = start + columns, third = second + columns, fourth = third + columns;
  for (let i = 0; i < columns; i++) {
    const input = patch[i];
    gradient[start + i] += a * input;
    gradient[second + i] += b * input;
    gradient[third + i] += c * input;
    gradient[fourth + i] += d * input;
    patchSlopes[i] += a * weights[start + i] + b * weights[second + i] + c * weights[third + i] +
      d * weights[fourth + i];
  }
}

function scatterPatch(
  into: Float32Array,
  { shape, x, y }: { shape: typeof CONVOLUTIONS[number]; x: number; y: number },
) {
  const row = 3 * shape.channels;
  for (let line = 0, at = 0; line < 3; line++) {
    const start = ((2 * y + line) * (shape.width + 1) + 2 * x) * shape.channels;
    for (let i = 0; i < row; i++, at++) into[start + i] += patchSlopes[at];
  }
}
