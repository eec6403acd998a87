/**
 * What was tried, counted over all runs: the hundredth strategy must show more than the first, because the best of a
 * hundred looks good by luck. Keeps names and numbers, no results. All tries together share one chance of a false edge.
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

/**
 * Writes down what is tried, once, and says which try it is.
 *
 * @param dataDir the data folder; made where it is missing
 * @throws {HostError} `storage` when the file cannot be read: without it the count would begin anew
 */
export async function noteTrial(
  dataDir: string,
  { key, title, count = 1, nowMs }: { key: string; title: string; count?: number; nowMs: number },
): Promise<Trial> {
  await Deno.mkdir(dataDir, { recursive: true });
  const file = new KeptFile(`${dataDir}/${TRIALS_FILE}`, {
    schema: trials,
    otherwise: "the count of tries begins anew",
  });
  const { value, trouble } = await file.read();
  if (trouble !== "") throw new HostError("storage", trouble);
  const known = value?.trials ?? [];
  const at = known.findIndex((one) => one.key === key);
  const before = at < 0 ? known : known.slice(0, at);
  const triedBefore = before.reduce((sum, one) => sum + one.count, 0);
  // The first number counts: more things under one name would be tries that nobody counted.
  const noted = at < 0 ? count : known[at].count;
  if (at < 0) {
    await file.write(() => ({ trials: [...known, { key, title: title.slice(0, 200), count, firstAtMs: nowMs }] }));
  }
  return { triedBefore, falseEdgeChance: falseEdgeChance(triedBefore, noted) };
}
