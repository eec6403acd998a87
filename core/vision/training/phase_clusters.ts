/** Fits a table's phase colours: k-means from seeded far-apart starts, clusters named by majority, measured on the latest samples. */
import type { Phase } from "../../protocol/reading.ts";
import { COLOR_FEATURES, type PhaseColorModel, type PhaseColorScores } from "../../protocol/phase_color_model.ts";
import { distance, phaseOfColors } from "../phase_colors.ts";
import { seededRandom } from "./random.ts";

/** One moment: its features and the phase that was read off the same picture. */
export interface LabelledColors {
  takenAtMs: number;
  phase: Phase;
  features: number[];
}

export interface ClusterOptions {
  table: string;
  seed: number;
  /** how many clusters */
  clusters: number;
  /** share of a cluster's samples that must be of one phase */
  purity: number;
  /** share of the samples, the latest, that are kept for measuring */
  holdOut: number;
}

export interface TrainedColors {
  model: PhaseColorModel;
  /** of the held-out samples: true phase → told phase (`withheld` for none) → count */
  confusion: Record<string, Record<string, number>>;
}

const ROUNDS_MAX = 100;
/** Beyond its farthest sample a cluster reaches this much farther. */
const RADIUS_ROOM = 1.15;
/** So near is near enough where all samples are alike. */
const RADIUS_MIN = 0.05;
/** Smallest scale of a feature, in shades: what varies less is noise. */
const SCALE_MIN = 1;

/** Trains on the earlier samples, measures on the later ones. Samples of unknown phase only measure. */
export async function trainPhaseColors(
  samples: readonly LabelledColors[],
  options: ClusterOptions,
): Promise<TrainedColors> {
  const ordered = samples.toSorted((one, other) => one.takenAtMs - other.takenAtMs);
  const split = Math.floor(ordered.length * (1 - options.holdOut));
  const training = ordered.slice(0, split).filter(({ phase }) => phase !== "unknown"), later = ordered.slice(split);
  if (training.length < options.clusters) {
    throw new RangeError(`Cannot train on ${training.length} samples: ${options.clusters} at least, one a cluster`);
  }
  const scale = scaleOf(training);
  const centers = kMeans(training.map(({ features }) => features), { ...options, scale });
  const { table, seed, clusters, purity, holdOut } = options;
  const model: PhaseColorModel = {
    version: 1,
    table,
    dataHash: await hashOf(ordered),
    parameters: { seed, clusters, purity, holdOut },
    scale,
    clusters: nameClusters(centers, training, { scale, purity }),
    scores: { samples: 0, right: 0, wrong: 0, withheld: 0, accuracy: null },
  };
  const { scores, confusion } = measure(model, later);
  return { model: { ...model, scores }, confusion };
}

function scaleOf(samples: readonly LabelledColors[]): number[] {
  return Array.from({ length: COLOR_FEATURES }, (_, feature) => {
    const mean = samples.reduce((sum, { features }) => sum + features[feature], 0) / samples.length;
    const square = samples.reduce((sum, { features }) => sum + (features[feature] - mean) ** 2, 0) / samples.length;
    return Math.max(SCALE_MIN, Math.sqrt(square));
  });
}

interface KMeansOptions {
  clusters: number;
  seed: number;
  scale: readonly number[];
}

/** Lloyd's rounds from k-means++ starts. */
export function kMeans(rows: readonly number[][], { clusters, seed, scale }: KMeansOptions): number[][] {
  let centers = startCenters(rows, { clusters, seed, scale });
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const sums = centers.map((center) => ({ count: 0, sum: new Array<number>(center.length).fill(0) }));
    for (const row of rows) {
      const own = sums[nearestOf(centers, row, scale).index];
      own.count += 1;
      row.forEach((value, feature) => own.sum[feature] += value);
    }
    const next = sums.map(({ count, sum }, index) => count === 0 ? centers[index] : sum.map((value) => value / count));
    const moved = next.some((center, index) => distance(center, centers[index], scale) > 1e-9);
    centers = next;
    if (!moved) break;
  }
  return centers;
}

/** Each start is drawn from what lies far from the earlier ones. */
function startCenters(rows: readonly number[][], { clusters, seed, scale }: KMeansOptions): number[][] {
  const random = seededRandom(seed), centers = [rows[Math.floor(random() * rows.length)]];
  const far = rows.map((row) => distance(row, centers[0], scale) ** 2);
  while (centers.length < clusters) {
    const total = far.reduce((sum, value) => sum + value, 0);
    // Fewer different rows than clusters.
    if (total === 0) break;
    let place = random() * total;
    const index = far.findIndex((value) => (place -= value) < 0);
    centers.push(rows[index < 0 ? rows.length - 1 : index]);
    rows.forEach((row, at) => far[at] = Math.min(far[at], distance(row, centers.at(-1)!, scale) ** 2));
  }
  return centers;
}

function nearestOf(centers: readonly number[][], row: readonly number[], scale: readonly number[]) {
  let index = 0, far = Infinity;
  centers.forEach((center, at) => {
    const found = distance(center, row, scale);
    if (found < far) [index, far] = [at, found];
  });
  return { index, far };
}

function nameClusters(
  centers: readonly number[][],
  samples: readonly LabelledColors[],
  { scale, purity }: { scale: readonly number[]; purity: number },
): PhaseColorModel["clusters"] {
  const found = centers.map((center) => ({ center, radius: 0, phases: new Map<Phase, number>(), samples: 0 }));
  for (const { features, phase } of samples) {
    const { index, far } = nearestOf(centers, features, scale), cluster = found[index];
    cluster.radius = Math.max(cluster.radius, far);
    cluster.phases.set(phase, (cluster.phases.get(phase) ?? 0) + 1);
    cluster.samples += 1;
  }
  return found.filter((cluster) => cluster.samples > 0).map(({ center, radius, phases, samples: count }) => {
    const [phase, most] = [...phases].reduce((one, other) => other[1] > one[1] ? other : one);
    const named = most >= purity * count ? phase : "unknown";
    return { center, phase: named, radius: Math.max(RADIUS_MIN, radius * RADIUS_ROOM), samples: count };
  });
}

/** Held-out samples of a phase that the model names rightly, wrongly, or not; those of unknown phase should not be named. */
function measure(
  model: PhaseColorModel,
  samples: readonly LabelledColors[],
): { scores: PhaseColorScores; confusion: TrainedColors["confusion"] } {
  const confusion: TrainedColors["confusion"] = {};
  let right = 0, wrong = 0, withheld = 0;
  for (const { features, phase } of samples) {
    const told = phaseOfColors(model, features);
    const row = confusion[phase] ??= {}, column = told ?? "withheld";
    row[column] = (row[column] ?? 0) + 1;
    if (told === null) withheld += 1;
    else if (told === phase) right += 1;
    else wrong += 1;
  }
  const accuracy = right + wrong === 0 ? null : right / (right + wrong);
  return { scores: { samples: samples.length, right, wrong, withheld, accuracy }, confusion };
}

async function hashOf(samples: readonly LabelledColors[]): Promise<string> {
  const text = samples.map(({ takenAtMs, phase, features }) => `${takenAtMs} ${phase} ${features.join(" ")}\n`).join(
    "",
  );
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}
