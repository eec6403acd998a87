/** The job `optimize`: a search of settings, as the command makes it. */
import { z } from "zod";
import { findStrategy, rangeOfTable } from "../research/find_strategy.ts";
import { search } from "../research/optimiser.ts";
import { amount, percent } from "../research/figures.ts";
import { loadRounds } from "../research/rounds_source.ts";
import { StrategyCell } from "../research/strategy_cell.ts";
import { METRICS } from "../research/study.ts";
import { pluginName, storedRounds } from "./backtest_job.ts";
import { defineJob, type JobContext, type JobOutcome } from "./job_context.ts";

const options = z.strictObject({
  strategy: pluginName,
  /** whose stake limits hold */
  table: pluginName,
  rounds: storedRounds,
  settings: z.record(z.string().max(100), z.unknown()).default({}),
  /** values by setting: all combinations are tried */
  space: z.record(z.string().max(100), z.array(z.unknown()).min(1).max(1_000)),
  /** so many of them instead */
  tries: z.int().positive().max(10_000).nullable().default(null),
  metric: z.enum(METRICS).default("profit"),
  seed: z.int().nonnegative().default(1),
  bankrollMinor: z.int().positive().nullable().default(null),
});
type Options = z.infer<typeof options>;

export const optimizeJob = defineJob<Options>({
  options: options as z.ZodType<Options>,
  title: ({ strategy, space }) => `search ${Object.keys(space).join(", ")} of ${strategy}`,
  run,
});

async function run(asked: Options, { places, progress }: JobContext): Promise<JobOutcome> {
  const { strategy, table, rounds: source, settings, space, tries, metric, seed, bankrollMinor } = asked;
  const plugin = await findStrategy(strategy, places), rounds = await loadRounds(source, places);
  await using cell = await StrategyCell.open(plugin);
  const { study, reproduced } = await search({ cell, plugin, rounds }, {
    ...{ source, space, base: settings, metric, seed, tries, dataDir: places.dataDir, nowMs: Date.now() },
    terms: { table, range: await rangeOfTable(table, places), bankrollMinor },
    onProgress: progress,
  });
  const { profit, staked } = study.best[0];
  const share = percent(staked === 0 ? 0 : profit / staked);
  const summary =
    `The best of ${study.tries} settings came to ${amount(profit)}, ${share} of its stakes: the luckiest, by the ` +
    `law of the game no more. studies open ${study.id} tests it on ${study.holdOutRounds} unseen rounds.`;
  return { summary, result: { ...study, reproduced } };
}
