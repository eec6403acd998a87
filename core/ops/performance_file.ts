/** `performance.json` of a data folder: read whole, replaced whole. What cannot be read is kept aside and told. */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { describeIssues } from "../protocol/manifest.ts";
import { type PerformanceFile, performanceFile, type PerformanceRun } from "../protocol/performance.ts";
import { KeptFile } from "../storage/kept_file.ts";

export const PERFORMANCE_FILE = "performance.json";

/** The file of a data folder, to be changed. */
export function keptPerformance(dataDir: string): KeptFile<PerformanceFile> {
  return new KeptFile(join(dataDir, PERFORMANCE_FILE), { schema: performanceFile, otherwise: "it is begun anew" });
}

/**
 * Reads a file, or that of a data folder, without changing anything.
 *
 * @throws {HostError} `bad_config` naming what is wrong with it
 */
export async function readPerformance(path: string): Promise<PerformanceFile> {
  const isFolder = await Deno.stat(path).then((info) => info.isDirectory, () => false);
  const file = isFolder ? join(path, PERFORMANCE_FILE) : path;
  let value: unknown;
  try {
    value = JSON.parse(await Deno.readTextFile(file));
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound
      ? "there is none; start the program once"
      : (cause as Error).message;
    throw new HostError("bad_config", `Cannot read ${file}: ${why}`, { cause });
  }
  const result = performanceFile.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("bad_config", `Cannot use ${file}: ${describeIssues(result.error, value)}`);
}

/**
 * One run of a file.
 *
 * @param number 1 is the newest
 * @throws {HostError} `bad_config` when there are not that many
 */
export function runOf({ runs }: PerformanceFile, number: number): PerformanceRun {
  const run = runs[number - 1];
  if (run) return run;
  throw new HostError("bad_config", `Cannot compare run ${number}: ${runs.length} are known, 1 is the newest`);
}
