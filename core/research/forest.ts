/** Grows a random forest, a tree at a time: each tree depends on the data, the seed and its own number alone. */
import type { BinnedRows } from "./tree_bins.ts";
import { TreeKernel } from "./tree_kernel.ts";
import { FEATURES_MAX } from "./trees.ts";

/** Rows of one fit: what a kernel's counts of 21 bits hold. */
export const FOREST_ROWS_MAX = 2 ** 21 - 1;

export interface ForestShape {
  trees: number;
  /** rows that a leaf has at least */
  leafRowsMin: number;
  depthMax: number;
  /** features tried at each split; default: the square root of their number */
  triedFeatures?: number;
  /** from 0 to 2^32 − 1 */
  seed: number;
}

/** Holds the data in a kernel's memory, twice as much again to work on. */
export class ForestGrower {
  readonly #kernel = new TreeKernel();
  readonly #edges: readonly Float32Array[];
  readonly #seed: number;
  readonly #out: number;
  readonly #arguments: Parameters<TreeKernel["exports"]["growForestTree"]>;

  /** @throws {RangeError} when there are too many rows or features, or none */
  constructor(data: BinnedRows, { edges, shape }: { edges: readonly Float32Array[]; shape: ForestShape }) {
    checkSize(data, FOREST_ROWS_MAX);
    const { rows, features, stride, records } = data, kernel = this.#kernel;
    const [from, to, other] = [0, 1, 2].map(() => kernel.reserve(records.length));
    this.#out = kernel.reserve(16 * rows + 8);
    new Uint8Array(kernel.buffer).set(records, from);
    const tried = Math.min(features, shape.triedFeatures ?? Math.max(1, Math.floor(Math.sqrt(features))));
    const { leafRowsMin, depthMax } = shape;
    this.#arguments = [from, to, other, this.#out, rows, stride, features, tried, leafRowsMin, depthMax, 0n];
    this.#edges = edges;
    this.#seed = shape.seed;
  }

  /** The nodes of one tree, as `Trees` has them. */
  grow(tree: number): Uint32Array<ArrayBuffer> {
    this.#arguments[10] = (BigInt(this.#seed) << 32n) | BigInt(tree);
    return this.#kernel.readNodes(this.#out, this.#kernel.exports.growForestTree(...this.#arguments), this.#edges);
  }
}

/** @throws {RangeError} when a kernel cannot count so much */
export function checkSize({ rows, features }: BinnedRows, rowsMax: number): void {
  if (rows < 1 || rows > rowsMax) {
    throw new RangeError(`Cannot grow trees on ${rows} rows: 1 to ${rowsMax} are possible`);
  }
  if (features < 1 || features > FEATURES_MAX) {
    throw new RangeError(`Cannot grow trees on ${features} features: 1 to ${FEATURES_MAX} are possible`);
  }
}
