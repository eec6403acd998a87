/** Plays a recording through the whole host, as fast as asked, and says what was found. */
import { join } from "node:path";
import type { Config } from "../ops/config.ts";
import type { CoreSettings } from "../ops/core_settings.ts";
import type { Log } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type { Round } from "../protocol/round.ts";
import { RecordingFile } from "../recording/recording_file.ts";
import type { RecordingHeader } from "../recording/recording_format.ts";
import { DATABASE_FILE } from "../storage/open_database.ts";
import { Reader } from "../storage/reader.ts";
import { Host } from "./host.ts";
import { replayConfig } from "./replay_config.ts";

/** A recorded and a replayed round are the same when they ended within this of each other. */
const SAME_ROUND_MS = 1_000;
const ROUNDS_PAGE = 1_000;

export interface ReplaySessionOptions {
  recording: string;
  config: Config;
  settings: Omit<CoreSettings, "worldStartMs">;
  /** names of tables; all unless told */
  tables?: readonly string[];
  /** database to compare with */
  against?: string;
  log: Log;
}

/** One table's rounds in both databases. */
export interface Comparison {
  same: number;
  /** seen in both with another multiplier */
  wrong: number;
  /** in the other database only, and in the replay only */
  missing: number;
  extra: number;
}

export interface ReplayResult {
  fromMs: number;
  toMs: number;
  frames: number;
  /** looks that the recorder had to leave out */
  dropped: number;
  /** what could not be played, in words */
  damage: string[];
  tables: { table: string; rounds: number; against: Comparison | null }[];
  rounds: number;
  missedRounds: number;
  refusedScores: number;
  bets: number;
}

/** @throws {HostError} `storage` when the recording cannot be opened, `bad_config` when it holds no such table */
export async function replaySession(options: ReplaySessionOptions): Promise<ReplayResult> {
  const { recording, log } = options;
  const { header, startMs, endMs } = readSpan(recording);
  const config = replayConfig(options.config, { header, recording, only: options.tables });
  checkTables(options.tables ?? [], header);
  const settings = { ...options.settings, worldStartMs: startMs };
  const host = await Host.start({ settings, config, log });
  await host.screenEnded;
  await host[Symbol.asyncDispose]();
  const { damage, frames, dropped } = host.screen.replayed?.() ?? { damage: [], frames: 0, dropped: 0 };
  await using reader = await Reader.open(join(settings.dataDir, DATABASE_FILE));
  await using other = options.against === undefined ? null : await Reader.open(options.against);
  const span = { fromMs: startMs, toMs: endMs };
  const tables = [];
  for (const { bookmaker: table } of config.tables) {
    const rounds = await allRounds(reader, { table, ...span });
    const known = other && await allRounds(other, { table, ...span });
    tables.push({ table, rounds: rounds.length, against: known && compareRounds(rounds, known) });
  }
  return { ...span, frames, dropped, damage, tables, ...host.counts() };
}

function readSpan(recording: string): { header: RecordingHeader; startMs: number; endMs: number } {
  using file = RecordingFile.open(recording);
  const { header, startMs, endMs } = file;
  return { header, startMs, endMs };
}

function checkTables(names: readonly string[], { tables }: RecordingHeader): void {
  const known = tables.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new HostError("bad_config", `Cannot replay ${JSON.stringify(unknown)}: the recording has ${known.join(", ")}`);
}

async function allRounds(
  reader: Reader,
  { table, fromMs, toMs }: { table: string; fromMs: number; toMs: number },
): Promise<Round[]> {
  const rounds: Round[] = [];
  let beforeId: number | undefined;
  while (true) {
    const page = await reader.rounds({ table, limit: ROUNDS_PAGE, beforeId });
    rounds.push(...page.filter(({ endedAtMs }) => endedAtMs >= fromMs && endedAtMs <= toMs));
    if (page.length < ROUNDS_PAGE) return rounds.sort((a, b) => a.endedAtMs - b.endedAtMs);
    beforeId = page[page.length - 1].id;
  }
}

/** Lays two lists of rounds, both in the order of time, side by side. */
export function compareRounds(replayed: readonly Round[], known: readonly Round[]): Comparison {
  const result: Comparison = { same: 0, wrong: 0, missing: 0, extra: 0 };
  let at = 0;
  for (const round of known) {
    for (; at < replayed.length && replayed[at].endedAtMs < round.endedAtMs - SAME_ROUND_MS; at++) result.extra += 1;
    const own = replayed[at];
    if (!own || own.endedAtMs > round.endedAtMs + SAME_ROUND_MS) result.missing += 1;
    else {
      result[own.multiplier === round.multiplier ? "same" : "wrong"] += 1;
      at += 1;
    }
  }
  result.extra += replayed.length - at;
  return result;
}
