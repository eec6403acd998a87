/**
 * One table's rounds as they come, and what its model says of the next one before it begins. A word counts only where the
 * very next round was seen: after a gap, or a round that was found later, it is taken back.
 */
import type { PredictionRow } from "../protocol/rows.ts";
import type { Round } from "../protocol/round.ts";
import { FEATURE_NAMES, FeatureWindow } from "./features.ts";
import { reachProbability } from "./law.ts";
import type { Foretelling } from "../protocol/model_view.ts";
import type { Model } from "./model_file.ts";

/** Rounds that features look back on. */
export const LIVE_ROUNDS_KEPT = 220;
/** A flight begins sooner after the round before it, or a round between them was missed. */
const GAP_MS_MAX = 20_000;

/** Under which name a table's own models are kept. */
export function liveModelName(table: string): string {
  return `live-${table}`;
}

/** What is said of a round, when, by which model, and after which round. */
export interface Word extends Foretelling {
  atMs: number;
  model: string;
  after: Round;
}

export class LiveTable {
  readonly table: string;
  readonly #targetHundredths: number;
  /** by id, oldest first */
  #rounds: Round[];
  #model: Model | null = null;
  #word: Word | null = null;

  constructor(
    { table, rounds, targetHundredths }: { table: string; rounds: readonly Round[]; targetHundredths: number },
  ) {
    this.table = table;
    this.#targetHundredths = targetHundredths;
    this.#rounds = rounds.toSorted((one, other) => one.id - other.id).slice(-LIVE_ROUNDS_KEPT);
  }

  get model(): Model | null {
    return this.#model;
  }

  /** What is said of the next round; null while nothing is. */
  get word(): Word | null {
    return this.#word;
  }

  /** Takes another model, from the next round on. */
  use(model: Model): void {
    this.#model = model;
  }

  /** Takes in a round that is over; what had been said of it, where that was said before. */
  push(round: Round, nowMs: number): PredictionRow | null {
    const last = this.#rounds.at(-1), word = this.#word;
    this.#word = null;
    if (last && round.id <= last.id) {
      this.#insert(round);
      return null;
    }
    this.#rounds.push(round);
    if (this.#rounds.length > LIVE_ROUNDS_KEPT) this.#rounds.shift();
    const row = word && follows(round, word.after) ? this.#rowOf(round, word) : null;
    this.#word = this.#foretell(round, nowMs);
    return row;
  }

  #insert(round: Round): void {
    if (this.#rounds.some(({ id }) => id === round.id)) return;
    this.#rounds = [...this.#rounds, round].sort((one, other) => one.id - other.id).slice(-LIVE_ROUNDS_KEPT);
  }

  #foretell(after: Round, nowMs: number): Word | null {
    const window = new FeatureWindow({ targetHundredths: this.#targetHundredths });
    for (const round of this.#rounds) window.push(round);
    if (!this.#model || !window.ready) return null;
    const row = new Float32Array(FEATURE_NAMES.length), { name, version } = this.#model.header;
    window.write(row);
    return { ...this.#model.foretell(row), atMs: nowMs, model: `${name}-v${version}`, after };
  }

  #rowOf({ id, multiplier }: Round, { atMs, probabilityHigh, model }: Word): PredictionRow {
    const targetHundredths = this.#targetHundredths;
    return {
      ...{ kind: "prediction", id, table: this.table, atMs, targetHundredths },
      ...{ probability: probabilityHigh, lawProbability: reachProbability(targetHundredths), multiplier, model },
    };
  }
}

function follows(round: Round, before: Round): boolean {
  return round.source !== "history" && round.startedAtMs - before.endedAtMs <= GAP_MS_MAX;
}
