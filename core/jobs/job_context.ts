/** What a job is given and what it gives back, whatever it does. */
import type { z } from "zod";
import type { PluginPlaces } from "../research/find_strategy.ts";

export interface JobContext {
  /** data folder and plugin folders */
  places: PluginPlaces;
  /** the job's own folder: what it keeps there is still there when it is started again after the program ended */
  folder: string;
  /** tells how far it is, in a unit of its own */
  progress: (done: number, all: number) => void;
}

/** What came out of a job. */
export interface JobOutcome {
  /** one sentence for the list of jobs */
  summary: string;
  /** plain data, `RESULT_BYTES_MAX` at most as JSON */
  result: unknown;
}

/** One kind of job: what it may be asked, and who does it. */
export interface JobKind<Options = unknown> {
  options: z.ZodType<Options>;
  /** as the list of jobs shows it */
  title(options: Options): string;
  run(options: Options, context: JobContext): Promise<JobOutcome>;
}

/** Largest result of a job, as JSON. */
export const RESULT_BYTES_MAX = 4_194_304;

/** Ties a kind's parts together. */
export function defineJob<Options>(kind: JobKind<Options>): JobKind {
  return kind as JobKind;
}
