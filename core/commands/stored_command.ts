/** `bets list`, `rounds list` and `readings list`: what the database holds. */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { Reader } from "../storage/reader.ts";
import { EVIDENCE_FOLDER } from "../tables/evidence.ts";
import type { CommonOptions } from "./common_options.ts";

/** Page size of one query. */
const PAGE_ROWS = 1_000;

export interface ListOptions extends CommonOptions {
  table?: string;
  limit: number;
}

/** Prints rounds, newest first. */
export function listRounds(options: ListOptions): Promise<number> {
  return printRows(options, {
    page: (reader, query) => reader.rounds(query),
    line: (round) =>
      `${new Date(round.endedAtMs).toISOString()} ${round.table.padEnd(12)} ${(round.multiplier / 100).toFixed(2)}x`,
  });
}

/** Prints reads that were not simply believed, newest first; pictures are named with their path. */
export function listReadings(options: ListOptions): Promise<number> {
  const located = (picture: string | null) => picture && join(options.data, EVIDENCE_FOLDER, picture);
  return printRows(options, {
    page: async (reader, query) =>
      (await reader.readings(query)).map((reading) => ({ ...reading, picture: located(reading.picture) })),
    line: ({ atMs, table, region, value, why, picture }) =>
      [
        new Date(atMs).toISOString(),
        table.padEnd(12),
        region.padEnd(10),
        String(value ?? "-").padStart(10),
        why,
        picture ?? "",
      ].join(" "),
  });
}

/** Prints bets, newest first. */
export function listBets(options: ListOptions): Promise<number> {
  return printRows(options, {
    page: (reader, query) => reader.bets(query),
    line: (bet) =>
      [
        String(bet.id),
        new Date(bet.requestedAtMs).toISOString(),
        bet.table.padEnd(12),
        bet.strategy.padEnd(12),
        bet.mode.padEnd(7),
        (bet.stakeMinor / 100).toFixed(2).padStart(10),
        `${(bet.cashOutHundredths / 100).toFixed(2)}x`.padStart(8),
        bet.state.padEnd(8),
        bet.reason,
      ].join(" "),
  });
}

/**
 * Opens the database of a data folder for reading.
 *
 * @throws {HostError} `storage` when there is none
 */
export async function openStored({ data }: Pick<CommonOptions, "data">): Promise<Reader> {
  const path = join(data, DATABASE_FILE);
  await Deno.stat(path).catch((cause) => {
    throw new HostError("storage", `Cannot read ${path}: no such database; start the program once`, { cause });
  });
  return await Reader.open(path);
}

interface Printing<T> {
  page: (reader: Reader, query: { table?: string; limit: number; beforeId?: number }) => Promise<T[]>;
  line: (row: T) => string;
}

async function printRows<T extends { id: number }>(options: ListOptions, { page, line }: Printing<T>): Promise<number> {
  await using reader = await openStored(options);
  let beforeId: number | undefined;
  for (let left = options.limit; left > 0;) {
    const rows = await page(reader, { table: options.table, limit: Math.min(left, PAGE_ROWS), beforeId });
    for (const row of rows) console.log(options.json ? JSON.stringify(row) : line(row));
    if (rows.length < Math.min(left, PAGE_ROWS)) break;
    left -= rows.length;
    beforeId = rows[rows.length - 1].id;
  }
  return 0;
}
