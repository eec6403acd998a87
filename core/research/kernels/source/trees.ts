/**
 * The hot path of growing trees: the bootstrap and the splits of a forest's tree, the histograms and the splits of a
 * boosted one. A row is a record of `stride` bytes: a bin a feature, and for a forest its weight and its class behind.
 */
// @ts-nocheck: AssemblyScript
export { growForestTree } from "./trees/forest.ts";
export { growBoostedTree, prepareGradients } from "./trees/boosting.ts";

/** The first address that the kernel itself does not use. */
export function freeFrom(): usize {
  return (__heap_base + 63) & ~63;
}
