/** A table's last rounds as its strategy sees them, each with the strategy's own bet. Shows `HISTORY_ROUNDS_MAX`; older ones are forgotten. */
import { HISTORY_ROUNDS_MAX, type HistoryRound } from "../protocol/bet.ts";

/** Forgetting one at each round would cost far more than letting some hundreds gather. */
const KEPT_ROUNDS_MAX = 20 * HISTORY_ROUNDS_MAX;

export class PlayedRounds {
  #rounds: HistoryRound[] = [];

  /** Oldest first; a list of the asker's own, of rounds that are not. */
  last(): HistoryRound[] {
    return this.#rounds.slice(-HISTORY_ROUNDS_MAX);
  }

  push(round: HistoryRound): void {
    if (this.#rounds.push(round) >= KEPT_ROUNDS_MAX) this.#rounds = this.last();
  }

  /** Puts rounds of an earlier run before those that are there; oldest first. */
  restore(rounds: readonly HistoryRound[]): void {
    this.#rounds = [...rounds.slice(-HISTORY_ROUNDS_MAX), ...this.#rounds];
  }
}
