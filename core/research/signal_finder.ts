/**
 * Finds odds that are higher than a probability justifies. Probabilities come from a model where one knows the outcome,
 * and else from what the other bookmakers offer, their margins taken out. Pure: the same markets in the same order give
 * the same signals, live and in a backtest. Refuses old odds and markets whose outcomes are not the same.
 */
import type { OddsRow, SignalRow } from "../protocol/rows.ts";
import { devig, type DevigMethod } from "./devig.ts";

/** Markets of events that are remembered; of more the oldest go. */
const MARKETS_MAX = 5_000;
/** Odds above a probability by more than this are a mistake in the data, not value. */
export const VALUE_MAX = 1;

/** Who says how probable an outcome is; null: nothing is known of it. */
export type OutcomeModel = (outcome: {
  event: string;
  market: string;
  selection: string;
  atMs: number;
}) => { probability: number; from: string } | null;

export interface SignalRules {
  /** expected profit of a stake of 1 from which on it is a signal */
  valueMin: number;
  /** other bookmakers that must offer the same market */
  othersMin: number;
  /** age of odds that still count */
  maxAgeMs: number;
  devig: DevigMethod;
}

export type Market = Omit<OddsRow, "kind">;
export type FoundSignal = Omit<SignalRow, "kind" | "id">;

export class SignalFinder {
  #rules: SignalRules;
  readonly #model: OutcomeModel;
  /** by event and market, then by bookmaker */
  readonly #markets = new Map<string, Map<string, Market>>();
  /** odds of each signal that stands: the same ones are told once */
  readonly #told = new Map<string, number>();

  constructor(rules: SignalRules, model: OutcomeModel = () => null) {
    this.#rules = rules;
    this.#model = model;
  }

  /** Other rules hold for markets that come from now on. */
  setRules(rules: SignalRules): void {
    this.#rules = rules;
  }

  /** Takes a market as it was just offered; returns what is of value in it now. */
  add(market: Market): FoundSignal[] {
    const key = JSON.stringify([market.event, market.market]);
    const offers = this.#offersOf(key);
    offers.set(market.table, market);
    if (market.outcomes.some(({ result }) => result !== undefined)) return [];
    const consensus = this.#consensus(market, [...offers.values()]);
    return market.outcomes.flatMap((outcome, at) => {
      const { event, market: name, takenAtMs: atMs } = market;
      const known = this.#model({ event, market: name, selection: outcome.name, atMs }) ??
        (consensus ? { probability: consensus[at], from: "consensus" } : null);
      return known === null ? [] : this.#judge(market, { outcome, ...known, key });
    });
  }

  #judge(
    { table, event, market, takenAtMs }: Market,
    { outcome, probability, from, key }: {
      outcome: Market["outcomes"][number];
      probability: number;
      from: string;
      key: string;
    },
  ): FoundSignal[] {
    const { name: selection, oddsThousandths } = outcome;
    const odds = oddsThousandths / 1000, value = probability * odds - 1;
    const place = JSON.stringify([key, table, selection]);
    if (!(value >= this.#rules.valueMin && value <= VALUE_MAX)) {
      this.#told.delete(place);
      return [];
    }
    if (this.#told.get(place) === oddsThousandths) return [];
    forgetOldest(this.#told, MARKETS_MAX);
    this.#told.set(place, oddsThousandths);
    const kelly = value / (odds - 1);
    return [{ table, event, market, selection, atMs: takenAtMs, oddsThousandths, probability, from, value, kelly }];
  }

  /** Mean of the other bookmakers' probabilities, in the order of this market's outcomes. */
  #consensus(market: Market, offers: readonly Market[]): number[] | null {
    const others = offers.flatMap((other) => {
      const isOld = market.takenAtMs - other.takenAtMs > this.#rules.maxAgeMs;
      if (other.table === market.table || isOld || other.outcomes.length !== market.outcomes.length) return [];
      const byName = new Map(other.outcomes.map(({ name, oddsThousandths }) => [name, oddsThousandths / 1000]));
      const odds = market.outcomes.map(({ name }) => byName.get(name) ?? NaN);
      const probabilities = devig(odds, this.#rules.devig);
      return probabilities ? [probabilities] : [];
    });
    if (others.length < this.#rules.othersMin) return null;
    return market.outcomes.map((_, at) => others.reduce((all, one) => all + one[at], 0) / others.length);
  }

  #offersOf(key: string): Map<string, Market> {
    const known = this.#markets.get(key);
    if (known) return known;
    forgetOldest(this.#markets, MARKETS_MAX);
    const offers = new Map<string, Market>();
    this.#markets.set(key, offers);
    return offers;
  }
}

function forgetOldest(map: Map<string, unknown>, sizeMax: number): void {
  const oldest = map.keys().next().value;
  if (map.size >= sizeMax && oldest !== undefined) map.delete(oldest);
}
