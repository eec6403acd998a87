/** Where research takes its rounds from: a file, a table of the database, or the law. Says in words what they are, and hashes them. */
import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { AviatorStream } from "../simulator/round_stream.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { readRoundColumns, tablesWithRounds } from "../storage/round_columns.ts";
import { readRoundsFile } from "./rounds_file.ts";
import { type RoundSeries, seriesOf } from "./round_series.ts";

/** Rounds of one research at most: 120 MB of columns. */
export const SERIES_ROUNDS_MAX = 10_000_000;
/** Name of the virtual table whose rounds `law` draws: those of `rounds generate` too. */
const GENERATED = "generated";

export const roundsSource = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("file"), path: z.string().min(1).max(4096) }),
  z.strictObject({
    kind: z.literal("table"),
    table: z.string().min(1).max(64),
    fromMs: z.int().nonnegative().optional(),
    toMs: z.int().nonnegative().optional(),
  }),
  z.strictObject({
    kind: z.literal("law"),
    seed: z.int().nonnegative(),
    count: z.int().min(1).max(SERIES_ROUNDS_MAX),
  }),
]);
/** Which rounds; times are epoch milliseconds, `toMs` not included. */
export type RoundsSource = z.infer<typeof roundsSource>;

export interface LoadedRounds {
  series: RoundSeries;
  /** as the user should read it */
  title: string;
  /** lines of a file that are no rounds */
  setAsideLines: number;
  /** SHA-256 of times and multipliers, hexadecimal: the same rounds have the same one */
  hash: string;
}

/**
 * Loads rounds, oldest first. Blocks its thread for what the database holds.
 *
 * @throws {HostError} `bad_config` when there are none, or the file is wrong; `storage` when the database is
 */
export async function loadRounds(source: RoundsSource, { dataDir }: { dataDir: string }): Promise<LoadedRounds> {
  const { series, title, setAsideLines = 0 } = await load(source, dataDir);
  const count = series.multiplier.length;
  if (count === 0) throw new HostError("bad_config", `Cannot use ${title}: it has no rounds`);
  if (count > SERIES_ROUNDS_MAX) {
    throw new HostError("bad_config", `Cannot use ${title}: ${count} rounds; ${SERIES_ROUNDS_MAX} at most`);
  }
  return { series, title, setAsideLines, hash: hashSeries(series) };
}

/** SHA-256 of a series' columns, hexadecimal. */
export function hashSeries({ endedAtMs, multiplier }: Pick<RoundSeries, "endedAtMs" | "multiplier">): string {
  const hash = createHash("sha256");
  for (const { buffer, byteOffset, byteLength } of [endedAtMs, multiplier]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest("hex");
}

async function load(
  source: RoundsSource,
  dataDir: string,
): Promise<{ series: RoundSeries; title: string; setAsideLines?: number }> {
  if (source.kind === "file") {
    const { series, setAside } = await readRoundsFile(source.path);
    return { series, title: basename(source.path), setAsideLines: setAside.lines };
  }
  if (source.kind === "law") {
    const stream = new AviatorStream({ seed: source.seed, table: GENERATED });
    const multipliers = new Int32Array(source.count);
    for (let at = 0; at < multipliers.length; at += 1) multipliers[at] = stream.next();
    return { series: seriesOf(multipliers), title: `${source.count} rounds drawn by the law, seed ${source.seed}` };
  }
  return { series: fromDatabase(source, join(dataDir, DATABASE_FILE)), title: `recorded rounds of ${source.table}` };
}

function fromDatabase({ table, fromMs, toMs }: Extract<RoundsSource, { kind: "table" }>, path: string): RoundSeries {
  const series = readRoundColumns(path, { table, fromMs, toMs });
  if (series.multiplier.length > 0) return series;
  const tables = tablesWithRounds(path).join(", ") || "none";
  throw new HostError(
    "bad_config",
    `Cannot use rounds of ${table}: ${path} has none there; tables with rounds: ${tables}`,
  );
}
