/** One tree of gradient boosting on log loss: splits by squared error of the residuals, leaves by one Newton step. */
// @ts-nocheck: AssemblyScript
import { writeLeaf, writeSplit } from "./nodes.ts";

/** Residuals are whole numbers of 2^-19: sums of 4 million of them are exact, in any order. */
const UNIT: f64 = 524288;
/** A row in a histogram: its residual above 22 bits that count rows. */
const COUNT_BITS: i64 = 22;
const COUNT_MASK: i64 = (1 << 22) - 1;
const BINS: usize = 256;

let records: usize = 0;
let stride: usize = 0;
let features: i32 = 0;
let rowsAt: usize = 0;
let spare: usize = 0;
let scores: usize = 0;
let gradients: usize = 0;
let curvatures: usize = 0;
let nodes: usize = 0;
let nodeCount: i32 = 0;
let depthMax: i32 = 0;
let leafRowsMin: i32 = 1;
let rate: f64 = 0.1;

let bestFeature: i32 = -1;
let bestBin: i32 = 0;

/**
 * Makes residuals of the rows' scores (log odds so far): `gradients` gets the packed residual, `curvatures` p(1 − p).
 *
 * `classes` holds a byte a row, 0 or 1.
 */
export function prepareGradients(
  scoreAt: usize,
  classes: usize,
  gradientAt: usize,
  curvatureAt: usize,
  rows: i32,
): void {
  for (let row: usize = 0; row < <usize> rows; row++) {
    const probability = 1 / (1 + Math.exp(-load<f64>(scoreAt + 8 * row)));
    const residual = <f64> load<u8>(classes + row) - probability;
    store<i64>(gradientAt + 8 * row, (<i64> nearest(residual * UNIT) << COUNT_BITS) + 1);
    store<f64>(curvatureAt + 8 * row, probability * (1 - probability));
  }
}

/**
 * Grows one tree, writes its nodes, and adds its leaves' values to the rows' scores; the number of its nodes.
 *
 * `histograms` has room for `deepest + 1` of 2,048 bytes a feature, `order` and `other` for a number a row.
 */
export function growBoostedTree(
  from: usize,
  scoreAt: usize,
  gradientAt: usize,
  curvatureAt: usize,
  order: usize,
  other: usize,
  histograms: usize,
  out: usize,
  rows: i32,
  recordBytes: i32,
  featureCount: i32,
  deepest: i32,
  smallestLeaf: i32,
  learningRate: f64,
): i32 {
  records = from;
  scores = scoreAt;
  gradients = gradientAt;
  curvatures = curvatureAt;
  rowsAt = order;
  spare = other;
  nodes = out;
  stride = recordBytes;
  features = featureCount;
  depthMax = deepest;
  leafRowsMin = smallestLeaf;
  rate = learningRate;
  for (let row = 0; row < rows; row++) store<i32>(rowsAt + 4 * <usize> row, row);
  nodeCount = 1;
  if (depthMax > 0) buildHistogram(histograms, 0, rows);
  grow(0, 0, rows, 0, histograms);
  return nodeCount;
}

function histogramBytes(): usize {
  return 8 * BINS * <usize> features;
}

function buildHistogram(histogram: usize, start: i32, end: i32): void {
  memory.fill(histogram, 0, histogramBytes());
  const behind = rowsAt + 4 * <usize> end;
  for (let at = rowsAt + 4 * <usize> start; at < behind; at += 4) {
    const row = <usize> load<i32>(at);
    addRow(histogram, records + row * stride, load<i64>(gradients + 8 * row));
  }
}

function addRow(histogram: usize, record: usize, gradient: i64): void {
  let place = histogram;
  let feature = 0;
  for (; feature + 4 <= features; feature += 4) {
    const bins = load<u32>(record + feature);
    addTo(place + ((bins & 255) << 3), gradient);
    addTo(place + 2048 + (((bins >> 8) & 255) << 3), gradient);
    addTo(place + 4096 + (((bins >> 16) & 255) << 3), gradient);
    addTo(place + 6144 + ((bins >> 24) << 3), gradient);
    place += 8192;
  }
  for (; feature < features; feature++) {
    addTo(place + (<usize> load<u8>(record + feature) << 3), gradient);
    place += 2048;
  }
}

function addTo(place: usize, gradient: i64): void {
  store<i64>(place, load<i64>(place) + gradient);
}

/** Splits a node or makes a leaf of it. `histogram` is its own and is lost; those behind it are free. */
function grow(node: i32, start: i32, end: i32, depth: i32, histogram: usize): void {
  if (depth >= depthMax || end - start < 2 * leafRowsMin || !findSplit(histogram)) return leaf(node, start, end);
  const feature = bestFeature, bin = bestBin;
  const middle = partition(start, end, feature, bin), left = nodeCount;
  nodeCount += 2;
  writeSplit(nodes, node, feature, bin, left);
  if (depth + 1 >= depthMax) {
    leaf(left, start, middle);
    return leaf(left + 1, middle, end);
  }
  // The smaller side is counted, the other one is what remains: exact, for the sums are whole numbers.
  const leftIsSmall = middle - start <= end - middle, small = histogram + histogramBytes();
  buildHistogram(small, leftIsSmall ? start : middle, leftIsSmall ? middle : end);
  subtract(histogram, small);
  if (leftIsSmall) {
    grow(left, start, middle, depth + 1, small);
    grow(left + 1, middle, end, depth + 1, histogram);
  } else {
    grow(left + 1, middle, end, depth + 1, small);
    grow(left, start, middle, depth + 1, histogram);
  }
}

function subtract(histogram: usize, small: usize): void {
  const behind = histogram + histogramBytes(), away = small - histogram;
  for (let at = histogram; at < behind; at += 16) {
    v128.store(at, i64x2.sub(v128.load(at), v128.load(at + away)));
  }
}

/** Finds the split after which the residuals' squared error is least; false where none makes it less. */
function findSplit(histogram: usize): bool {
  let all: i64 = 0;
  for (let bin: usize = 0; bin < BINS; bin++) all += load<i64>(histogram + 8 * bin);
  let best: f64 = 0;
  bestFeature = -1;
  for (let feature = 0; feature < features; feature++) {
    best = findSplitOf(feature, histogram + 8 * BINS * <usize> feature, all, best);
  }
  return bestFeature >= 0;
}

function findSplitOf(feature: i32, places: usize, all: i64, bestSoFar: f64): f64 {
  const rows = <i32> (all & COUNT_MASK);
  let best = bestSoFar, sum: i64 = 0, last = -1;
  for (let bin = 0; bin < <i32> BINS; bin++) {
    const here = load<i64>(places + 8 * <usize> bin);
    if ((here & COUNT_MASK) == 0) continue;
    const leftRows = <i32> (sum & COUNT_MASK), rightRows = rows - leftRows;
    if (leftRows >= leafRowsMin && rightRows >= leafRowsMin && last >= 0) {
      const gain = gainOf(sum >> COUNT_BITS, (all >> COUNT_BITS) - (sum >> COUNT_BITS), leftRows, rightRows);
      if (gain > best) {
        best = gain;
        bestFeature = feature;
        bestBin = last + ((bin - last - 1) >> 1);
      }
    }
    sum += here;
    last = bin;
  }
  return best;
}

/** How much less the squared error is, but for a factor that is the same for all splits of a node. */
function gainOf(left: i64, right: i64, leftRows: i32, rightRows: i32): f64 {
  const apart = <f64> left * <f64> rightRows - <f64> right * <f64> leftRows;
  return apart * apart / (<f64> leftRows * <f64> rightRows);
}

/** Moves rows up to a bin to the front and the others behind, both in their order; where those begin. */
function partition(start: i32, end: i32, feature: i32, bin: i32): i32 {
  let left = rowsAt + 4 * <usize> start, right = spare;
  const behind = rowsAt + 4 * <usize> end;
  for (let at = left; at < behind; at += 4) {
    const row = load<i32>(at);
    const goesLeft: usize = <i32> load<u8>(records + <usize> row * stride + feature) <= bin ? 4 : 0;
    store<i32>(right, row);
    store<i32>(left, row);
    left += goesLeft;
    right += 4 - goesLeft;
  }
  memory.copy(left, spare, right - spare);
  return <i32> ((left - rowsAt) >> 2);
}

/** One Newton step of the log loss over the leaf's rows. */
function leaf(node: i32, start: i32, end: i32): void {
  const first = rowsAt + 4 * <usize> start, behind = rowsAt + 4 * <usize> end;
  let residuals: i64 = 0, curvature: f64 = 0;
  for (let at = first; at < behind; at += 4) {
    const row = <usize> load<i32>(at);
    residuals += load<i64>(gradients + 8 * row) >> COUNT_BITS;
    curvature += load<f64>(curvatures + 8 * row);
  }
  const step = curvature > 1e-150 ? <f64> residuals / UNIT / curvature : 0;
  // As it is kept and will be added again when training goes on from a checkpoint.
  const value = <f64> <f32> (rate * step);
  writeLeaf(nodes, node, value);
  for (let at = first; at < behind; at += 4) {
    const score = scores + 8 * <usize> load<i32>(at);
    store<f64>(score, load<f64>(score) + value);
  }
}
