/** Every kind of job by its name. A further kind is a line here. */
import { backtestJob } from "./backtest_job.ts";
import type { JobKind } from "./job_context.ts";

export const JOB_KINDS: Readonly<Record<string, JobKind>> = {
  backtest: backtestJob,
};
