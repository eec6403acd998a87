/**
 * Searches a strategy's settings on the older rounds and keeps the newest as a hold-out that it never sees. The same search
 * comes to the same result; the best is played by the strategy itself before it is believed.
 */
import { deepEqual } from "node:assert/strict";
import type { LoadedPlugin } from "../cells/plugin_store.ts";
import { HostError } from "../protocol/errors.ts";
import { type BacktestResult, runBacktest } from "./backtest.ts";
import type { LoadedRounds, RoundsSource } from "./rounds_source.ts";
import { sliceSeries } from "./round_series.ts";
import { candidatesOf, type SearchSpace } from "./search_space.ts";
import type { PlayTerms, StrategyCell } from "./strategy_cell.ts";
import { findStudy, fingerprintOf, type Metric, saveStudy, type Study, studyId } from "./study.ts";
import { SweepCheckpoint } from "./sweep_checkpoint.ts";
import { noteTrialOn } from "./trial_book.ts";
import { playEvents, runSweep, type Settings, type SweepResult } from "./sweep.ts";

/** Share of the rounds, the newest, that no search sees. */
const HOLD_OUT_SHARE = 0.2;
/** Rounds of search and of hold-out at least. */
const ROUNDS_MIN = 100;
const BEST_KEPT = 50;

export interface SearchOptions {
  source: RoundsSource;
  space: SearchSpace;
  /** settings that are not searched */
  base: Settings;
  terms: Omit<PlayTerms, "settings">;
  metric: Metric;
  seed: number;
  /** null: the whole space */
  tries: number | null;
  dataDir: string;
  nowMs: number;
  onProgress?: (done: number, all: number) => void;
  signal?: AbortSignal;
}

/** A search and whether the same one was made before, with the same result. */
export interface SearchOutcome {
  study: Study;
  reproduced: boolean | null;
}

/** @throws {HostError} `bad_config` when there is nothing to search, or too little to search on */
export async function search(
  { cell, plugin, rounds }: { cell: StrategyCell; plugin: LoadedPlugin; rounds: LoadedRounds },
  options: SearchOptions,
): Promise<SearchOutcome> {
  const { source, space, base, terms, metric, seed, tries, dataDir, nowMs } = options;
  const candidates = candidatesOf(space, { base, tries, seed }), split = splitOf(rounds);
  const { range, ...rest } = terms, strategy = plugin.manifest.name;
  const asked = {
    ...{
      strategy,
      pluginHash: plugin.hash,
      source,
      roundsHash: rounds.hash,
      space,
      base,
      ...rest,
      ...range,
      metric,
      seed,
    },
    tries: candidates.length,
  };
  const id = studyId(asked), train = sliceSeries(rounds.series, 0, split.trainRounds);
  // Before anything is seen of them: a search that is stopped half way has been tried, too.
  const title = `${candidates.length} settings of ${strategy} on ${rounds.title}`, count = candidates.length;
  await noteTrialOn(source, { dataDir, key: `search/${id}`, title, count, nowMs });
  using kept = await SweepCheckpoint.open(dataDir, id);
  const results = await sweepMissing(cell, train, { options, candidates, kept });
  const ranked = results.map((result, at) => ({ result, at }))
    .sort((a, b) => worth(b.result, metric) - worth(a.result, metric) || a.at - b.at).map(({ result }) => result);
  await confirm(cell, { best: ranked[0], train, terms });
  const fingerprint = fingerprintOf(results), before = await findStudy(dataDir, id);
  const study: Study = {
    ...{
      id,
      ...asked,
      ...split,
      best: ranked.slice(0, BEST_KEPT),
      fingerprint,
      createdAtMs: before?.createdAtMs ?? nowMs,
    },
    ...{ openedAtMs: before?.openedAtMs ?? null, holdOut: before?.holdOut ?? null },
  };
  await saveStudy(dataDir, study);
  await kept.remove();
  return { study, reproduced: before && before.fingerprint === fingerprint };
}

/** Plays what an earlier run of the same search has not played; all results in their order. */
async function sweepMissing(
  cell: StrategyCell,
  train: LoadedRounds["series"],
  { options: { terms, onProgress, signal }, candidates, kept }: {
    options: SearchOptions;
    candidates: readonly Settings[];
    kept: SweepCheckpoint;
  },
): Promise<SweepResult[]> {
  const missing = [...candidates.keys()].filter((at) => !kept.results.has(at));
  const all = 2 * candidates.length, before = all - 2 * missing.length;
  const fresh = await runSweep(cell, train, {
    ...{ terms, signal, candidates: missing.map((at) => candidates[at]) },
    onProgress: (done) => onProgress?.(before + done, all),
    onResult: (index, result) => kept.append(missing[index], result),
  });
  const results = [...candidates.keys()].map((at) => kept.results.get(at)!);
  missing.forEach((at, index) => results[at] = fresh[index]);
  return results;
}

/** Plays the best settings over the hold-out. */
export async function playHoldOut(
  { cell, rounds }: { cell: StrategyCell; rounds: LoadedRounds },
  study: Study,
): Promise<BacktestResult> {
  if (rounds.hash !== study.roundsHash) {
    throw new HostError(
      "refused",
      `Cannot play the hold-out of study ${study.id}: its rounds are not those it was made on`,
    );
  }
  return await runBacktest(cell, sliceSeries(rounds.series, study.trainRounds), { terms: termsOf(study) });
}

export function termsOf(study: Study): PlayTerms {
  const { table, stakeMinMinor, stakeMaxMinor, bankrollMinor, best } = study;
  return { settings: best[0].settings, table, range: { stakeMinMinor, stakeMaxMinor }, bankrollMinor };
}

/** The larger the better. */
function worth({ profit, staked, maxDrawdown }: SweepResult, metric: Metric): number {
  if (metric === "drawdown") return -maxDrawdown;
  if (metric === "profit") return profit;
  return staked === 0 ? 0 : profit / staked;
}

/** What a table of steps says of the best must be what the strategy itself says. */
async function confirm(
  cell: StrategyCell,
  { best: { settings, by, ...found }, train, terms }: {
    best: SweepResult;
    train: LoadedRounds["series"];
    terms: SearchOptions["terms"];
  },
): Promise<void> {
  if (by === "table") deepEqual(found, await playEvents(cell, train, { terms: { ...terms, settings } }));
}

function splitOf({ series, title }: LoadedRounds) {
  const all = series.multiplier.length, holdOutRounds = Math.round(all * HOLD_OUT_SHARE);
  const trainRounds = all - holdOutRounds;
  if (holdOutRounds < ROUNDS_MIN) {
    throw new HostError(
      "bad_config",
      `Cannot search on ${title}: ${all} rounds; ${ROUNDS_MIN / HOLD_OUT_SHARE} at least, for a fifth is kept unseen`,
    );
  }
  const ends = series.endedAtMs;
  return { trainRounds, holdOutRounds, holdOutFromMs: ends[trainRounds], holdOutToMs: ends[all - 1] };
}
