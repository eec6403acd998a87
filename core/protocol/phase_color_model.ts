/** What `train phase` learnt of a table's colours: written to a file, read back, handed to the table's reader. */
import { z } from "zod";
import { HostError } from "./errors.ts";
import { describeIssues } from "./manifest.ts";
import { PHASES } from "./reading.ts";

/** Mean and deviation of three channels, of the phase region and of the score's. */
export const COLOR_FEATURES = 12;

const features = z.array(z.number()).length(COLOR_FEATURES);
const share = z.number().min(0).max(1);
const scores = z.strictObject({
  samples: z.int().nonnegative(),
  right: z.int().nonnegative(),
  wrong: z.int().nonnegative(),
  withheld: z.int().nonnegative(),
  /** right of all whose phase the model told */
  accuracy: share.nullable(),
});

/** What `train phase` writes and a table's reader gets at its start. */
const phaseColorModel = z.strictObject({
  version: z.literal(1),
  table: z.string().min(1).max(64),
  /** SHA-256 of the samples, in hexadecimal */
  dataHash: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits"),
  parameters: z.strictObject({
    seed: z.int().nonnegative(),
    clusters: z.int().positive(),
    purity: share,
    holdOut: share,
  }),
  /** what each feature is divided by */
  scale: z.array(z.number().positive()).length(COLOR_FEATURES),
  clusters: z.array(z.strictObject({
    center: features,
    /** `unknown` where samples of several phases lie together */
    phase: z.enum(PHASES),
    /** farthest sample, times a little room */
    radius: z.number().positive(),
    samples: z.int().positive(),
  })).min(1).max(64),
  /** on the samples of the latest time, which training did not see */
  scores,
});
export type PhaseColorModel = z.infer<typeof phaseColorModel>;
export type PhaseColorScores = z.infer<typeof scores>;

/**
 * Checks the text of a stored model.
 *
 * @throws {HostError} `bad_config`, naming file, field and what would be right
 */
export function parsePhaseColorModel(text: string, file: string): PhaseColorModel {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read ${file}: not JSON: ${(cause as Error).message}`, { cause });
  }
  const result = phaseColorModel.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("bad_config", `Cannot use ${file}: ${describeIssues(result.error, value)}; train the table anew`);
}
