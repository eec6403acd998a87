/** `run.json` in the data folder: where the running program's page is, for other commands of the same user. */
import { join } from "node:path";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";

const runFile = z.strictObject({ url: z.url(), token: z.string(), pid: z.int().positive() });
export type RunFile = z.infer<typeof runFile>;

const pathIn = (dataDir: string) => join(dataDir, "run.json");

/** Writes it, readable by its owner only. */
export async function writeRunFile(dataDir: string, run: RunFile): Promise<void> {
  await Deno.writeTextFile(pathIn(dataDir), JSON.stringify(run), { mode: 0o600 });
}

/**
 * Reads it.
 *
 * @throws {HostError} `refused` when no program runs in that data folder
 */
export async function readRunFile(dataDir: string): Promise<RunFile> {
  try {
    return runFile.parse(JSON.parse(await Deno.readTextFile(pathIn(dataDir))));
  } catch (cause) {
    throw new HostError("refused", `Cannot find a running program: nothing runs in the data folder ${dataDir}`, {
      cause,
    });
  }
}

/** Takes it away at an orderly end. */
export async function removeRunFile(dataDir: string): Promise<void> {
  await Deno.remove(pathIn(dataDir)).catch(() => {});
}
