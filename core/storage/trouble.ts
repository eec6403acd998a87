/** Tells the database's own trouble (locked, full, broken: try again) from what is wrong with one row (set it aside). */

const TROUBLES: readonly [RegExp, string][] = [
  [
    /database (table )?is locked|database schema is locked|locking protocol|busy/i,
    "another program holds the database locked",
  ],
  [/database or disk is full/i, "the disk is full"],
  [
    /disk image is malformed|file is not a database/i,
    "the database file is damaged: stop, keep the file, restore a backup",
  ],
  [/readonly database/i, "the database may not be written"],
  [/disk I\/O error|unable to open database file/i, "the disk does not answer as it should"],
  [/out of memory/i, "memory is used up"],
];

/** @returns what to show for as long as it lasts; null when the error is the row's own */
export function troubleOf(error: unknown): string | null {
  const message = error instanceof Error ? error.message : String(error);
  const found = TROUBLES.find(([pattern]) => pattern.test(message));
  return found ? `Cannot write to the database: ${found[1]} (${message})` : null;
}
