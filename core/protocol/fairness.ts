/** What rounds say about a table's fairness, as commands, page and evidence bundles show it. */

/** `fits`: nothing against the law, and rounds enough to see 96 % for 97 %; `undecided`: too few; `differs`: beyond chance. */
const FAIRNESS_VERDICTS = ["fits", "undecided", "differs"] as const;
export type FairnessVerdict = (typeof FAIRNESS_VERDICTS)[number];

export type Interval = [low: number, high: number];

/** One test. `instant`, the return, is what is asked and stands alone; the others are corrected for how many they are. */
export interface TestResult {
  /** `ks`, `chi-square`, `instant`, `return-1.50`, `runs`, `autocorrelation-3` */
  id: string;
  p: number;
  pCorrected: number;
}

/** What comes back of each unit staked at one cash-out. */
export interface ReturnAt {
  /** hundredths */
  cashOut: number;
  /** rounds that reached it */
  reached: number;
  value: number;
  interval95: Interval;
  /** by the law */
  law: number;
}

/** Share of rounds that reach a multiplier: seen, by the law, and the band of 95 of 100 samples of the law. */
export interface DistributionPoint {
  /** hundredths */
  multiplier: number;
  seen: number;
  law: number;
  low: number;
  high: number;
}

/** How good the record itself is. */
export interface RoundQuality {
  /** lines or rows that cannot be rounds and were left out */
  setAside: number;
  /** pauses longer than two and a half cycles, and the rounds that fit into them */
  gaps: number;
  roundsMissed: number;
  /** usual time from one end to the next */
  cycleMs: number | null;
  /** rounds whose flight is longer than the time since the round before: misread, or times that tell something else */
  flightsTooLong: number;
}

export interface FairnessReport {
  rounds: number;
  /** ends of the first and the last round; null without rounds */
  fromMs: number | null;
  toMs: number | null;
  /** what is claimed */
  law: string;
  rtp: number;
  ks: { d: number; limit95: number };
  chiSquare: { value: number; degrees: number };
  /** share of instant crashes */
  p100: number;
  instant: { rounds: number; interval95: Interval; law: number };
  returns: ReturnAt[];
  /** what the table pays back, estimated from instant crashes alone: by the law nothing else tells */
  rtpSeen: { value: number; interval95: Interval };
  runs: { seen: number; expected: number; z: number };
  autocorrelations: { lag: number; value: number; limit95: number }[];
  /** every test, the strongest objection first */
  tests: TestResult[];
  /** rounds that it takes to tell `rtp` from `otherRtp` at a cash-out, and how many more that are */
  sample: { otherRtp: number; cashOut: number; roundsNeeded: number; stillNeeded: number };
  distribution: DistributionPoint[];
  quality: RoundQuality;
  verdict: FairnessVerdict;
  /** the verdict in a sentence that needs no statistics */
  sentence: string;
}

/** A report in a layman's words: the verdict, and what each test of its list asks. */
export interface FairnessWords {
  sentence: string;
  tests: string[];
}

/** A report with its words in each language of the page. */
export type WordedReport = FairnessReport & { words: { en: FairnessWords; sr: FairnessWords } };
