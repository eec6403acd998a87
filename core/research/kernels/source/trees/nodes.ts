/**
 * Nodes as they are written, eight bytes each: first a split's bin (at most this goes left) or a leaf's value, then the
 * left child's number in the upper 24 bits and the feature in the lower 8. The right child is the next one.
 */
// @ts-nocheck: AssemblyScript

/** In the feature's place: this node is a leaf. */
const LEAF: u32 = 255;

export function writeSplit(nodes: usize, node: i32, feature: i32, bin: i32, left: i32): void {
  store<i32>(nodes + 8 * <usize> node, bin);
  store<u32>(nodes + 8 * <usize> node, (left << 8) | feature, 4);
}

export function writeLeaf(nodes: usize, node: i32, value: f64): void {
  store<f32>(nodes + 8 * <usize> node, <f32> value);
  store<u32>(nodes + 8 * <usize> node, LEAF, 4);
}
