/** The page's questions about truth: rounds that are recomputed, evidence, and the jobs of before. */
import { call } from "./api.ts";
import { getJobs } from "./research_api.ts";
import { jobs } from "./store.ts";

/** What a recomputed round shows; multipliers are hundredths. */
export interface RoundProof {
  proof: "proved" | "consistent" | "unproved" | "refuted";
  hash: string;
  hashFits: boolean | null;
  multiplier: number;
  multiplierFits: boolean | null;
}

export interface PublishedRound {
  serverSeed: string;
  clientSeeds: string[];
  hash?: string;
  multiplier?: number;
}

export const checkRound = (round: PublishedRound) => call<RoundProof>("POST", "/api/fairness/check-round", round);
/** Where the browser finds the evidence of a job. */
export const evidencePath = (id: number) => `/api/fairness/evidence/${id}`;

/** Asks for the jobs of before, once; from then on the live stream tells of changes. */
export async function loadJobs(): Promise<void> {
  if (jobs.value !== null) return;
  const answer = await getJobs();
  if (answer.ok) jobs.value ??= answer.data.jobs;
}
