/** The job `backtest`: what the command does, with its options as data. */
import { join } from "node:path";
import { z } from "zod";
import { runBacktest } from "../research/backtest.ts";
import { BacktestCheckpoint } from "../research/backtest_checkpoint.ts";
import { findStrategy, rangeOfTable } from "../research/find_strategy.ts";
import { playedTrial } from "../research/judge_strategy.ts";
import { monteCarlo, REDRAWS } from "../research/monte_carlo.ts";
import { sentencesOf } from "../research/plain_words.ts";
import { loadRounds, roundsSource } from "../research/rounds_source.ts";
import { StrategyCell } from "../research/strategy_cell.ts";
import { fingerprintOf } from "../research/study.ts";
import { noteTrialOn } from "../research/trial_book.ts";
import { defineJob, type JobContext, type JobOutcome } from "./job_context.ts";

const MONTE_CARLO_SEED = 1;
/** What was played of it, in the job's folder. */
const PLAYED_FILE = "played.json";
export const pluginName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "a plugin's name");
/** A job reads no files but the database: rounds of a file are the command's business. */
export const storedRounds = roundsSource.refine(
  ({ kind }) => kind !== "file",
  "rounds of a table, or drawn by the law",
);

const options = z.strictObject({
  strategy: pluginName,
  /** whose stake limits hold */
  table: pluginName,
  rounds: storedRounds,
  settings: z.record(z.string().max(100), z.unknown()).default({}),
  bankrollMinor: z.int().positive().nullable().default(null),
  /** what the bands of other rounds are drawn from */
  redraw: z.enum(REDRAWS).default("law"),
});
type Options = z.infer<typeof options>;

export const backtestJob = defineJob<Options>({
  options: options as z.ZodType<Options>,
  title: ({ strategy, rounds }) =>
    `${strategy} on ${rounds.kind === "table" ? `recorded rounds of ${rounds.table}` : "rounds drawn by the law"}`,
  run,
});

async function run(
  { strategy, table, rounds, settings, bankrollMinor, redraw }: Options,
  { places, folder, progress }: JobContext,
): Promise<JobOutcome> {
  const plugin = await findStrategy(strategy, places);
  const { series, title, hash } = await loadRounds(rounds, places);
  const terms = { settings, table, range: await rangeOfTable(table, places), bankrollMinor };
  await noteTrialOn(rounds, { dataDir: places.dataDir, ...playedTrial(plugin, { terms, title }) });
  await using cell = await StrategyCell.open(plugin, settings);
  const all = series.multiplier.length;
  const key = fingerprintOf({ plugin: plugin.hash, rounds: hash, ...terms });
  const kept = await BacktestCheckpoint.open(join(folder, PLAYED_FILE), { key });
  const result = await runBacktest(cell, series, { terms, kept, onProgress: (done) => progress(done, all) });
  const sentences = sentencesOf(result), steps = await cell.stepTable(terms);
  const bands = steps && monteCarlo(steps, series.multiplier, { redraw, seed: MONTE_CARLO_SEED, bankrollMinor });
  return { summary: sentences[0], result: { ...result, sentences, bands, roundsTitle: title, roundsHash: hash } };
}
