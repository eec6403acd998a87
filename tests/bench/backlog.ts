/** What benches of forwarding share: a machine with 100,000 rows that wait, and the batches that they make. */
import { type KeptRow, parseBatch } from "../../core/forwarding/parse_batch.ts";
import { OutboxFolder } from "../core/forwarding/fixtures.ts";
import { round } from "../core/storage/fixtures.ts";

export const BACKLOG_ROWS = 100_000;
const BATCH_ROWS = 1_000;
const STORED_AT_ONCE = 5_000;

/** The rows as a machine has them. */
export async function backlog(): Promise<OutboxFolder> {
  const folder = new OutboxFolder();
  for (let first = 1; first <= BACKLOG_ROWS; first += STORED_AT_ONCE) {
    await folder.store(Array.from({ length: STORED_AT_ONCE }, (_, at) => round(first + at)));
  }
  return folder;
}

/** The rows as a collector takes them. */
export function batchesOf(folder: OutboxFolder): KeptRow[][] {
  using outbox = folder.outbox();
  const rows = outbox.next({ rowsMax: BACKLOG_ROWS, charactersMax: Infinity });
  const batches: KeptRow[][] = [];
  for (let first = 0; first < rows.length; first += BATCH_ROWS) {
    const texts = rows.slice(first, first + BATCH_ROWS).map(({ atMs, data }) =>
      `{"atMs":${atMs},"image":null,"data":${data}}`
    );
    batches.push(parseBatch(`{"rows":[${texts.join()}]}`));
  }
  return batches;
}

/** @returns milliseconds */
export async function timed(work: () => Promise<unknown> | void): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function rateLine(what: string, { rows, ms }: { rows: number; ms: number }): string {
  return `${what.padEnd(60)} ${String(Math.round(rows / ms * 1_000)).padStart(8)} rows/s`;
}
