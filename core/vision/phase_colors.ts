/**
 * A table's phases by the colours of its regions: clusters learnt from samples, each of one phase or of none. Says nothing
 * far from every cluster or between two phases.
 */
import type { RegionColors } from "../protocol/color_sample.ts";
import type { PhaseColorModel } from "../protocol/phase_color_model.ts";
import type { Phase, Region } from "../protocol/reading.ts";

/** Regions whose colours tell the phase. Not imported: the schema beside it would come along into every cell. */
export const COLOR_REGIONS = ["phase", "score"] as const satisfies readonly Region[];
/** A cluster of another phase must be this much farther away. */
const CLEARLY_FARTHER = 1.5;

/** One moment's colours as a row of features; null when a region is missing. */
export function colorFeatures(regions: readonly RegionColors[]): number[] | null {
  const row: number[] = [];
  for (const name of COLOR_REGIONS) {
    const found = regions.find(({ region }) => region === name);
    if (!found) return null;
    row.push(...found.mean, ...found.deviation);
  }
  return row;
}

/** The phase of a row of features; null when it lies near no cluster, near two phases, or in a cluster of none. */
export function phaseOfColors(model: PhaseColorModel, row: readonly number[]): Phase | null {
  let nearest = model.clusters[0], least = Infinity;
  const distances = model.clusters.map((cluster) => {
    const far = distance(cluster.center, row, model.scale);
    if (far < least) [nearest, least] = [cluster, far];
    return far;
  });
  if (nearest.phase === "unknown" || least > nearest.radius) return null;
  const rival = model.clusters.some(({ phase, radius }, index) =>
    phase !== nearest.phase && distances[index] <= radius && distances[index] < least * CLEARLY_FARTHER
  );
  return rival ? null : nearest.phase;
}

/** Euclidean, each feature divided by its scale. */
export function distance(one: readonly number[], other: readonly number[], scale: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < scale.length; i++) sum += ((one[i] - other[i]) / scale[i]) ** 2;
  return Math.sqrt(sum);
}
