/**
 * Value in what models foretell: the table itself offers the odds, its cash-out. The same for what is foretold now and for
 * what was foretold and is over. Judges no model.
 */
import type { PredictionRow } from "../protocol/rows.ts";
import type { SettledOutcomes } from "./signal_backtest.ts";
import { type FoundSignal, type SignalRules, VALUE_MAX } from "./signal_finder.ts";

/** What a model said of the round that came next. */
export type Foretold = Pick<PredictionRow, "table" | "atMs" | "targetHundredths" | "probability" | "model">;
/** The same with what came, hundredths. */
export type ForetoldRound = Foretold & Pick<PredictionRow, "multiplier">;

/** The signal in it; null where a bet is not worth making by the model's own word. */
export function modelSignal(
  { table, atMs, targetHundredths, probability, model }: Foretold,
  { valueMin }: Pick<SignalRules, "valueMin">,
): FoundSignal | null {
  const odds = targetHundredths / 100, value = probability * odds - 1;
  if (!(value >= valueMin && value <= VALUE_MAX)) return null;
  return {
    ...{ table, event: table, market: "next round", selection: `>= ${odds.toFixed(2)}`, atMs },
    ...{ oddsThousandths: 10 * targetHundredths, probability, from: model, value, kelly: value / (odds - 1) },
  };
}

/** All signals of what was foretold, and how they ended: what `backtestSignals()` takes. */
export function foretoldSignals(
  rounds: Iterable<ForetoldRound>,
  rules: Pick<SignalRules, "valueMin">,
): { signals: FoundSignal[]; results: SettledOutcomes } {
  const ended = new Map<FoundSignal, "won" | "lost">();
  for (const round of rounds) {
    const signal = modelSignal(round, rules);
    if (signal) ended.set(signal, round.multiplier >= round.targetHundredths ? "won" : "lost");
  }
  return { signals: [...ended.keys()], results: { of: (signal) => ended.get(signal) ?? null } };
}
