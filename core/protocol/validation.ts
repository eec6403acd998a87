/** What became of numbers that were not simply believed, as the page and the metrics show it. Counts of this run. */

export interface ValidationView {
  /** rounds whose result could not be read, and that no history strip has shown since */
  missedRounds: number;
  /** rounds taken from history strips */
  filledRounds: number;
  refusedScores: number;
  repairedScores: number;
  /** balances, counts and sums that jumped for a frame */
  withheldNumbers: number;
  /** doubtful reads kept with their rows */
  evidenceKept: number;
  /** doubtful reads let go because there were too many of their kind */
  evidenceSuppressed: number;
  /** pairs of tables that show one game, and how often they showed the same */
  sameGame: { tables: [string, string]; compared: number; disagreed: number }[];
}
