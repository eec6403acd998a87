/** The page's calls about long work. */
import type { JobView } from "../core/protocol/job.ts";
import { call } from "./api.ts";

/** One job with what came out; what that is depends on its kind. */
export interface JobDetails {
  job: JobView;
  options: unknown;
  result: unknown;
}

export const getJobs = () => call<{ jobs: JobView[] }>("GET", "/api/jobs");
export const getJob = (id: number) => call<JobDetails>("GET", `/api/jobs/${id}`);
export const startJob = (kind: string, options: unknown) =>
  call<{ id: number }>("POST", `/api/jobs/${kind}/start`, options);
export const cancelJob = (id: number) => call("POST", `/api/jobs/${id}/cancel`, {});
export const removeJob = (id: number) => call("POST", `/api/jobs/${id}/remove`, {});
