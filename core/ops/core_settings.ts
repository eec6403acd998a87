/** What the supervisor tells the core at its start, over standard input, and the lines that the core answers with. */
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { describeIssues } from "../protocol/manifest.ts";

const coreSettings = z.strictObject({
  dataDir: z.string(),
  projectDir: z.string(),
  denoDir: z.string(),
  configFile: z.string().nullable(),
  /** further plugin folders of the command line */
  pluginDirs: z.array(z.string()).optional(),
  /** port of the page; null: as configured; 0: any */
  port: z.int().min(0).max(65_535).nullable(),
  /** the page's token, kept over restarts so that an open page goes on */
  token: z.string().min(20),
  /** of the virtual tables */
  seed: z.int().min(0),
  /** how often something covers each virtual table; default: never */
  popupsAnHour: z.number().nonnegative().optional(),
  /** of the virtual tables' time, 1 = as fast as the clock */
  speed: z.number().positive(),
  /** moment at which the virtual tables' rounds begin, so that a restarted core finds them where they were */
  worldStartMs: z.int(),
  /** file that the session is recorded to: whole windows where `full`, split at a size, so many files kept */
  record: z.strictObject({
    file: z.string(),
    full: z.boolean(),
    fileBytesMax: z.int().positive().optional(),
    filesMax: z.int().positive().optional(),
  }).optional(),
  /** how often the core has crashed in this run: betting stays halted after one */
  crashes: z.int().min(0),
  /** how often a restart was asked for in this run */
  restarts: z.int().min(0).optional(),
  /** page on, plugins and bets off */
  safeMode: z.boolean(),
});
export type CoreSettings = z.infer<typeof coreSettings>;

/** Starts a line of the core that is for the supervisor and not for a person. */
export const CONTROL_MARK = "\u001e";
/**
 * Core to supervisor: it lives, and these are the processes whose use of the machine it wants to know. The core may not
 * look into `/proc` itself: Deno opens that only to programs that may do everything.
 */
export const heartbeat = z.strictObject({ pids: z.array(z.int().positive()).max(256) });

/** Supervisor to core, a line each: what those processes use. */
export const usageReport = z.array(
  z.strictObject({ pid: z.int().positive(), rssBytes: z.number().nonnegative(), cpuMs: z.number().nonnegative() }),
);
export type UsageReport = z.infer<typeof usageReport>;
export const USAGE_EVERY_MS = 250;

export const HEARTBEAT_EVERY_MS = 1_000;
/** Silence of the core after which the supervisor kills it. */
export const HEARTBEAT_SILENCE_MAX_MS = 12_000;

/** Something went wrong; the core is started again. */
export const EXIT_FAILED = 1;
/** The core's exit status when its configuration cannot be used here: starting it again would not help. */
export const EXIT_WRONG_USAGE = 2;
/** The core's exit status when somebody asked for a restart: it has ended in order. */
export const EXIT_RESTART = 75;
/** The core's exit status when something else, such as the database, keeps it from starting at all. */
export const EXIT_CANNOT_START = 70;

/** Checks the first line of the core's standard input. */
export function parseCoreSettings(line: string): CoreSettings {
  const value: unknown = JSON.parse(line);
  const result = coreSettings.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("bad_config", `Cannot start the core: ${describeIssues(result.error, value)}`);
}
