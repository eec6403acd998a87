/** The job `fairness`: what the command does for a table of the database, with the evidence kept beside the result. */
import { z } from "zod";
import { bundleFiles, zipBundle } from "../research/evidence_bundle.ts";
import type { WordedReport } from "../protocol/fairness.ts";
import { testFairness } from "../research/fairness.ts";
import { wordsOf } from "../research/fairness_texts.ts";
import { loadRounds } from "../research/rounds_source.ts";
import { pluginName } from "./backtest_job.ts";
import { defineJob, type JobContext, type JobOutcome } from "./job_context.ts";
import { saveEvidence } from "./job_file.ts";

const STEPS = 3;

const options = z.strictObject({
  table: pluginName,
  /** what the table claims to pay back */
  rtp: z.number().min(0.5).max(1).default(0.97),
});
type Options = z.infer<typeof options>;

export const fairnessJob = defineJob<Options>({
  options: options as z.ZodType<Options>,
  title: ({ table }) => `fairness of ${table}`,
  run,
});

async function run({ table, rtp }: Options, { places, folder, progress }: JobContext): Promise<JobOutcome> {
  progress(0, STEPS);
  const { series, title, setAsideLines } = await loadRounds({ kind: "table", table }, places);
  progress(1, STEPS);
  const report = testFairness(series, { rtp, setAside: setAsideLines }), madeAtMs = Date.now();
  progress(2, STEPS);
  await saveEvidence(folder, zipBundle(bundleFiles(report, series, { source: title, madeAtMs }), madeAtMs));
  progress(STEPS, STEPS);
  return { summary: report.sentence, result: { ...report, words: wordsOf(report) } satisfies WordedReport };
}
