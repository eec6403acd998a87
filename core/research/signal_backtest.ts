/**
 * What signals would have brought: each signal is a bet of one unit at its odds, settled by a result that came later. Says
 * how sure that is, counting all signals of one event as one draw, for they win and lose together; judged as bets are.
 */
import type { Round } from "../protocol/round.ts";
import type { VerdictWord } from "../protocol/verdict.ts";
import { BetCounts, evidenceAbove, evidenceBelow } from "./bet_evidence.ts";
import { thresholdOf } from "./crash_outcomes.ts";
import { type FoundSignal, type Market, type OutcomeModel, SignalFinder, type SignalRules } from "./signal_finder.ts";
import type { Trial } from "./trial_book.ts";
import { EDGE_WORTH, verdictBy } from "./verdict_rule.ts";

export type SignalResult = "won" | "lost" | "void";

/** Stakes of one unit. */
export interface SignalBacktest {
  signals: number;
  settled: number;
  won: number;
  /** of settled ones, void ones left out */
  staked: number;
  returned: number;
  profit: number;
  /** profit of a unit staked; null when nothing was */
  returnPerUnit: number | null;
  /** 95 % of it, by events; null with fewer than two events */
  interval95: [number, number] | null;
  /** what the signals themselves expected */
  expectedPerUnit: number | null;
  verdict: VerdictWord;
  /** other things tried in the same data folder, which the verdict counts */
  triedBefore: number;
}

/** Says how what a signal is about ended; null while it is not known. */
export interface SettledOutcomes {
  of(signal: FoundSignal): SignalResult | null;
}

/** Finds the signals of markets in the order in which they came. */
export function findSignals(
  markets: Iterable<Market>,
  { rules, model }: { rules: SignalRules; model?: OutcomeModel },
): FoundSignal[] {
  const finder = new SignalFinder(rules, model), found: FoundSignal[] = [];
  for (const market of markets) found.push(...finder.add(market));
  return found;
}

/** Results by outcome: those that markets tell once they are over, and rounds for outcomes of crash tables. */
export class SignalResults implements SettledOutcomes {
  readonly #told = new Map<string, SignalResult>();
  /** by table, oldest first */
  readonly #rounds: Map<string, Round[]>;

  constructor(markets: Iterable<Market>, rounds: readonly Round[]) {
    for (const { event, market, outcomes } of markets) {
      for (const { name, result } of outcomes) {
        if (result) this.#told.set(JSON.stringify([event, market, name]), result);
      }
    }
    const inOrder = rounds.toSorted((a, b) => a.startedAtMs - b.startedAtMs || a.id - b.id);
    this.#rounds = Map.groupBy(inOrder, ({ table }) => table);
  }

  of({ event, market, selection, atMs }: FoundSignal): SignalResult | null {
    const told = this.#told.get(JSON.stringify([event, market, selection]));
    const rounds = this.#rounds.get(event), threshold = thresholdOf(selection);
    if (told || !rounds || threshold === null) return told ?? null;
    const next = rounds[firstAfter(rounds, atMs)];
    return next ? next.multiplier >= threshold ? "won" : "lost" : null;
  }
}

/** Settles signals and sums them up; `trial` is what `noteTrial()` said of them. */
export function backtestSignals(
  signals: readonly FoundSignal[],
  { results, trial }: { results: SettledOutcomes; trial: Trial },
): SignalBacktest {
  const settled = signals.map((signal) => ({ signal, result: results.of(signal) }))
    .filter((one): one is { signal: FoundSignal; result: SignalResult } => one.result !== null);
  const staked = settled.filter(({ result }) => result !== "void");
  const won = staked.filter(({ result }) => result === "won");
  const returned = won.reduce((all, { signal }) => all + signal.oddsThousandths / 1000, 0);
  const events = Map.groupBy(staked, ({ signal }) => eventOf(signal));
  const profits = [...events.values()].map((of) => ({
    stake: of.length,
    profit: of.reduce((all, { signal, result }) => all + (result === "won" ? signal.oddsThousandths / 1000 : 0) - 1, 0),
  }));
  const interval95 = intervalOf(profits);
  return {
    ...{ signals: signals.length, settled: settled.length, won: won.length, staked: staked.length, returned },
    profit: returned - staked.length,
    returnPerUnit: staked.length > 0 ? returned / staked.length - 1 : null,
    interval95,
    expectedPerUnit: staked.length > 0
      ? staked.reduce((all, { signal }) => all + signal.value, 0) / staked.length
      : null,
    verdict: verdictOn([...events.values()].map(([first]) => first), trial),
    triedBefore: trial.triedBefore,
  };
}

/** The first signal of each event: one bet, whose odds nothing that came of it could choose. */
function verdictOn(
  firsts: readonly { signal: FoundSignal; result: SignalResult }[],
  { falseEdgeChance }: Trial,
): VerdictWord {
  const counts = new BetCounts();
  for (const { signal, result } of firsts) counts.add(signal.oddsThousandths / 10, result === "won");
  const bets = counts.list(), edge = evidenceAbove(bets, 1), noEdge = evidenceBelow(bets, 1 + EDGE_WORTH);
  return verdictBy({ edge, noEdge, beatsLaw: false }, falseEdgeChance);
}

/** Rounds of a crash table are draws of their own. */
function eventOf({ event, market, selection, atMs }: FoundSignal): string {
  return thresholdOf(selection) === null ? event : JSON.stringify([event, market, atMs]);
}

/** A ratio's interval by the spread of its parts. */
function intervalOf(parts: readonly { stake: number; profit: number }[]): [number, number] | null {
  if (parts.length < 2) return null;
  const stake = parts.reduce((all, one) => all + one.stake, 0);
  const ratio = parts.reduce((all, one) => all + one.profit, 0) / stake;
  const squares = parts.reduce((all, one) => all + (one.profit - ratio * one.stake) ** 2, 0);
  const error = Math.sqrt(squares * parts.length / (parts.length - 1)) / stake;
  return [ratio - 1.96 * error, ratio + 1.96 * error];
}

/** Index of the first round that began later; rounds are oldest first. */
function firstAfter(rounds: readonly Round[], atMs: number): number {
  let low = 0, high = rounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rounds[middle].startedAtMs > atMs) high = middle;
    else low = middle + 1;
  }
  return low;
}
