/** `halt`: tells the running program to stop all betting. */
import { HostError } from "../protocol/errors.ts";
import { readRunFile } from "../ops/run_file.ts";
import type { CommonOptions } from "./common_options.ts";

const ANSWER_MAX_MS = 5_000;

/** Halts; returns 0 once the running program has confirmed it. */
export async function halt(options: CommonOptions & { reason: string }): Promise<number> {
  const run = await readRunFile(options.data);
  const response = await fetch(new URL("/api/halt", run.url), {
    method: "POST",
    headers: { authorization: `Bearer ${run.token}`, "content-type": "application/json" },
    body: JSON.stringify({ reason: options.reason }),
    signal: AbortSignal.timeout(ANSWER_MAX_MS),
  }).catch((cause) => {
    throw new HostError("plugin_gone", `Cannot halt: ${run.url} does not answer: ${cause.message}`, { cause });
  });
  if (!response.ok) throw new HostError("refused", `Cannot halt: ${response.status} ${await response.text()}`);
  console.log("betting is halted");
  return 0;
}
