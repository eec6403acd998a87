/** One tree of a random forest: rows drawn with repetition, a few features tried at each node, split by Gini impurity. */
// @ts-nocheck: AssemblyScript
import { writeLeaf, writeSplit } from "./nodes.ts";
import { below, startRandom } from "./random.ts";
import { bestBin, bestScore, clearBest, tryFeature } from "./gini.ts";

const DEPTH_MAX: i32 = 1000;
/** A node that waits: its number, its first row, the row behind its last, its depth. */
const stack: usize = memory.data(16 * 1002, 16);
/** The features in the order in which they are drawn. */
const order: usize = memory.data(256, 16);

/** The tree's place and shape, set once a tree. */
let stride: usize = 0;
let work: usize = 0;
let spare: usize = 0;
let nodes: usize = 0;
let nodeCount: i32 = 0;
let features: i32 = 0;
let tried: i32 = 0;
let leafRowsMin: i32 = 1;
let depthMax: i32 = 0;

/**
 * Grows one tree and writes its nodes; their number.
 *
 * `from` holds `rows` records, the class in each one's last byte; `to` and `other` have room for as many.
 */
export function growForestTree(
  from: usize,
  to: usize,
  other: usize,
  out: usize,
  rows: i32,
  recordBytes: i32,
  featureCount: i32,
  triedFeatures: i32,
  smallestLeaf: i32,
  deepest: i32,
  seed: u64,
): i32 {
  stride = recordBytes;
  work = to;
  spare = other;
  nodes = out;
  features = featureCount;
  tried = triedFeatures;
  leafRowsMin = smallestLeaf;
  depthMax = min(deepest, DEPTH_MAX);
  startRandom(seed);
  for (let feature = 0; feature < features; feature++) store<u8>(order + feature, <u8> feature);
  nodeCount = 1;
  let waiting = push(0, 0, 0, drawRows(from, rows), 0);
  while (waiting > 0) {
    waiting--;
    const at = stack + 16 * <usize> waiting;
    waiting = grow(waiting, load<i32>(at), load<i32>(at, 4), load<i32>(at, 8), load<i32>(at, 12));
  }
  return nodeCount;
}

/** Draws as many rows as there are, with repetition: each drawn one is copied once, with how often it was drawn. */
function drawRows(from: usize, rows: i32): i32 {
  memory.fill(spare, 0, rows);
  for (let draw = 0; draw < rows; draw++) {
    const at = spare + below(rows), drawn = load<u8>(at);
    if (drawn < 255) store<u8>(at, drawn + 1);
  }
  let to = work, count = 0;
  for (let row = 0; row < rows; row++) {
    const drawn = load<u8>(spare + row);
    if (drawn == 0) continue;
    memory.copy(to, from + <usize> row * stride, stride);
    store<u8>(to + stride - 2, drawn);
    to += stride;
    count++;
  }
  return count;
}

function push(waiting: i32, node: i32, start: i32, end: i32, depth: i32): i32 {
  const at = stack + 16 * <usize> waiting;
  store<i32>(at, node);
  store<i32>(at, start, 4);
  store<i32>(at, end, 8);
  store<i32>(at, depth, 12);
  return waiting + 1;
}

/** Splits one node or makes a leaf of it; how many nodes wait then. */
function grow(waiting: i32, node: i32, start: i32, end: i32, depth: i32): i32 {
  const first = work + <usize> start * stride, behind = work + <usize> end * stride;
  let weight: i64 = 0, positive: i64 = 0;
  for (let at = first; at < behind; at += stride) {
    const drawn = <i64> load<u8>(at + stride - 2);
    weight += drawn;
    positive += drawn & -(<i64> load<u8>(at + stride - 1));
  }
  const done = positive == 0 || positive == weight || depth >= depthMax || end - start < 2 * leafRowsMin;
  const feature = done ? -1 : findSplit(first, behind, weight, positive);
  if (feature < 0) {
    writeLeaf(nodes, node, <f64> positive / <f64> weight);
    return waiting;
  }
  const middle = start + partition(first, behind, feature, bestBin);
  const left = nodeCount;
  nodeCount += 2;
  writeSplit(nodes, node, feature, bestBin, left);
  waiting = push(waiting, left + 1, middle, end, depth + 1);
  return push(waiting, left, start, middle, depth + 1);
}

/** The feature with the best split of those drawn, -1 for none; draws on only while all were of one value in this node. */
function findSplit(first: usize, behind: usize, weight: i64, positive: i64): i32 {
  clearBest(weight, positive);
  let best = -1, useful = false;
  for (let draw = 0; draw < features && (draw < tried || !useful); draw++) {
    const other = draw + <i32> below(features - draw);
    const feature = <i32> load<u8>(order + other);
    store<u8>(order + other, load<u8>(order + draw));
    store<u8>(order + draw, <u8> feature);
    const before = bestScore;
    if (tryFeature(first, behind, stride, feature, leafRowsMin)) useful = true;
    if (bestScore > before) best = feature;
  }
  return best;
}

/** Moves rows up to a bin to the front, in their order, and the others behind; how many are in front. */
function partition(first: usize, behind: usize, feature: i32, bin: i32): i32 {
  let left = first, right = spare;
  for (let at = first; at < behind; at += stride) {
    const goesLeft: usize = <i32> load<u8>(at + feature) <= bin ? stride : 0;
    // Written to both sides, so that there is no branch to guess: `left` never overtakes `at`.
    for (let offset: usize = 0; offset < stride; offset += 16) {
      const part = v128.load(at + offset);
      v128.store(right + offset, part);
      v128.store(left + offset, part);
    }
    left += goesLeft;
    right += stride - goesLeft;
  }
  memory.copy(left, spare, right - spare);
  return <i32> ((left - first) / stride);
}
