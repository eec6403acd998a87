/** What is kept of a job on disk: `job.json` and `result.json` in a folder of its own. Reads nothing that it cannot check. */
import { join } from "node:path";
import { z } from "zod";
import { JOB_STATES, type JobView } from "../protocol/job.ts";
import { writeAtomic } from "../storage/atomic_file.ts";

const moment = z.int().nonnegative();
const keptJob = z.strictObject({
  id: z.int().positive(),
  kind: z.string().max(40),
  title: z.string().max(300),
  state: z.enum(JOB_STATES),
  done: z.number().nonnegative(),
  all: z.number().nonnegative(),
  reason: z.string().max(2000),
  createdAtMs: moment,
  startedAtMs: moment.nullable(),
  endedAtMs: moment.nullable(),
  summary: z.string().max(2000),
  options: z.unknown(),
  /** how often it was started: one that ends the program with it is not started for ever */
  starts: z.int().nonnegative(),
});
/** A job as it is kept. */
export type KeptJob = JobView & { options: unknown; starts: number };

const JOB_FILE = "job.json";
const RESULT_FILE = "result.json";
const EVIDENCE_FILE = "evidence.zip";

/** The folder of all jobs. */
export function jobsFolder(dataDir: string): string {
  return join(dataDir, "jobs");
}

export function jobFolder(dataDir: string, id: number): string {
  return join(jobsFolder(dataDir), String(id));
}

export async function saveJob(folder: string, job: KeptJob): Promise<void> {
  await writeAtomic(join(folder, JOB_FILE), `${JSON.stringify(job, null, 1)}\n`);
}

/** @returns null where there is no job that can be used */
export async function readJob(folder: string): Promise<KeptJob | null> {
  try {
    return keptJob.parse(JSON.parse(await Deno.readTextFile(join(folder, JOB_FILE)))) as KeptJob;
  } catch {
    return null;
  }
}

export async function saveResult(folder: string, json: string): Promise<void> {
  await writeAtomic(join(folder, RESULT_FILE), json);
}

/** @returns null while there is none */
export async function readResult(folder: string): Promise<unknown> {
  try {
    return JSON.parse(await Deno.readTextFile(join(folder, RESULT_FILE)));
  } catch {
    return null;
  }
}

export async function saveEvidence(folder: string, bytes: Uint8Array): Promise<void> {
  await writeAtomic(join(folder, EVIDENCE_FILE), bytes);
}

/** @returns null where the job has made none */
export async function readEvidence(folder: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(join(folder, EVIDENCE_FILE));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
