/** What a day came to: rounds, the highest of them, bets and what each kind of money won. */
import type { Bet, Round } from "@aviator/sdk";
import type { LocalTime } from "./local_time.ts";
import type { Message, Texts } from "./messages.ts";

export interface DayTallyOptions {
  time: LocalTime;
  texts: Texts;
  /** minutes since midnight */
  dueMinute: number;
}

export class DayTally {
  readonly #options: DayTallyOptions;
  #rounds = 0;
  #best = 0;
  #bestTable = "-";
  #bets = 0;
  #profits = new Map<string, number>();
  /** date of the summary that was made last, or that was due before this began */
  #doneDate: string | null = null;

  constructor(options: DayTallyOptions) {
    this.#options = options;
  }

  addRound({ table, multiplier }: Round): void {
    this.#rounds += 1;
    if (multiplier > this.#best) [this.#best, this.#bestTable] = [multiplier, table];
  }

  addBet({ mode, stakeMinor, payoutMinor }: Bet): void {
    this.#bets += 1;
    this.#profits.set(mode, (this.#profits.get(mode) ?? 0) + (payoutMinor ?? stakeMinor) - stakeMinor);
  }

  /** The summary since the last one, when it is due; what is due at the start already has been. */
  due(atMs: number): Message | null {
    const { time, texts, dueMinute } = this.#options, { date, minute } = time.at(atMs);
    const isDue = minute >= dueMinute && this.#doneDate !== date;
    if (this.#doneDate === null) return this.#doneDate = minute >= dueMinute ? date : "", null;
    if (!isDue) return null;
    const day = { date, rounds: this.#rounds, best: this.#best, bestTable: this.#bestTable, bets: this.#bets };
    const message = texts.summary(day, { profits: this.#profits, atMs });
    this.#doneDate = date;
    this.#rounds = this.#best = this.#bets = 0;
    this.#bestTable = "-";
    this.#profits = new Map();
    return message;
  }
}
