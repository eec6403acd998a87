/** The job `verdict`: what the command does, with its options as data; what is tried is counted in the same book. */
import { z } from "zod";
import type { WordedVerdict } from "../protocol/verdict.ts";
import { findStrategy, rangeOfTable } from "../research/find_strategy.ts";
import { judgePlugin } from "../research/judge_strategy.ts";
import { verdictSentence } from "../research/verdict_texts.ts";
import { loadRounds } from "../research/rounds_source.ts";
import { pluginName, storedRounds } from "./backtest_job.ts";
import { defineJob, type JobContext, type JobOutcome } from "./job_context.ts";

const options = z.strictObject({
  strategy: pluginName,
  /** whose stake limits hold */
  table: pluginName,
  rounds: storedRounds,
  settings: z.record(z.string().max(100), z.unknown()).default({}),
});
type Options = z.infer<typeof options>;

export const verdictJob = defineJob<Options>({
  options: options as z.ZodType<Options>,
  title: ({ strategy, rounds }) =>
    `verdict on ${strategy}, ${
      rounds.kind === "table" ? `recorded rounds of ${rounds.table}` : "rounds drawn by the law"
    }`,
  run,
});

async function run(
  { strategy, table, rounds, settings }: Options,
  { places, progress }: JobContext,
): Promise<JobOutcome> {
  const plugin = await findStrategy(strategy, places);
  const loaded = await loadRounds(rounds, places);
  const all = loaded.series.multiplier.length;
  const result = await judgePlugin(plugin, loaded, {
    terms: { settings, table, range: await rangeOfTable(table, places), bankrollMinor: null },
    source: rounds,
    dataDir: places.dataDir,
    onProgress: (done) => progress(done, all),
  });
  const words = { en: result.sentence, sr: verdictSentence(result, "sr") };
  return { summary: result.sentence, result: { ...result, words } satisfies WordedVerdict };
}
