/** Sorts each feature's values into at most 255 bins, so that trees count bytes instead of sorting numbers. */
import type { FeatureMatrix } from "./feature_matrix.ts";

export const BINS_MAX = 255;
/** Edges are found on so many rows at most, evenly spaced. */
const EDGE_ROWS_MAX = 20_000;

/**
 * Each feature's edges, ascending: a value up to and including edge b is in bin b at most. Between every two values
 * where there are few of them, else between quantiles.
 */
export function findEdges({ names, rows, values }: FeatureMatrix): Float32Array[] {
  const columns = names.length, taken = Math.min(rows, EDGE_ROWS_MAX), step = rows / taken;
  const column = new Float32Array(taken);
  return names.map((_, feature) => {
    for (let index = 0; index < taken; index++) column[index] = values[Math.floor(index * step) * columns + feature];
    return edgesBetween(column.sort());
  });
}

function edgesBetween(sorted: Float32Array): Float32Array {
  const distinct = distinctOf(sorted);
  if (distinct) return Float32Array.from(distinct.slice(1), (value, index) => between(distinct[index], value));
  const edges: number[] = [];
  for (let bin = 1; bin < BINS_MAX; bin++) {
    const at = Math.floor(bin * sorted.length / BINS_MAX);
    // Where one value fills whole bins there is nothing to cut.
    const edge = sorted[at - 1] < sorted[at] ? between(sorted[at - 1], sorted[at]) : sorted[at];
    if (edges.length === 0 || edge > edges[edges.length - 1]) edges.push(edge);
  }
  return Float32Array.from(edges);
}

/** The values without repetitions, null where there are more than bins. */
function distinctOf(sorted: Float32Array): number[] | null {
  const distinct: number[] = [];
  for (const value of sorted) {
    if (distinct[distinct.length - 1] === value) continue;
    if (distinct.length === BINS_MAX) return null;
    distinct.push(value);
  }
  return distinct;
}

/** A number from `low` up to, but not, `high`. */
function between(low: number, high: number): number {
  const middle = Math.fround(low + (high - low) / 2);
  return middle < high ? middle : low;
}

/** Rows as the kernel wants them: `stride` bytes each, a bin a feature, the class in the last byte. */
export interface BinnedRows {
  rows: number;
  features: number;
  stride: number;
  records: Uint8Array<ArrayBuffer>;
}

/** @param classes 0 or 1 a row */
export function binRows(matrix: FeatureMatrix, edges: readonly Float32Array[], classes: Uint8Array): BinnedRows {
  const { rows, values, names: { length: features } } = matrix;
  // Behind the bins a byte for the weight and one for the class; whole vectors.
  const stride = (features + 2 + 15) & ~15, records = new Uint8Array(rows * stride);
  edges.forEach((found, feature) => {
    const padded = new Float32Array(256).fill(Infinity);
    padded.set(found);
    for (let row = 0, at = feature, to = feature; row < rows; row++, at += features, to += stride) {
      records[to] = binOf(padded, values[at]);
    }
  });
  for (let row = 0; row < rows; row++) records[row * stride + stride - 1] = classes[row];
  return { rows, features, stride, records };
}

/** How many edges lie below the value; `edges` has 256 places, those without an edge are infinite. */
function binOf(edges: Float32Array, value: number): number {
  let bin = 0;
  for (let half = 128; half > 0; half >>= 1) bin += value > edges[bin + half - 1] ? half : 0;
  return bin;
}
