/** Whether a database is whole: all of it, on a connection of its own. Mends nothing. */
import { DatabaseSync } from "node:sqlite";

/** Problems that are named. */
const PROBLEMS_MAX = 20;

/** Reads every page, row and index. @returns what is damaged, in words; nothing where the file is whole */
export function integrityProblems(path: string): string[] {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const found = database.prepare(`PRAGMA integrity_check(${PROBLEMS_MAX})`).all().map((row) =>
      String(row.integrity_check)
    );
    return found[0] === "ok" ? [] : found;
  } catch (error) {
    return [(error as Error).message];
  } finally {
    database?.close();
  }
}
