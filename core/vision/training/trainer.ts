/** Fits the glyph network to samples: Adam, one core, the same result for the same seed. */
import { HIDDEN, INPUTS, LEAK, type NetworkWeights, OUTPUTS } from "../glyph_network.ts";
import type { SampleSet } from "./glyph_samples.ts";
import { seededRandom } from "./random.ts";

const BATCH = 32;
const RATE = 0.0022, RATE_END = 0.00006;
const DECAY = 2e-6;
const SMOOTHING = 0.004;

/** One tensor with its gradient and Adam's two averages. */
class Tensor {
  readonly gradient: Float64Array;
  readonly #mean: Float64Array;
  readonly #square: Float64Array;

  constructor(readonly values: Float64Array) {
    this.gradient = new Float64Array(values.length);
    this.#mean = new Float64Array(values.length);
    this.#square = new Float64Array(values.length);
  }

  step(rate: number): void {
    const { values, gradient } = this;
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i];
      gradient[i] = 0;
      const mean = this.#mean[i] += 0.1 * (slope - this.#mean[i]);
      const square = this.#square[i] += 0.002 * (slope * slope - this.#square[i]);
      values[i] -= rate * (mean / (Math.sqrt(square) + 1e-7) + DECAY * values[i]);
    }
  }
}

/** Trains from random weights; `onEpoch` is told the mean loss of each epoch. */
export function trainNetwork(
  samples: SampleSet,
  { seed, epochs, onEpoch }: { seed: number; epochs: number; onEpoch: (epoch: number, loss: number) => void },
): NetworkWeights {
  const random = seededRandom(seed ^ 0x5eed);
  const weights = {
    hidden: randomValues(HIDDEN * INPUTS, 1.6 / Math.sqrt(INPUTS), random),
    hiddenBias: new Float64Array(HIDDEN),
    output: randomValues(OUTPUTS * HIDDEN, 1.4 / Math.sqrt(HIDDEN), random),
    outputBias: new Float64Array(OUTPUTS),
  };
  const tensors = {
    hidden: new Tensor(weights.hidden),
    hiddenBias: new Tensor(weights.hiddenBias),
    output: new Tensor(weights.output),
    outputBias: new Tensor(weights.outputBias),
  };
  const order = Int32Array.from({ length: samples.count }, (_, index) => index);
  const steps = epochs * Math.ceil(samples.count / BATCH);
  for (let epoch = 0, step = 0; epoch < epochs; epoch++) {
    shuffle(order, random);
    let loss = 0;
    for (let first = 0; first < order.length; first += BATCH, step++) {
      const batch = order.subarray(first, first + BATCH);
      for (const sample of batch) loss += addGradient(weights, { tensors, samples, sample });
      const rate = RATE_END + (RATE - RATE_END) * 0.5 * (1 + Math.cos(Math.PI * step / steps));
      for (const tensor of Object.values(tensors)) tensor.step(rate);
    }
    onEpoch(epoch, loss / samples.count);
  }
  return weights;
}

const activations = new Float64Array(HIDDEN), probabilities = new Float64Array(OUTPUTS);
const back = new Float64Array(HIDDEN), inputs = new Float64Array(INPUTS);

function loadInputs(samples: SampleSet, sample: number): void {
  inputs.set(samples.inputs.subarray(sample * INPUTS, (sample + 1) * INPUTS));
}

function addGradient(
  weights: NetworkWeights,
  { tensors, samples, sample }: {
    tensors: Record<keyof NetworkWeights, Tensor>;
    samples: SampleSet;
    sample: number;
  },
): number {
  loadInputs(samples, sample);
  const truth = samples.classes[sample];
  runNetwork(weights, { inputs, activations, probabilities });
  const loss = -Math.log(Math.max(1e-9, probabilities[truth]));
  back.fill(0);
  for (let glyph = 0, at = 0; glyph < OUTPUTS; glyph++) {
    const target = glyph === truth ? 1 - SMOOTHING : SMOOTHING / (OUTPUTS - 1);
    const error = (probabilities[glyph] - target) / BATCH;
    tensors.outputBias.gradient[glyph] += error;
    for (let unit = 0; unit < HIDDEN; unit++, at++) {
      back[unit] += error * weights.output[at];
      tensors.output.gradient[at] += error * activations[unit];
    }
  }
  const slopes = tensors.hidden.gradient;
  for (let unit = 0; unit < HIDDEN; unit++) {
    const error = back[unit] * (activations[unit] > 0 ? 1 : LEAK);
    tensors.hiddenBias.gradient[unit] += error;
    const row = unit * INPUTS;
    for (let i = 0; i < INPUTS; i++) slopes[row + i] += error * inputs[i];
  }
  return loss;
}

/** Share of samples whose likeliest class is theirs. */
export function glyphsRight(weights: NetworkWeights, samples: SampleSet): number {
  let right = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    loadInputs(samples, sample);
    runNetwork(weights, { inputs, activations, probabilities });
    if (probabilities.indexOf(Math.max(...probabilities)) === samples.classes[sample]) right++;
  }
  return right / Math.max(1, samples.count);
}

function randomValues(count: number, spread: number, random: () => number): Float64Array {
  return Float64Array.from({ length: count }, () => (random() + random() + random() - 1.5) * spread);
}

function shuffle(order: Int32Array, random: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [order[i], order[other]] = [order[other], order[i]];
  }
}

/** Runs the network in double precision; `activations` gets the hidden units, `probabilities` the classes' shares, summing to 1. */
function runNetwork(
  { hidden, hiddenBias, output, outputBias }: NetworkWeights,
  { inputs, activations, probabilities }: {
    inputs: Float64Array;
    activations: Float64Array;
    probabilities: Float64Array;
  },
): void {
  // Four units at a time, each input loaded once: four times as fast as one by one.
  for (let unit = 0; unit < HIDDEN; unit += 4) {
    let one = hiddenBias[unit], two = hiddenBias[unit + 1], three = hiddenBias[unit + 2], four = hiddenBias[unit + 3];
    const first = unit * INPUTS, second = first + INPUTS, third = second + INPUTS, fourth = third + INPUTS;
    for (let i = 0; i < INPUTS; i++) {
      const input = inputs[i];
      one += hidden[first + i] * input;
      two += hidden[second + i] * input;
      three += hidden[third + i] * input;
      four += hidden[fourth + i] * input;
    }
    activations[unit] = one > 0 ? one : LEAK * one;
    activations[unit + 1] = two > 0 ? two : LEAK * two;
    activations[unit + 2] = three > 0 ? three : LEAK * three;
    activations[unit + 3] = four > 0 ? four : LEAK * four;
  }
  let most = -Infinity;
  for (let glyph = 0, at = 0; glyph < OUTPUTS; glyph++) {
    let sum = outputBias[glyph];
    for (let unit = 0; unit < HIDDEN; unit++, at++) sum += output[at] * activations[unit];
    probabilities[glyph] = sum;
    if (sum > most) most = sum;
  }
  let total = 0;
  for (let glyph = 0; glyph < OUTPUTS; glyph++) total += probabilities[glyph] = Math.exp(probabilities[glyph] - most);
  for (let glyph = 0; glyph < OUTPUTS; glyph++) probabilities[glyph] /= total;
}
