/** How lines of the log that have just come join those that a page has. */
import type { LogEntry } from "../core/protocol/log_entry.ts";

/** Lines that the page keeps; older ones are loaded anew. */
const LINES_MAX = 2_000;

interface Lines {
  /** newest first */
  entries: readonly LogEntry[];
  cursor: string | null;
}

/**
 * New lines before those that are known; of so many that there is a gap, the new ones alone.
 *
 * @param fresh all lines from the moment of the newest known one on, that one included
 */
export function withNew<Known extends Lines>(before: Known, fresh: Known): Known {
  const [newest] = before.entries;
  if (!newest || fresh.cursor !== null) return fresh;
  const older = before.entries.filter(({ atMs }) => atMs < newest.atMs);
  if (fresh.entries.length === before.entries.length - older.length) return before;
  const entries = [...fresh.entries, ...older];
  return entries.length > LINES_MAX ? fresh : { ...before, entries };
}
