/** The tree kernel: its calls with their types, and the memory that one piece of growing uses. Decides nothing. */
import { instantiateKernel } from "../vision/kernels/instantiate.ts";
import { TREES_WASM } from "./kernels/trees_wasm.ts";
import { LEAF } from "./trees.ts";

/** What `kernels/source/trees.ts` exports; addresses are in bytes. */
export interface TreeExports {
  memory: WebAssembly.Memory;
  freeFrom(): number;
  growForestTree(
    from: number,
    to: number,
    other: number,
    out: number,
    rows: number,
    stride: number,
    features: number,
    tried: number,
    leafRowsMin: number,
    depthMax: number,
    seed: bigint,
  ): number;
  prepareGradients(scores: number, classes: number, gradients: number, curvatures: number, rows: number): void;
  growBoostedTree(
    from: number,
    scores: number,
    gradients: number,
    curvatures: number,
    order: number,
    other: number,
    histograms: number,
    out: number,
    rows: number,
    stride: number,
    features: number,
    depthMax: number,
    leafRowsMin: number,
    learningRate: number,
  ): number;
}

const PAGE_BYTES = 65_536;

/** A kernel of its own for one piece of growing; its memory goes with it. */
export class TreeKernel {
  readonly exports = instantiateKernel(TREES_WASM) as unknown as TreeExports;
  #free = this.exports.freeFrom();

  /**
   * Room for so many bytes. Views made of addresses before are detached when it grows: reserve first, then look.
   *
   * @throws {RangeError} when there is no such memory
   */
  reserve(bytes: number): number {
    const address = this.#free;
    this.#free = Math.ceil((address + bytes) / 64) * 64;
    const missing = this.#free - this.exports.memory.buffer.byteLength;
    if (missing > 0) this.exports.memory.grow(Math.ceil(missing / PAGE_BYTES));
    return address;
  }

  get buffer(): ArrayBuffer {
    return this.exports.memory.buffer;
  }

  /** A copy of a tree's nodes, with bins turned into the thresholds that they stand for. */
  readNodes(address: number, nodes: number, edges: readonly Float32Array[]): Uint32Array<ArrayBuffer> {
    const words = new Uint32Array(this.buffer, address, 2 * nodes).slice();
    const values = new Float32Array(words.buffer);
    for (let node = 0; node < words.length; node += 2) {
      const feature = words[node + 1] & 255;
      if (feature !== LEAF) values[node] = edges[feature][words[node]];
    }
    return words;
  }
}
