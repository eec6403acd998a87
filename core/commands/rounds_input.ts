/** Where a command takes its rounds from: a file, or a table of the database in the data folder. */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import type { RoundSeries } from "../research/round_series.ts";
import { readRoundsFile } from "../research/rounds_file.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { readRoundColumns, tablesWithRounds } from "../storage/round_columns.ts";

export interface RoundsInput {
  series: RoundSeries;
  /** lines that were no rounds */
  setAside: number;
  /** where they are from, for a person */
  source: string;
}

/**
 * Loads the rounds that a command is about.
 *
 * @throws {HostError} `bad_config` when neither or both are named, or nothing is there
 */
export async function loadRounds(
  file: string | undefined,
  { table, data }: { table?: string; data: string },
): Promise<RoundsInput> {
  if ((file === undefined) === (table === undefined)) {
    throw new HostError("bad_config", "Cannot choose rounds: name a file of rounds, or --table NAME of the database");
  }
  const input = file === undefined ? ofTable(table!, data) : await ofFile(file);
  if (input.series.multiplier.length > 0) return input;
  throw new HostError("bad_config", `Cannot use ${input.source}: no rounds${table ? knownTables(data) : ""}`);
}

async function ofFile(path: string): Promise<RoundsInput> {
  const { series, setAside } = await readRoundsFile(path);
  return { series, setAside: setAside.lines, source: path };
}

function ofTable(table: string, data: string): RoundsInput {
  return { series: readRoundColumns(join(data, DATABASE_FILE), { table }), setAside: 0, source: `table ${table}` };
}

function knownTables(data: string): string {
  const names = tablesWithRounds(join(data, DATABASE_FILE));
  return names.length === 0 ? "; the database has none" : `; there are some of ${names.join(", ")}`;
}
