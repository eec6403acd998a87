/** `backup FILE`: a checked copy of the database, also while the program runs. */
import { backUp } from "../storage/backup.ts";
import type { CommonOptions } from "./common_options.ts";
import { existing } from "./data_command.ts";

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
