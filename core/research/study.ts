/**
 * What an optimiser found, and the hold-out that it never saw, kept in the data folder. A hold-out is opened once: what was
 * looked at is no test any more. Refuses to open rounds that any study of the same source has opened before.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { KeptFile } from "../storage/kept_file.ts";
import { writeAtomic } from "../storage/atomic_file.ts";
import type { BacktestResult } from "./backtest.ts";
import { roundsSource } from "./rounds_source.ts";
import { noteTrialOn } from "./trial_book.ts";

const settings = z.record(z.string(), z.unknown());
const tried = z.strictObject({
  settings,
  bets: z.int(),
  won: z.int(),
  staked: z.number(),
  returned: z.number(),
  profit: z.number(),
  maxDrawdown: z.number(),
  longestLosingStreak: z.int(),
  ruinedAtRound: z.int().nullable(),
  by: z.enum(["table", "events"]),
});

export const METRICS = ["profit", "returnPerUnit", "drawdown"] as const;
/** What the best is best at: most profit, most profit a unit staked, or the shallowest fall. */
export type Metric = (typeof METRICS)[number];

const study = z.strictObject({
  /** of what is searched where: the same search has the same one */
  id: z.string().regex(/^[0-9a-f]{12}$/),
  strategy: z.string(),
  pluginHash: z.string(),
  source: roundsSource,
  roundsHash: z.string(),
  space: z.record(z.string(), z.array(z.unknown())),
  base: settings,
  table: z.string(),
  stakeMinMinor: z.int(),
  stakeMaxMinor: z.int(),
  bankrollMinor: z.int().nullable(),
  metric: z.enum(METRICS),
  seed: z.int(),
  /** settings tried: what a verdict on the best of them must be corrected for */
  tries: z.int(),
  trainRounds: z.int(),
  holdOutRounds: z.int(),
  /** when its rounds end, epoch milliseconds */
  holdOutFromMs: z.number(),
  holdOutToMs: z.number(),
  /** best first, some dozens */
  best: z.array(tried),
  /** SHA-256 of all results: the same search comes to the same one */
  fingerprint: z.string(),
  createdAtMs: z.int(),
  /** null: locked */
  openedAtMs: z.int().nullable(),
  holdOut: z.record(z.string(), z.unknown()).nullable(),
});
export type Study = z.infer<typeof study>;

const opening = z.strictObject({
  study: z.string(),
  source: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  openedAtMs: z.int(),
});
const openings = z.array(opening);

const folderOf = (dataDir: string) => join(dataDir, "research");
const fileOf = (dataDir: string, id: string) => join(folderOf(dataDir), `study-${id}.json`);

/** Twelve hexadecimal digits of what makes a search the same. */
export function studyId(what: unknown): string {
  return fingerprintOf(what).slice(0, 12);
}

export function fingerprintOf(what: unknown): string {
  return createHash("sha256").update(JSON.stringify(what)).digest("hex");
}

export async function saveStudy(dataDir: string, value: Study): Promise<void> {
  await Deno.mkdir(folderOf(dataDir), { recursive: true });
  await writeAtomic(fileOf(dataDir, value.id), `${JSON.stringify(value, null, 1)}\n`);
}

/** @returns null where there is none */
export async function findStudy(dataDir: string, id: string): Promise<Study | null> {
  const text = await Deno.readTextFile(fileOf(dataDir, id)).catch(() => null);
  return text === null ? null : study.parse(JSON.parse(text));
}

/** All studies, newest first. */
export async function listStudies(dataDir: string): Promise<Study[]> {
  const found: Study[] = [];
  const entries = await Array.fromAsync(Deno.readDir(folderOf(dataDir))).catch(() => []);
  for (const { name } of entries) {
    const id = /^study-([0-9a-f]{12})\.json$/.exec(name)?.[1];
    const one = id === undefined ? null : await findStudy(dataDir, id);
    if (one) found.push(one);
  }
  return found.sort((a, b) => b.createdAtMs - a.createdAtMs);
}

/**
 * Opens a study's hold-out: notes the moment and the try first, so that nothing that follows can undo it, then plays.
 *
 * @param options `play`: the best settings over the rounds that the search never saw
 * @throws {HostError} `refused` when it, or another hold-out with some of the same rounds, was opened before, saying when
 */
export async function openHoldOut(
  dataDir: string,
  { study: value, nowMs, play }: { study: Study; nowMs: number; play: () => Promise<BacktestResult> },
): Promise<Study> {
  const kept = new KeptFile(join(folderOf(dataDir), "holdouts.json"), {
    schema: openings,
    otherwise: "nothing is opened",
  });
  const { value: before, trouble } = await kept.read();
  if (trouble !== "") throw new HostError("storage", trouble);
  const { holdOutFromMs: fromMs, holdOutToMs: toMs } = value, source = sourceName(value);
  const seen = (before ?? []).find((one) => one.source === source && one.fromMs <= toMs && one.toMs >= fromMs);
  if (seen) {
    const whose = seen.study === value.id ? "it was" : `rounds of it were by study ${seen.study}, which was`;
    const when = new Date(seen.openedAtMs).toISOString();
    const remedy = "what was looked at tests nothing any more; record newer rounds and search again";
    throw new HostError(
      "refused",
      `Cannot open the hold-out of study ${value.id}: ${whose} opened at ${when}; ${remedy}`,
    );
  }
  await kept.write(() => [...before ?? [], { study: value.id, source, fromMs, toMs, openedAtMs: nowMs }]);
  await saveStudy(dataDir, { ...value, openedAtMs: nowMs });
  const title = `${value.strategy}'s best on the hold-out of study ${value.id}`;
  await noteTrialOn(value.source, { dataDir, key: `hold-out/${value.id}`, title, nowMs });
  const { curve: _curve, days: _days, ...holdOut } = await play();
  const opened = { ...value, openedAtMs: nowMs, holdOut };
  await saveStudy(dataDir, opened);
  return opened;
}

/** Rounds of the same name are the same rounds as far as their times go. */
function sourceName({ source }: Study): string {
  if (source.kind === "table") return `table ${source.table}`;
  return source.kind === "file" ? `file ${source.path}` : `law ${source.seed}`;
}
