/** Whether bets or a model show an edge: what commands and page say of them. */

/** `edge`: its bets win money on average; `no edge`: an edge worth having is ruled out; `undecided`: too few bets. */
export const VERDICTS = ["no edge", "undecided", "edge"] as const;
export type VerdictWord = (typeof VERDICTS)[number];

/** What bets show. Returns are profits of one unit staked: −0.03 is what the law takes. */
export interface BetVerdict {
  verdict: VerdictWord;
  bets: number;
  won: number;
  /** minor units */
  stakedMinor: number;
  returnedMinor: number;
  /** profit a unit of money staked; null when nothing was bet */
  returnPerUnit: number | null;
  /** holds it at every moment at once, however often one looks */
  interval95: [low: number, high: number] | null;
  /** what the law says of any bet */
  lawReturn: number;
  /** how many times likelier the wins are when there is an edge than when bets are fair at best; and what `edge` takes */
  evidence: { edge: number; edgeNeeded: number; noEdge: number; noEdgeNeeded: number };
  /** strategies tried before this one; the more there were, the more `edge` takes */
  triedBefore: number;
  /** bets that it takes to find this edge in nine of ten cases, and how many more that are */
  sample: { edge: number; betsNeeded: number; stillNeeded: number };
  /** by the law, at this pace; null when the pace is not known */
  expectedLossPerHourMinor: number | null;
  /** the verdict in words that need no statistics */
  sentence: string;
}

/** A verdict with its sentence in each language of the page. */
export type WordedVerdict = BetVerdict & { words: { en: string; sr: string } };
