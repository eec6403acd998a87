/** Every kind of job by its name. A further kind is a line here. */
import { backtestJob } from "./backtest_job.ts";
import { fairnessJob } from "./fairness_job.ts";
import type { JobKind } from "./job_context.ts";
import { optimizeJob } from "./optimize_job.ts";
import { verdictJob } from "./verdict_job.ts";
import { verifyJob } from "./verify_job.ts";

export const JOB_KINDS: Readonly<Record<string, JobKind>> = {
  backtest: backtestJob,
  fairness: fairnessJob,
  optimize: optimizeJob,
  verdict: verdictJob,
  verify: verifyJob,
};
