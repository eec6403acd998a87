/** Fits a line network with the kernel that runs it: slopes by the chain rule, steps by Adam, the same for the same seed. */
import {
  dataOf,
  type Layer,
  type LayerPlace,
  type LayerWeights,
  LineNetwork,
  type NetworkShape,
  padOf,
} from "../line_network.ts";
import type { Random } from "./sketches.ts";

const BYTES = 4, ROOM = 96 << 20;
const CLIP = 4;

/** Where a layer's slopes lie. */
interface SlopePlace {
  /** of the raw sums, with nothing around */
  raw: number;
  /** of the picture */
  map: number;
  sums: number;
  /** the layer's sums turned around, to go from slopes of sums to slopes of the picture */
  turned: number;
}

/** Random weights, as large as keeps a picture's contrast from layer to layer. */
export function randomWeights(shape: NetworkShape, random: Random): LayerWeights[] {
  return shape.layers.map(({ rows, columns, inputs, outputs }) => {
    const spread = Math.sqrt(2 / (rows * columns * inputs)) * Math.sqrt(3);
    const sums = Float32Array.from({ length: rows * columns * inputs * outputs }, () => (2 * random() - 1) * spread);
    return { sums, biases: new Float32Array(outputs) };
  });
}

/** One network in training. */
export class LineTrainer {
  readonly network: LineNetwork;
  readonly weights: LayerWeights[];
  readonly #slopes: LayerWeights[];
  readonly #means: LayerWeights[];
  readonly #squares: LayerWeights[];
  readonly #places: SlopePlace[];
  #count = 0;
  #steps = 0;

  constructor(shape: NetworkShape, weights: LayerWeights[]) {
    this.weights = weights;
    this.network = new LineNetwork(shape, weights, { room: ROOM });
    this.#slopes = zeros(weights);
    this.#means = zeros(weights);
    this.#squares = zeros(weights);
    let at = this.network.size;
    const take = (floats: number) => {
      const from = at;
      at += (BYTES * floats + 63) & ~63;
      return from;
    };
    this.#places = this.network.places.map((place, index) => {
      const layer = shape.layers[index], floats = layer.rows * layer.columns * layer.inputs * layer.outputs;
      const rows = place.rawRows + 2 * (layer.rows - 1);
      return {
        raw: take(place.rawPitch / BYTES * rows),
        map: take(place.mapPitch / BYTES * place.rows),
        sums: take(floats),
        turned: take(floats),
      };
    });
    if (at > this.network.size + ROOM) throw new RangeError(`Cannot train: ${at} bytes needed`);
  }

  /** Adds one picture's slopes; `slopesOf` turns the answer into its own slopes and gives the loss. */
  add(input: Float32Array, columns: number, slopesOf: (answer: Float32Array) => number | null): number | null {
    const loss = slopesOf(this.network.run(input, columns));
    if (loss === null) return null;
    this.#count++;
    const { layers } = this.network.shape;
    this.#loadAnswer();
    for (let index = layers.length - 1; index >= 0; index--) {
      this.#sumSlopes(index);
      if (index === 0) break;
      this.#mapSlopes(index);
      this.#unpool(index);
    }
    return loss;
  }

  /** Changes the weights by the slopes added since the step before. */
  step(rate: number): void {
    this.#steps++;
    this.#collect();
    const norm = Math.sqrt(this.#slopes.reduce((sum, one) => sum + squareSum(one.sums) + squareSum(one.biases), 0));
    const factor = Math.min(1, CLIP / (norm + 1e-9));
    const warm = Math.sqrt(1 - 0.999 ** this.#steps) / (1 - 0.9 ** this.#steps);
    this.weights.forEach((weights, index) => {
      for (const part of ["sums", "biases"] as const) {
        const values = weights[part], slopes = this.#slopes[index][part];
        const means = this.#means[index][part], squares = this.#squares[index][part];
        for (let i = 0; i < values.length; i++) {
          const slope = slopes[i] * factor;
          means[i] += 0.1 * (slope - means[i]);
          squares[i] += 0.001 * (slope * slope - squares[i]);
          values[i] -= rate * (warm * means[i] / (Math.sqrt(squares[i]) + 1e-8) + 1e-4 * values[i]);
        }
        slopes.fill(0);
      }
      this.network.floats(this.network.places[index].sums, weights.sums.length).set(weights.sums);
      this.network.floats(this.network.places[index].biases, weights.biases.length).set(weights.biases);
    });
    this.#count = 0;
  }

  #collect(): void {
    this.#places.forEach(({ sums }, index) => {
      const slopes = this.#slopes[index], count = slopes.sums.length;
      const added = this.network.floats(sums, count);
      for (let i = 0; i < count; i++) slopes.sums[i] = added[i] / this.#count;
      for (let i = 0; i < slopes.biases.length; i++) slopes.biases[i] /= this.#count;
      added.fill(0);
      this.#stale[index] = true;
    });
  }

  readonly #stale: boolean[] = [];

  /** The slopes of a layer's raw sums with nothing around them; `data` is where its first own one lies. */
  #rawSlopes(index: number): { all: Float32Array; at: number; data: number; pitch: number } {
    const layer = this.network.shape.layers[index], place = this.network.places[index];
    const above = layer.rows - 1 - padOf(layer);
    const all = this.network.floats(
      this.#places[index].raw,
      place.rawPitch / BYTES * (place.rawRows + 2 * above),
    );
    const data = above * place.rawPitch / BYTES + (layer.columns - 1) / 2 * layer.outputs;
    return { all, at: this.#places[index].raw, data, pitch: place.rawPitch / BYTES };
  }

  #loadAnswer(): void {
    const index = this.network.places.length - 1, place = this.network.places[index];
    const { all, data } = this.#rawSlopes(index);
    all.fill(0);
    const outputs = this.network.shape.layers[index].outputs;
    all.set(this.network.floats(place.raw, place.columns * outputs), data);
  }

  #sumSlopes(index: number): void {
    const layer = this.network.shape.layers[index], place = this.network.places[index];
    const { all, at, data, pitch } = this.#rawSlopes(index);
    const width = layer.columns * layer.inputs, positions = place.rawRows * pitch / layer.outputs - (layer.columns - 1);
    for (let row = 0; row < layer.rows; row++) {
      this.network.kernel.multiply(
        place.map + row * place.mapPitch,
        BYTES,
        BYTES * layer.inputs,
        at + BYTES * data,
        this.#places[index].sums + BYTES * row * width * layer.outputs,
        width,
        layer.outputs,
        positions,
      );
    }
    const biases = this.#slopes[index].biases;
    for (let i = data, channel = 0; i < data + positions * layer.outputs; i++) {
      biases[channel] += all[i];
      if (++channel === layer.outputs) channel = 0;
    }
  }

  #mapSlopes(index: number): void {
    const layer = this.network.shape.layers[index], place = this.network.places[index];
    this.#turn(index);
    const { at, pitch } = this.#rawSlopes(index);
    const columns = place.columns + layer.columns - 1;
    this.network.floats(this.#places[index].map, place.rows * columns * layer.inputs).fill(0);
    const width = layer.columns * layer.outputs;
    for (let row = 0; row < layer.rows; row++) {
      this.network.kernel.multiply(
        at + BYTES * row * pitch,
        BYTES * layer.outputs,
        BYTES,
        this.#places[index].turned + BYTES * row * width * layer.inputs,
        this.#places[index].map,
        place.rows * columns - (layer.columns - 1),
        layer.inputs,
        width,
      );
    }
  }

  #turn(index: number): void {
    if (this.#stale[index] === false) return;
    this.#stale[index] = false;
    const layer = this.network.shape.layers[index];
    const { rows, columns, inputs, outputs } = layer, { sums } = this.weights[index];
    const turned = this.network.floats(this.#places[index].turned, sums.length);
    let from = 0;
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const to = ((rows - 1 - row) * columns + (columns - 1 - column)) * inputs * outputs;
        for (let input = 0; input < inputs; input++) {
          for (let output = 0; output < outputs; output++) turned[to + output * inputs + input] = sums[from++];
        }
      }
    }
  }

  /** From the slopes of a layer's picture to those of the raw sums of the layer before. */
  #unpool(index: number): void {
    const layer = this.network.shape.layers[index], place = this.network.places[index];
    const before = this.network.shape.layers[index - 1], source = this.network.places[index - 1];
    const { all, data, pitch } = this.#rawSlopes(index - 1);
    all.fill(0);
    const slopes = this.network.floats(this.#places[index].map, place.rows * place.mapPitch / BYTES);
    const raw = this.network.floats(source.raw, source.rawRows * source.rawPitch / BYTES);
    unpool({ layer, place, before, pitch, slopes, raw, values: this.#values(place, layer), all, data });
  }

  #values(place: LayerPlace, layer: Layer): Float32Array {
    return this.network.floats(dataOf(place, layer), place.rows * place.mapPitch / BYTES);
  }
}

function unpool(
  { layer, place, before, pitch, slopes, raw, values, all, data }: {
    layer: Layer;
    place: LayerPlace;
    before: Layer;
    pitch: number;
    slopes: Float32Array;
    raw: Float32Array;
    values: Float32Array;
    all: Float32Array;
    data: number;
  },
): void {
  const { down, across } = before, channels = layer.inputs, mapPitch = place.mapPitch / BYTES;
  for (let row = 0; row < place.rows; row++) {
    for (let column = 0; column < place.columns; column++) {
      const from = row * mapPitch + column * channels;
      const corner = row * down * pitch + column * across * channels;
      for (let channel = 0; channel < channels; channel++) {
        let best = corner + channel;
        for (let y = 0; y < down; y++) {
          for (let x = 0; x < across; x++) {
            const at = corner + y * pitch + x * channels + channel;
            if (raw[at] > raw[best]) best = at;
          }
        }
        all[data + best] = slopes[from + channel] * (values[from + channel] > 0 ? 1 : 0.1);
      }
    }
  }
}

function zeros(weights: readonly LayerWeights[]): LayerWeights[] {
  return weights.map(({ sums, biases }) => ({
    sums: new Float32Array(sums.length),
    biases: new Float32Array(biases.length),
  }));
}

function squareSum(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
