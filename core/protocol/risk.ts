/** What a strategy risks, as commands print it and the page shows it. Amounts are minor units, averages not whole; chances are 0 to 1. */

import type { VerdictWord } from "./verdict.ts";

/** The exact risk of one progression at one table, at the game's own law. */
export interface RuinPreview {
  /** that a sequence loses all of its steps; 0 for a progression that has no last step */
  ruinPerSequence: number;
  betsPerSequence: number;
  stakedPerSequenceMinor: number;
  lossPerSequenceMinor: number;
  /** bets until the first lost sequence ends, on average; null: no sequence can be lost whole */
  expectedRoundsToRuin: number | null;
  /** lost by a sequence that wins nothing */
  atRiskMinor: number;
  /** steps whose stake the table does not take, counted from 1; a sequence ends there */
  impossibleSteps: number[];
  rtp: number;
  roundsPerHour: number;
  stakedPerHourMinor: number;
  /** on average, if every round is played */
  lossPerHourMinor: number;
  /** all that may be lost; null: not said */
  bankrollMinor: number | null;
  within: RuinWithin[];
}

/** The chances within so many hours. */
export interface RuinWithin {
  hours: number;
  /** that at least one sequence is lost whole */
  ruin: number;
  /** that the bankroll cannot pay the next stake; null where none was given */
  bankrollLost: number | null;
  /** false: amounts had to be rounded, without bias */
  isExact: boolean;
}

/** What a strategy risks at a table. */
export interface StrategyRisk {
  strategy: string;
  table: string;
  /** what its own bets show, on paper too */
  verdict: VerdictWord;
  /** the same in words */
  sentence: string;
  /** things tried in this data folder: settings searched, models, other strategies; the more, the more an edge takes */
  triedBefore: number;
  preview: RuinPreview | null;
  /** why there is no preview; empty when there is */
  reason: string;
}
