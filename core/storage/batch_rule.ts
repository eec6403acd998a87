/** When the writer flushes, and what it calls a full buffer. Numbers alone. */

/** Rows in memory, written or not yet acknowledged; further ones go to the journal on disk. */
export const BUFFER_ROWS_MAX = 10_000;
export const BUFFER_WARNING_ROWS = 5_000;
const BUFFER_CRITICAL_ROWS = 8_000;

/** @returns rows of a batch for that many tables: a flush is due as soon as so many wait */
export function flushRows(tables: number): number {
  return Math.min(100, Math.max(10, 10 * tables));
}

/** @returns longest time that a row waits for its batch to fill, milliseconds */
export function flushMs(tables: number): number {
  return Math.max(500, 3000 - 300 * tables);
}

/** How full the buffer is. */
export function bufferLevel(rows: number): "normal" | "warning" | "critical" {
  if (rows >= BUFFER_CRITICAL_ROWS) return "critical";
  return rows >= BUFFER_WARNING_ROWS ? "warning" : "normal";
}
