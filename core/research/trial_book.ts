/**
 * What was tried, counted over all runs: strategies, models, every setting of a search. The hundredth must show more than
 * the first, because the best of a hundred looks good by luck. Keeps names and numbers, no results. All tries of a data
 * folder together share one chance of a false edge.
 */
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { KeptFile } from "../storage/kept_file.ts";

/** The file in the data folder. */
export const TRIALS_FILE = "trials.json";
/** The chance that anything is ever called an edge that is none, over all tries of a data folder together. */
export const FALSE_EDGE_CHANCE = 0.01;

const trial = z.strictObject({
  /** the same thing tried again has the same one */
  key: z.string().min(1).max(512),
  title: z.string().max(200),
  /** things that it stands for: the parameter sets of an optimiser */
  count: z.int().min(1),
  firstAtMs: z.int().nonnegative(),
});
const trials = z.strictObject({ trials: z.array(trial) });
type KnownTrial = z.infer<typeof trial>;

/** What is tried: `count` things under one key. */
export interface NotedTrial {
  key: string;
  title: string;
  count?: number;
  nowMs: number;
}

/** A try's place among all, and its part of the chance of a false edge, for each of its things. */
export interface Trial {
  triedBefore: number;
  falseEdgeChance: number;
}

/**
 * The part of the k-th try, k from 1: 1/(k (k + 1)) of the whole, so that all parts together are exactly the whole. A try
 * of several things shares the parts of its places evenly.
 */
export function falseEdgeChance(triedBefore: number, count = 1): number {
  const first = triedBefore + 1;
  return FALSE_EDGE_CHANCE * (1 / first - 1 / (first + count)) / count;
}

/** What is never noted: rounds that the program itself has drawn hold no edge, and none is looked for in them. */
export function unnotedTrial(count = 1): Trial {
  return { triedBefore: 0, falseEdgeChance: falseEdgeChance(0, count) };
}

/**
 * Writes down what is tried, once, and says which try it is.
 *
 * @param dataDir the data folder; made where it is missing
 * @throws {HostError} `storage` when the file cannot be read: without it the count would begin anew
 */
export async function noteTrial(dataDir: string, noted: NotedTrial): Promise<Trial> {
  const known = await withTrial(dataDir, noted), at = known.findIndex(({ key }) => key === noted.key);
  const triedBefore = countOf(known.slice(0, at));
  // The first number counts: more things under one name would be tries that nobody counted.
  return { triedBefore, falseEdgeChance: falseEdgeChance(triedBefore, known[at].count) };
}

/** The same for what is tried on rounds of a source; rounds that the program itself has drawn are no try. */
export async function noteTrialOn(
  { kind }: { kind: string },
  { dataDir, ...noted }: NotedTrial & { dataDir: string },
): Promise<Trial> {
  return kind === "law" ? unnotedTrial(noted.count) : await noteTrial(dataDir, noted);
}

/**
 * The same for what goes on while other things are tried, such as the bets of a running strategy: all others count before
 * it, whenever they were tried. Its part only becomes smaller by that, so that all parts stay within the whole.
 *
 * @throws {HostError} as `noteTrial()`
 */
export async function noteOngoing(dataDir: string, noted: NotedTrial): Promise<Trial> {
  const known = await withTrial(dataDir, noted), own = known.find(({ key }) => key === noted.key)!;
  const triedBefore = countOf(known) - own.count;
  return { triedBefore, falseEdgeChance: falseEdgeChance(triedBefore, own.count) };
}

/** All tries on disk, this one among them. Nobody else writes meanwhile: jobs and commands note tries, too. */
async function withTrial(dataDir: string, { key, title, count = 1, nowMs }: NotedTrial): Promise<KnownTrial[]> {
  await Deno.mkdir(dataDir, { recursive: true });
  using lock = await Deno.open(`${dataDir}/${TRIALS_FILE}.lock`, { write: true, create: true });
  await lock.lock(true);
  const file = new KeptFile(`${dataDir}/${TRIALS_FILE}`, {
    schema: trials,
    otherwise: "the count of tries begins anew",
  });
  const { value, trouble } = await file.read();
  if (trouble !== "") throw new HostError("storage", trouble);
  const known = value?.trials ?? [];
  if (known.some((one) => one.key === key)) return known;
  const all = [...known, { key, title: title.slice(0, 200), count, firstAtMs: nowMs }];
  await file.write(() => ({ trials: all }));
  return all;
}

function countOf(some: readonly KnownTrial[]): number {
  return some.reduce((sum, { count }) => sum + count, 0);
}
