/** The other side of a job's process: reads what the job is, does it, says how far it is and what came of it, a line each. */
import { HostError } from "../protocol/errors.ts";
import type { PluginPlaces } from "../research/find_strategy.ts";
import { RESULT_BYTES_MAX } from "./job_context.ts";
import { readJob, saveResult } from "./job_file.ts";
import { JOB_KINDS } from "./job_kinds.ts";
import type { JobLine } from "./job_process.ts";

const SAY_EVERY_MS = 100;

/** Does the job in a folder; returns the exit status. Ends the process when its standard input ends: whoever asked is gone. */
export async function runJob(folder: string, places: PluginPlaces): Promise<number> {
  void endWithParent();
  try {
    say(await doJob(folder, places));
    return 0;
  } catch (error) {
    const reason = error instanceof HostError ? error.message : (error as Error).stack ?? String(error);
    say({ type: "failed", reason: reason.slice(0, 2000) });
    return 1;
  }
}

async function doJob(folder: string, places: PluginPlaces): Promise<JobLine> {
  const job = await readJob(folder);
  if (job === null) throw new HostError("bad_config", `Cannot do the job in ${folder}: there is none`);
  const kind = JOB_KINDS[job.kind];
  if (!kind) throw new HostError("bad_config", `Cannot do job ${job.id}: no such kind: ${job.kind}`);
  let saidAtMs = -Infinity;
  const progress = (done: number, all: number) => {
    const nowMs = performance.now();
    if (nowMs - saidAtMs < SAY_EVERY_MS) return;
    saidAtMs = nowMs;
    say({ type: "progress", done, all });
  };
  const { summary, result } = await kind.run(kind.options.parse(job.options), { places, folder, progress });
  const json = JSON.stringify(result);
  if (json.length > RESULT_BYTES_MAX) {
    throw new HostError("bad_config", `Cannot keep a result of ${json.length} bytes: ${RESULT_BYTES_MAX} at most`);
  }
  await saveResult(folder, json);
  return { type: "done", summary };
}

function say(line: JobLine): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(line)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += Deno.stdout.writeSync(bytes.subarray(sent));
}

async function endWithParent(): Promise<void> {
  const buffer = new Uint8Array(64);
  while (await Deno.stdin.read(buffer) !== null);
  Deno.exit(1);
}
