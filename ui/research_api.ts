/** The page's calls about long work. */
import { type DataOf, get, post } from "./client.ts";

export const getJobs = () => get("/api/jobs");
/** What a job was asked and what came out depends on its kind. */
export const getJob = (id: number) => get("/api/jobs/{id}", { params: { id } });
export type JobDetails = DataOf<typeof getJob>;
export const startJob = (kind: string, options: Record<string, unknown>) =>
  post("/api/jobs/{kind}/start", { params: { kind }, body: options });
export const cancelJob = (id: number) => post("/api/jobs/{id}/cancel", { params: { id } });
export const removeJob = (id: number) => post("/api/jobs/{id}/remove", { params: { id } });
