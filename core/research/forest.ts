/** Grows a random forest, a tree at a time: each tree depends on the data, the seed and its own number alone. */
import { FEATURES_MAX, type TreesKind } from "./trees.ts";
import type { BinnedRows } from "./tree_bins.ts";
import { TreeKernel } from "./tree_kernel.ts";

/** Rows of one fit: what a kernel's counts of 21 bits hold. */
export const FOREST_ROWS_MAX = 2 ** 21 - 1;
export const FOREST_KIND: TreesKind = "forest";

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

/**
 * The trees from number `first` up to, but not, `end`, each with its nodes as `Trees` has them.
 *
 * @throws {RangeError} when there are too many rows or features, or none
 */
export function* growForest(
  data: BinnedRows,
  { edges, shape, first, end }: { edges: readonly Float32Array[]; shape: ForestShape; first: number; end: number },
): Generator<Uint32Array<ArrayBuffer>> {
  checkSize(data, FOREST_ROWS_MAX);
  const { rows, features, stride, records } = data, kernel = new TreeKernel();
  const from = kernel.reserve(records.length),
    to = kernel.reserve(records.length),
    other = kernel.reserve(records.length);
  const out = kernel.reserve(16 * rows + 8);
  new Uint8Array(kernel.buffer).set(records, from);
  const tried = Math.min(features, shape.triedFeatures ?? Math.max(1, Math.floor(Math.sqrt(features))));
  for (let tree = first; tree < end; tree++) {
    const { leafRowsMin, depthMax } = shape, seed = (BigInt(shape.seed) << 32n) | BigInt(tree);
    const nodes = kernel.exports.growForestTree(
      ...[from, to, other, out, rows, stride, features, tried, leafRowsMin, depthMax] as const,
      seed,
    );
    yield kernel.readNodes(out, nodes, edges);
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
