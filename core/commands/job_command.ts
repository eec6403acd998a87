/** `job`, which nobody types: one job's process, started by the core. */
import { join } from "node:path";
import { runJob } from "../jobs/run_job.ts";
import { PROJECT_DIR } from "./project.ts";

/** Does the job in a folder. */
export async function job(
  folder: string,
  { data, plugins = [] }: { data: string; plugins?: string[] },
): Promise<number> {
  const status = await runJob(folder, { dataDir: data, folders: [join(PROJECT_DIR, "plugins"), data, ...plugins] });
  // The wait for the end of standard input must not keep it.
  setTimeout(() => Deno.exit(status), 0);
  return status;
}
