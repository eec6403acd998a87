/**
 * Many settings of one strategy over the same rounds. What turns out to be a progression is played as a table of steps, and
 * some of these are compared with the strategy itself; all others are played by the strategy, event by event.
 */
import type { RoundColumns } from "../betting/strategy_play.ts";
import { runBacktest } from "./backtest.ts";
import { type FastResult, playFast, type StepTable } from "./fast_play.ts";
import type { PlayTerms, StrategyCell } from "./strategy_cell.ts";
import { playAll } from "./sweep_threads.ts";

/** Rounds over which both ways of playing are compared, and how many settings. */
const COMPARED_ROUNDS = 20_000;
const COMPARED_SETTINGS = 3;
/** Questions under way at once. */
const PROBES_AHEAD = 16;

export type Settings = Record<string, unknown>;

/** One setting's result; `by` says how it was played. */
export interface SweepResult extends Omit<FastResult, "isExact"> {
  settings: Settings;
  by: "table" | "events";
}

export interface SweepOptions {
  terms: Omit<PlayTerms, "settings">;
  candidates: readonly Settings[];
  /** `done` of `all` pieces of work: a probe and a play a setting */
  onProgress?: (done: number, all: number) => void;
  /** told of each result as soon as it is there, with its setting's place */
  onResult?: (at: number, result: SweepResult) => void;
  signal?: AbortSignal;
}

/**
 * Plays every candidate over all rounds; the results stand in their order, whatever way each was played.
 *
 * @throws {HostError} `bad_config` when settings do not fit the strategy
 */
export async function runSweep(
  cell: StrategyCell,
  rounds: RoundColumns,
  options: SweepOptions,
): Promise<SweepResult[]> {
  const { candidates, terms, onProgress, onResult, signal } = options, all = 2 * candidates.length;
  const tables: (StepTable | null)[] = [];
  for (let from = 0; from < candidates.length; from += PROBES_AHEAD) {
    signal?.throwIfAborted();
    const some = candidates.slice(from, from + PROBES_AHEAD);
    tables.push(...await Promise.all(some.map((settings) => cell.stepTable({ ...terms, settings }))));
    onProgress?.(tables.length, all);
  }
  const fast = await playTables(cell, { rounds, tables, options });
  const results: SweepResult[] = [];
  for (const [at, settings] of candidates.entries()) {
    const found = fast[at] ?? await playEvents(cell, rounds, { terms: { ...terms, settings }, signal });
    results.push({ settings, ...found, by: fast[at] ? "table" : "events" });
    if (!fast[at]) onResult?.(at, results[at]);
    onProgress?.(candidates.length + results.length, all);
  }
  return results;
}

/** @returns null for what must be played by the strategy itself */
async function playTables(
  cell: StrategyCell,
  { rounds, tables, options }: { rounds: RoundColumns; tables: readonly (StepTable | null)[]; options: SweepOptions },
): Promise<(Omit<FastResult, "isExact"> | null)[]> {
  const { terms: { bankrollMinor }, signal, onProgress, onResult, candidates } = options;
  const found = tables.flatMap((table, at) => table ? [{ table, at }] : []);
  const results: (Omit<FastResult, "isExact"> | null)[] = candidates.map(() => null);
  if (found.length === 0 || !await agree(cell, { rounds, found, options })) return results;
  let played = 0;
  await playAll(found.map(({ table }) => table), rounds.multiplier, {
    ...{ bankrollMinor, signal },
    onResults: (from, some) => {
      some.forEach(({ isExact, ...result }, index) => {
        const { at } = found[from + index];
        if (!isExact) return;
        results[at] = result;
        onResult?.(at, { settings: candidates[at], ...result, by: "table" });
      });
      onProgress?.(candidates.length + (played += some.length), 2 * candidates.length);
    },
  });
  return results;
}

/** Whether the tables do what the strategy does: the first, the last and one between are played both ways. */
async function agree(
  cell: StrategyCell,
  { rounds: all, found, options: { terms, candidates, signal } }: {
    rounds: RoundColumns;
    found: readonly { table: StepTable; at: number }[];
    options: SweepOptions;
  },
): Promise<boolean> {
  const rounds = {
    endedAtMs: all.endedAtMs.subarray(0, COMPARED_ROUNDS),
    multiplier: all.multiplier.subarray(0, COMPARED_ROUNDS),
  };
  const last = found.length - 1;
  for (const index of new Set(Array.from({ length: COMPARED_SETTINGS }, (_, one) => Math.round(one * last / 2)))) {
    const { table, at } = found[index], { bankrollMinor } = terms;
    const { isExact, ...fast } = playFast(table, rounds.multiplier, { bankrollMinor });
    if (!isExact) continue;
    const slow = await playEvents(cell, rounds, { terms: { ...terms, settings: candidates[at] }, signal });
    if (JSON.stringify(fast) !== JSON.stringify(slow)) return false;
  }
  return true;
}

/** The same figures by the strategy itself. */
export async function playEvents(
  cell: StrategyCell,
  rounds: RoundColumns,
  options: { terms: PlayTerms; signal?: AbortSignal },
): Promise<Omit<FastResult, "isExact">> {
  const { bets, won, staked, returned, profit, maxDrawdown, longestLosingStreak, ruinedAtRound } = await runBacktest(
    cell,
    rounds,
    options,
  );
  return { bets, won, staked, returned, profit, maxDrawdown, longestLosingStreak, ruinedAtRound };
}
