/** `backup FILE`: a checked copy of the database, also while the program runs; `data restore FILE`: the way back. */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { backUp } from "../storage/backup.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { restore } from "../storage/restore.ts";
import type { CommonOptions } from "./common_options.ts";
import { existing } from "./data_command.ts";
import { RunningProgram } from "./running_program.ts";

/** Copies the database to a new file. */
export async function backup(target: string, options: CommonOptions): Promise<number> {
  const { bytes, rows } = await backUp(await existing(options.data), target);
  if (options.json) console.log(JSON.stringify({ file: target, bytes, rows }));
  else {
    const all = Object.values(rows).reduce((sum, count) => sum + count, 0);
    console.log(`${target}: ${all} rows, ${(bytes / 1_000_000).toFixed(1)} MB, checked`);
  }
  return 0;
}

/** Puts a backup in the database's place, checked first; what was there is kept beside it. */
export async function restoreBackup(backup: string, options: CommonOptions): Promise<number> {
  if (await RunningProgram.find(options.data)) {
    throw new HostError("refused", `Cannot restore ${backup}: a program runs on ${options.data}; stop it first`);
  }
  await Deno.mkdir(options.data, { recursive: true });
  const { keptAs, bytes } = restore(join(options.data, DATABASE_FILE), backup);
  if (options.json) console.log(JSON.stringify({ file: backup, bytes, keptAs }));
  else {
    const kept = keptAs === null ? "" : `; what was there is ${keptAs}`;
    console.log(`${backup} restored, ${(bytes / 1_000_000).toFixed(1)} MB${kept}`);
  }
  return 0;
}
