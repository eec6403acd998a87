/** The job `verify`: which game of bustabit a hash is. It walks up to ten million games, which takes half a minute. */
import { z } from "zod";
import { CHAIN_GAMES_MAX, proveBustabit } from "../research/provably_fair.ts";
import { defineJob, type JobContext, type JobOutcome } from "./job_context.ts";

const options = z.strictObject({
  version: z.enum(["v1", "v2"]),
  hash: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits in small letters"),
  /** what was shown, hundredths */
  multiplier: z.int().min(100).optional(),
});
type Options = z.infer<typeof options>;

export const verifyJob = defineJob<Options>({
  options: options as z.ZodType<Options>,
  title: ({ version, hash }) => `bustabit ${version} game ${hash.slice(0, 12)}…`,
  run,
});

function run({ version, ...claim }: Options, { progress }: JobContext): Promise<JobOutcome> {
  const proof = proveBustabit(version, { ...claim, onProgress: (games) => progress(games, CHAIN_GAMES_MAX) });
  return Promise.resolve({ summary: proof.sentence, result: proof });
}
