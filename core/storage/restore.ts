/** Puts a backup in the database's place. Keeps what was there under another name; takes no file that is damaged or too new. */
import { HostError } from "../protocol/errors.ts";
import { integrityProblems } from "./integrity.ts";
import { openForReading } from "./open_database.ts";
import { isThere } from "./wal_check.ts";

/** What `restore()` did. */
export interface RestoreReport {
  /** where the database is that was there before; null where there was none */
  keptAs: string | null;
  bytes: number;
}

/**
 * To be called while no program uses the database. Where it is cut off, everything is still there under one name or
 * another, and what the old `-wal` file holds never gets into the new database.
 *
 * @throws {HostError} `storage` when the backup cannot be read or is damaged; then nothing is changed
 */
export function restore(path: string, backup: string): RestoreReport {
  openForReading(backup).close();
  const problems = integrityProblems(backup);
  if (problems.length > 0) throw new HostError("storage", `Cannot restore ${backup}: it is damaged: ${problems[0]}`);
  if (Deno.statSync(backup).size === 0) throw new HostError("storage", `Cannot restore ${backup}: it is empty`);
  const partial = `${path}.partial`;
  Deno.copyFileSync(backup, partial);
  {
    using file = Deno.openSync(partial, { read: true, write: true });
    file.syncSync();
  }
  const keptAs = keepOld(path);
  Deno.renameSync(partial, path);
  return { keptAs, bytes: Deno.statSync(path).size };
}

/** Moves the old files away, the main one first: a start that finds a `-wal` file alone refuses. */
function keepOld(path: string): string | null {
  if (!isThere(path)) return null;
  let number = 1;
  while (isThere(`${path}.before-restore-${number}`)) number += 1;
  const kept = `${path}.before-restore-${number}`;
  for (const end of ["", "-wal", "-shm"]) {
    if (isThere(path + end)) Deno.renameSync(path + end, kept + end);
  }
  return kept;
}
