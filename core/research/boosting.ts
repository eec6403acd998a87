/** Grows boosted trees on log loss, one after the other; what was grown before can be gone on from, to the same bit. */
import { checkSize } from "./forest.ts";
import type { BinnedRows } from "./tree_bins.ts";
import { TreeKernel } from "./tree_kernel.ts";
import { LEAF } from "./trees.ts";

/** Rows of one fit: what a kernel's sums of residuals hold. */
const BOOSTING_ROWS_MAX = 2 ** 22 - 1;
const BOOSTING_DEPTH_MAX = 12;

export interface BoostingShape {
  trees: number;
  /** 1 to 12 */
  depthMax: number;
  leafRowsMin: number;
  learningRate: number;
}

/** The log odds of class 1 before any tree; where all rows are of one class, as if half a row were of the other. */
export function baseLogOdds(classes: Uint8Array): number {
  const positive = classes.reduce((sum, one) => sum + one, 0);
  const inside = Math.min(Math.max(positive, 0.5), classes.length - 0.5);
  return Math.log(inside / (classes.length - inside));
}

/**
 * The trees behind those in `before` up to `shape.trees`, each with its nodes as `Trees` has them.
 *
 * @throws {RangeError} when there are too many rows or features, or none, or the trees are too deep
 */
export function* growBoosting(
  data: BinnedRows,
  { edges, classes, shape, before }: {
    edges: readonly Float32Array[];
    classes: Uint8Array;
    shape: BoostingShape;
    before: readonly Uint32Array[];
  },
): Generator<Uint32Array<ArrayBuffer>> {
  checkSize(data, BOOSTING_ROWS_MAX);
  const { rows, features, stride, records } = data, { depthMax, leafRowsMin, learningRate } = shape;
  if (depthMax < 1 || depthMax > BOOSTING_DEPTH_MAX) {
    throw new RangeError(`Cannot boost trees ${depthMax} deep: 1 to ${BOOSTING_DEPTH_MAX} is possible`);
  }
  const kernel = new TreeKernel(), { exports } = kernel;
  const from = kernel.reserve(records.length), classAt = kernel.reserve(rows);
  const scores = kernel.reserve(8 * rows), gradients = kernel.reserve(8 * rows), curvatures = kernel.reserve(8 * rows);
  const order = kernel.reserve(4 * rows), other = kernel.reserve(4 * rows);
  const histograms = kernel.reserve(2_048 * features * (depthMax + 1)), out = kernel.reserve(8 * 2 ** (depthMax + 1));
  new Uint8Array(kernel.buffer).set(records, from);
  new Uint8Array(kernel.buffer).set(classes, classAt);
  const scoreOf = new Float64Array(kernel.buffer, scores, rows).fill(baseLogOdds(classes));
  for (const tree of before) addLeaves(scoreOf, data, { tree, edges });
  for (let tree = before.length; tree < shape.trees; tree++) {
    exports.prepareGradients(scores, classAt, gradients, curvatures, rows);
    const nodes = exports.growBoostedTree(
      ...[from, scores, gradients, curvatures, order, other, histograms, out] as const,
      ...[rows, stride, features, depthMax, leafRowsMin, learningRate] as const,
    );
    yield kernel.readNodes(out, nodes, edges);
  }
}

/** Adds a tree's answers to the rows' scores, as growing it did. */
function addLeaves(
  scores: Float64Array,
  { rows, stride, records }: BinnedRows,
  { tree, edges }: { tree: Uint32Array; edges: readonly Float32Array[] },
): void {
  const values = new Float32Array(tree.buffer, tree.byteOffset, tree.length);
  // A threshold is an edge; as a bin it is that edge's number.
  const bins = Array.from({ length: tree.length / 2 }, (_, node) => {
    const feature = tree[2 * node + 1] & 255;
    return feature === LEAF ? 0 : edges[feature].indexOf(values[2 * node]);
  });
  for (let row = 0; row < rows; row++) {
    let node = 0;
    for (let word = tree[1]; (word & 255) !== LEAF; word = tree[2 * node + 1]) {
      node = (word >>> 8) + (records[row * stride + (word & 255)] <= bins[node] ? 0 : 1);
    }
    scores[row] += values[2 * node];
  }
}
