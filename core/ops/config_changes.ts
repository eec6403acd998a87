/**
 * What was changed of the configuration on the page: `configuration.json` in the data folder, whole fields that stand in
 * the place of the configuration file's. The user's own file is never written. Fields that widen what the program may do
 * are not among those that can be changed: live money, folders of plugins, hosts, the screen itself.
 */
import { join } from "node:path";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { describeIssues } from "../protocol/manifest.ts";
import { writeAtomic } from "../storage/atomic_file.ts";

export const CHANGES_FILE = "configuration.json";

/** Fields that the page may change, in the order in which it shows them. */
export const CHANGEABLE = [
  "limits",
  "layout",
  "tables",
  "collectors",
  "sameGame",
  "tickMs",
  "ringSeconds",
  "flightRecorder",
  "evidence",
  "signals",
  "predictions",
  "keepSessionsAlive",
  "haltKeys",
] as const;
export type ChangeableField = (typeof CHANGEABLE)[number];

/** Of those, what holds from the moment on in which it is saved; the rest from the next start on. */
export const IMMEDIATE: readonly ChangeableField[] = ["limits", "signals"];

const changesFile = z.strictObject({
  version: z.literal(1),
  changes: z.partialRecord(z.enum(CHANGEABLE), z.unknown()),
});

export type ConfigChanges = Partial<Record<ChangeableField, unknown>>;

/**
 * Reads what a data folder's page has changed; nothing where there is no file.
 *
 * @throws {HostError} `bad_config`: limits must not be forgotten in silence
 */
export async function readChanges(dataDir: string): Promise<ConfigChanges> {
  const path = join(dataDir, CHANGES_FILE);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return {};
    throw new HostError("bad_config", `Cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot use ${path}: not JSON; mend it or delete it`, { cause });
  }
  const result = changesFile.safeParse(value);
  if (result.success) return result.data.changes;
  throw new HostError("bad_config", `Cannot use ${path}: ${describeIssues(result.error, value)}; mend it or delete it`);
}

/** Replaces them in one step; none takes the file away. */
export async function writeChanges(dataDir: string, changes: ConfigChanges): Promise<void> {
  const path = join(dataDir, CHANGES_FILE);
  if (Object.keys(changes).length === 0) return await Deno.remove(path).catch(ignoreMissing);
  await writeAtomic(path, `${JSON.stringify({ version: 1, changes }, null, 2)}\n`);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
