/**
 * A table's phases by the colours of its regions: clusters learnt from samples, each of one phase or of none. Says nothing
 * far from every cluster or between two phases.
 */
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import type { RegionColors } from "../protocol/color_sample.ts";
import { describeIssues } from "../protocol/manifest.ts";
import { type Phase, PHASES } from "../protocol/reading.ts";

/** Regions whose colours tell the phase. */
export const COLOR_REGIONS = ["phase", "score"] as const;
/** Mean and deviation of three channels a region. */
export const COLOR_FEATURES = COLOR_REGIONS.length * 6;
/** A cluster of another phase must be this much farther away. */
const CLEARLY_FARTHER = 1.5;

const features = z.array(z.number()).length(COLOR_FEATURES);
const share = z.number().min(0).max(1);
const scores = z.strictObject({
  samples: z.int().nonnegative(),
  right: z.int().nonnegative(),
  wrong: z.int().nonnegative(),
  withheld: z.int().nonnegative(),
  /** right of all whose phase the model told */
  accuracy: share.nullable(),
});

/** What `train phase` writes and a table's reader gets at its start. */
export const phaseColorModel = z.strictObject({
  version: z.literal(1),
  table: z.string().min(1).max(64),
  /** SHA-256 of the samples, in hexadecimal */
  dataHash: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"),
  parameters: z.strictObject({
    seed: z.int().nonnegative(),
    clusters: z.int().positive(),
    purity: share,
    holdOut: share,
  }),
  /** what each feature is divided by */
  scale: z.array(z.number().positive()).length(COLOR_FEATURES),
  clusters: z.array(z.strictObject({
    center: features,
    /** `unknown` where samples of several phases lie together */
    phase: z.enum(PHASES),
    /** farthest sample, times a little room */
    radius: z.number().positive(),
    samples: z.int().positive(),
  })).min(1).max(64),
  /** on the samples of the latest time, which training did not see */
  scores,
});
export type PhaseColorModel = z.infer<typeof phaseColorModel>;
export type PhaseColorScores = z.infer<typeof scores>;

/**
 * Checks the text of a stored model.
 *
 * @throws {HostError} `bad_config`, naming file, field and what would be right
 */
export function parsePhaseColorModel(text: string, file: string): PhaseColorModel {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read ${file}: not JSON: ${(cause as Error).message}`, { cause });
  }
  return parsePhaseModel(value, file);
}

/**
 * Checks a model that has come from elsewhere.
 *
 * @param origin file or table, for the message
 * @throws {HostError} `bad_config`, naming origin, field and what would be right
 */
export function parsePhaseModel(value: unknown, origin: string): PhaseColorModel {
  const result = phaseColorModel.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("bad_config", `Cannot use ${origin}: ${describeIssues(result.error, value)}; train the table anew`);
}

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
