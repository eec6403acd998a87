/** A table's last rounds as its strategy sees them, each with the strategy's own bet. Keeps `HISTORY_ROUNDS_MAX`, the oldest go first. */
import { HISTORY_ROUNDS_MAX, type HistoryRound } from "../protocol/bet.ts";

export class PlayedRounds {
  readonly #rounds: HistoryRound[] = [];

  /** Oldest first; the very list that grows: whoever hands it on must not let it be changed. */
  get rounds(): readonly HistoryRound[] {
    return this.#rounds;
  }

  push(round: HistoryRound): void {
    this.#rounds.push(round);
    if (this.#rounds.length > HISTORY_ROUNDS_MAX) this.#rounds.shift();
  }

  /** Puts rounds of an earlier run before those that are there; oldest first. */
  restore(rounds: readonly HistoryRound[]): void {
    this.#rounds.unshift(...rounds.slice(-HISTORY_ROUNDS_MAX));
    this.#rounds.splice(0, this.#rounds.length - HISTORY_ROUNDS_MAX);
  }
}
