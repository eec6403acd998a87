/** The page's questions about truth: rounds that are recomputed, evidence, and the jobs of before. */
import { type DataOf, post } from "./client.ts";
import { getJobs } from "./research_api.ts";
import { jobs } from "./store.ts";

export interface PublishedRound {
  serverSeed: string;
  clientSeeds: string[];
  hash?: string;
  multiplier?: number;
}

/** `multiplier`: hundredths, as it was shown. */
export const checkRound = (round: PublishedRound) => post("/api/fairness/check-round", { body: round });
export type RoundProof = DataOf<typeof checkRound>;

/** Where the browser finds the evidence of a job. */
export const evidencePath = (id: number) => `/api/fairness/evidence/${id}`;

/** Asks for the jobs of before, once; from then on the live stream tells of changes. */
export async function loadJobs(): Promise<void> {
  if (jobs.value !== null) return;
  const answer = await getJobs();
  if (answer.ok) jobs.value ??= answer.data.jobs;
}
