/**
 * Runs a small convolutional network in the kernel's memory: layers of sums over neighbouring pixels, each followed by
 * the largest of a few, down to one row of frames. Knows nothing of what the frames mean.
 */
import { instantiateKernel } from "./kernels/instantiate.ts";
import { LINES_WASM } from "./kernels/lines_wasm.ts";

/** One layer: `rows` by `columns` of `inputs` channels make one of `outputs`; then the largest of `down` by `across`. */
export interface Layer {
  inputs: number;
  outputs: number;
  rows: number;
  columns: number;
  /** the picture goes on with nothing above and below; at the sides it always does */
  padded: boolean;
  down: number;
  across: number;
}

/** What a layer learnt: `sums[row][column][input][output]`, and a bias an output. */
export interface LayerWeights {
  sums: Float32Array;
  biases: Float32Array;
}

/** Layers from the picture on; the last one's sums are the answer, as they are. */
export interface NetworkShape {
  /** rows of the picture */
  height: number;
  layers: readonly Layer[];
}

/** Where a layer's picture and its sums lie, in bytes, and their sizes at the present width. */
export interface LayerPlace {
  map: number;
  raw: number;
  sums: number;
  biases: number;
  rows: number;
  columns: number;
  rawRows: number;
  /** bytes from row to row */
  mapPitch: number;
  rawPitch: number;
}

/** The kernel's exports. */
export interface LineKernel {
  memory: WebAssembly.Memory;
  free: WebAssembly.Global;
  makeRoom(bytes: number): void;
  multiply(
    a: number,
    aRow: number,
    aColumn: number,
    b: number,
    c: number,
    m: number,
    n: number,
    k: number,
  ): void;
  activate(
    raw: number,
    rawPitch: number,
    bias: number,
    out: number,
    outPitch: number,
    rows: number,
    columns: number,
    channels: number,
    down: number,
    across: number,
  ): void;
}

/** Wider pictures are cut by who asks. */
export const COLUMNS_MAX = 640;
/** A picture's width is a multiple of this. */
export const COLUMNS_STEP = 4;
const BYTES = 4;

/** One network in a memory of its own. */
export class LineNetwork {
  readonly shape: NetworkShape;
  readonly kernel: LineKernel;
  readonly places: LayerPlace[];
  /** bytes of memory in use */
  readonly size: number;

  /** @param room bytes wanted behind the network, for who trains it */
  constructor(shape: NetworkShape, weights: readonly LayerWeights[], { room = 0 }: { room?: number } = {}) {
    this.shape = shape;
    this.kernel = instantiateKernel(LINES_WASM) as unknown as LineKernel;
    let at = Number(this.kernel.free.value);
    const take = (floats: number) => {
      const from = at;
      at += (BYTES * floats + 63) & ~63;
      return from;
    };
    this.places = placesAt(shape, COLUMNS_MAX).map((place, index) => {
      const layer = shape.layers[index];
      const floats = place.mapPitch / BYTES * (place.rows + 2 * padOf(layer));
      return {
        ...place,
        sums: take(layer.rows * layer.columns * layer.inputs * layer.outputs),
        biases: take(layer.outputs),
        map: take(floats),
        raw: take(place.rawPitch / BYTES * place.rawRows),
      };
    });
    this.size = at;
    this.kernel.makeRoom(at + room);
    weights.forEach(({ sums, biases }, index) => {
      this.floats(this.places[index].sums, sums.length).set(sums);
      this.floats(this.places[index].biases, biases.length).set(biases);
    });
  }

  /** A view of the kernel's memory. */
  floats(at: number, count: number): Float32Array {
    return new Float32Array(this.kernel.memory.buffer, at, count);
  }

  /**
   * Runs the network over a picture of `columns` columns.
   *
   * @param input `[row][column][channel]`, of the shape's height
   * @returns `[frame][output]`, valid until the next run
   */
  run(input: Float32Array, columns: number): Float32Array {
    const { shape: { layers }, places } = this;
    placesAt(this.shape, columns).forEach((place, index) => {
      const { map, raw, sums, biases } = places[index];
      places[index] = { ...place, map, raw, sums, biases };
    });
    this.#load(input);
    layers.forEach((_, index) => this.#runLayer(index));
    const last = layers[layers.length - 1], { raw, columns: frames, biases } = places[layers.length - 1];
    const answer = this.floats(raw, frames * last.outputs), bias = this.floats(biases, last.outputs);
    for (let i = 0; i < answer.length; i++) answer[i] += bias[i % last.outputs];
    return answer;
  }

  #load(input: Float32Array): void {
    const place = this.places[0], layer = this.shape.layers[0];
    this.#clear(0);
    const length = place.columns * layer.inputs;
    for (let row = 0; row < place.rows; row++) {
      this.floats(dataOf(place, layer) + row * place.mapPitch, length).set(
        input.subarray(row * length, (row + 1) * length),
      );
    }
  }

  #clear(index: number): void {
    const { map, mapPitch, rows, raw, rawPitch, rawRows } = this.places[index];
    this.floats(map, mapPitch / BYTES * (rows + 2 * padOf(this.shape.layers[index]))).fill(0);
    this.floats(raw, rawPitch / BYTES * rawRows).fill(0);
  }

  #runLayer(index: number): void {
    const layer = this.shape.layers[index], place = this.places[index];
    const { inputs, outputs, rows, columns, down, across } = layer;
    const step = BYTES * inputs, width = columns * inputs;
    const positions = place.rawRows * place.rawPitch / (BYTES * outputs) - (columns - 1);
    for (let row = 0; row < rows; row++) {
      const sums = place.sums + BYTES * row * width * outputs;
      this.kernel.multiply(place.map + row * place.mapPitch, step, BYTES, sums, place.raw, positions, outputs, width);
    }
    const next = this.places[index + 1], nextLayer = this.shape.layers[index + 1];
    if (!next) return;
    this.#clear(index + 1);
    this.kernel.activate(
      place.raw,
      place.rawPitch,
      place.biases,
      dataOf(next, nextLayer),
      next.mapPitch,
      next.rows,
      next.columns,
      outputs,
      down,
      across,
    );
  }
}

/** Rows of nothing above and below a layer's picture. */
export function padOf(layer: Layer): number {
  return layer.padded ? (layer.rows - 1) / 2 : 0;
}

/** Where the picture's own first pixel lies, behind the nothing around it. */
export function dataOf(place: LayerPlace, layer: Layer): number {
  return place.map + padOf(layer) * place.mapPitch + (layer.columns - 1) / 2 * layer.inputs * BYTES;
}

/** Columns of the network's answer to a picture of `columns`. */
export function framesOf(shape: NetworkShape, columns: number): number {
  return shape.layers.reduce((left, { across }) => Math.floor(left / across), columns);
}

function placesAt(shape: NetworkShape, columns: number): LayerPlace[] {
  let rows = shape.height;
  return shape.layers.map((layer) => {
    const padded = columns + layer.columns - 1, rawRows = rows + 2 * padOf(layer) - layer.rows + 1;
    const place: LayerPlace = {
      map: 0,
      raw: 0,
      sums: 0,
      biases: 0,
      rows,
      columns,
      rawRows,
      mapPitch: BYTES * padded * layer.inputs,
      rawPitch: BYTES * padded * layer.outputs,
    };
    rows = Math.floor(rawRows / layer.down);
    columns = Math.floor(columns / layer.across);
    return place;
  });
}
