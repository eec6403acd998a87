/** The best split of one feature by Gini impurity, from counts a bin. */
// @ts-nocheck: AssemblyScript

/** Of each bin, in 21 bits each: the weight of its rows, the weight of those of class 1, and their number. */
const counts: usize = memory.data(8 * 256, 16);
/** The bins that hold rows, a bit each. */
const taken: usize = memory.data(32, 16);
const FIELD: i64 = (1 << 21) - 1;

export let bestScore: f64 = 0;
export let bestBin: i32 = 0;
let weight: f64 = 0;
let positive: f64 = 0;
let rows: i32 = 0;

/** Forgets the last node: a split must now beat leaving this one whole. */
export function clearBest(nodeWeight: i64, nodePositive: i64): void {
  weight = <f64> nodeWeight;
  positive = <f64> nodePositive;
  bestScore = positive * positive / weight + 1e-9;
}

/** Notes the feature's best split where it is better than the best so far; false where all rows are in one bin. */
export function tryFeature(first: usize, behind: usize, stride: usize, feature: i32, leafRowsMin: i32): bool {
  rows = <i32> ((behind - first) / stride);
  count(first, behind, stride, feature);
  let last = -1, sum: i64 = 0, several = false;
  for (let word = 0; word < 4; word++) {
    let bits = load<u64>(taken + 8 * <usize> word);
    store<u64>(taken + 8 * <usize> word, 0);
    while (bits != 0) {
      const bin = (word << 6) + <i32> ctz(bits);
      bits &= bits - 1;
      if (last >= 0) {
        several = true;
        judge(sum, last, bin, leafRowsMin);
      }
      const at = counts + 8 * <usize> bin;
      sum += load<i64>(at);
      store<i64>(at, 0);
      last = bin;
    }
  }
  return several;
}

function count(first: usize, behind: usize, stride: usize, feature: i32): void {
  for (let at = first; at < behind; at += stride) {
    const bin = <usize> load<u8>(at + feature);
    const drawn = <i64> load<u8>(at + stride - 2);
    const row = drawn | ((drawn & -(<i64> load<u8>(at + stride - 1))) << 21) | (1 << 42);
    const place = counts + 8 * bin, word = taken + 8 * (bin >> 6);
    store<i64>(place, load<i64>(place) + row);
    store<u64>(word, load<u64>(word) | (<u64> 1 << <u64> (bin & 63)));
  }
}

/** Judges the split between two bins that hold rows, given what lies left of it. */
function judge(sum: i64, low: i32, high: i32, leafRowsMin: i32): void {
  const leftRows = <i32> (sum >> 42);
  if (leftRows < leafRowsMin || rows - leftRows < leafRowsMin) return;
  const left = <f64> (sum & FIELD), leftPositive = <f64> ((sum >> 21) & FIELD);
  const right = weight - left, rightPositive = positive - leftPositive;
  // Largest where impurity is smallest: what is left out of it is the same for all splits of the node.
  const score = (leftPositive * leftPositive * right + rightPositive * rightPositive * left) / (left * right);
  if (score <= bestScore) return;
  bestScore = score;
  // In the middle of the empty bins between the two, as a threshold between two values would be.
  bestBin = low + ((high - low - 1) >> 1);
}
