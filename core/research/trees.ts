/** Grown trees, a forest's or a boosted sum, and what they answer for a row. Grows nothing. */
import type { FeatureMatrix } from "./feature_matrix.ts";

/** In a node's place for the feature: it is a leaf. */
export const LEAF = 255;
/** A node names its feature in eight bits, one of which means a leaf. */
export const FEATURES_MAX = 255;

/** `forest`: the mean of the leaves is a probability. `boosting`: `base` and the sum of the leaves are log odds. */
export type TreesKind = "forest" | "boosting";

/**
 * Nodes of all trees in one piece, two words each: a split's threshold (a value up to it goes left) or a leaf's value as
 * a float, then the left child's number within its tree in the upper 24 bits and the feature in the lower 8. The right
 * child is the next one.
 */
export interface Trees {
  kind: TreesKind;
  base: number;
  nodes: Uint32Array<ArrayBuffer>;
  /** where each tree begins, in nodes; its length is the number of trees */
  roots: Int32Array;
}

/** Puts trees together. @param grown each tree's nodes, as {@linkcode Trees} has them */
export function joinTrees(kind: TreesKind, base: number, grown: readonly Uint32Array[]): Trees {
  const nodes = new Uint32Array(grown.reduce((sum, tree) => sum + tree.length, 0));
  const roots = new Int32Array(grown.length);
  let at = 0;
  grown.forEach((tree, index) => {
    roots[index] = at / 2;
    nodes.set(tree, at);
    at += tree.length;
  });
  return { kind, base, nodes, roots };
}

/** Each tree's nodes by themselves, without copying. */
export function splitTrees({ nodes, roots }: Trees): Uint32Array[] {
  return [...roots].map((root, index) =>
    nodes.subarray(2 * root, index + 1 < roots.length ? 2 * roots[index + 1] : undefined)
  );
}

/** Answers for rows of the features that the trees were grown on, in their order. */
export class TreePredictor {
  readonly #words: Uint32Array;
  readonly #values: Float32Array;
  readonly #trees: Trees;

  constructor(trees: Trees) {
    this.#trees = trees;
    this.#words = trees.nodes;
    this.#values = new Float32Array(trees.nodes.buffer, trees.nodes.byteOffset, trees.nodes.length);
  }

  /** The probability of class 1 for the row that begins at `offset`, from 0 to 1. */
  probability(row: Float32Array, offset = 0): number {
    const { kind, base, roots } = this.#trees;
    const sum = this.#sum(row, offset);
    return kind === "forest" ? sum / roots.length : 1 / (1 + Math.exp(-(base + sum)));
  }

  /** The probability of each row. */
  probabilities({ rows, values, names }: FeatureMatrix): Float64Array {
    return Float64Array.from({ length: rows }, (_, row) => this.probability(values, row * names.length));
  }

  /** Four trees at a time: each step waits for memory, and four wait together. */
  #sum(row: Float32Array, offset: number): number {
    const { roots } = this.#trees, values = this.#values;
    const fours = roots.length & ~3;
    let sum = 0;
    for (let tree = 0; tree < fours; tree += 4) {
      sum += this.#four(row, offset, tree);
    }
    for (let tree = fours; tree < roots.length; tree++) sum += values[this.#leaf(row, offset, roots[tree])];
    return sum;
  }

  #four(row: Float32Array, offset: number, tree: number): number {
    const { roots } = this.#trees, words = this.#words, values = this.#values;
    const root0 = roots[tree], root1 = roots[tree + 1], root2 = roots[tree + 2], root3 = roots[tree + 3];
    let node0 = root0 << 1, node1 = root1 << 1, node2 = root2 << 1, node3 = root3 << 1;
    for (;;) {
      const word0 = words[node0 + 1], word1 = words[node1 + 1], word2 = words[node2 + 1], word3 = words[node3 + 1];
      const feature0 = word0 & 255, feature1 = word1 & 255, feature2 = word2 & 255, feature3 = word3 & 255;
      if ((feature0 & feature1 & feature2 & feature3) === LEAF) break;
      if (feature0 !== LEAF) node0 = (root0 + (word0 >>> 8) + (row[offset + feature0] <= values[node0] ? 0 : 1)) << 1;
      if (feature1 !== LEAF) node1 = (root1 + (word1 >>> 8) + (row[offset + feature1] <= values[node1] ? 0 : 1)) << 1;
      if (feature2 !== LEAF) node2 = (root2 + (word2 >>> 8) + (row[offset + feature2] <= values[node2] ? 0 : 1)) << 1;
      if (feature3 !== LEAF) node3 = (root3 + (word3 >>> 8) + (row[offset + feature3] <= values[node3] ? 0 : 1)) << 1;
    }
    return values[node0] + values[node1] + values[node2] + values[node3];
  }

  #leaf(row: Float32Array, offset: number, root: number): number {
    const words = this.#words, values = this.#values;
    let node = root << 1;
    for (let word = words[node + 1]; (word & 255) !== LEAF; word = words[node + 1]) {
      node = (root + (word >>> 8) + (row[offset + (word & 255)] <= values[node] ? 0 : 1)) << 1;
    }
    return node;
  }
}
