/** Questions about many rounds at once, and their answers. */

/** Which rounds; what is absent does not limit. */
export interface RoundFilter {
  table?: string;
  /** ended at that moment or later, epoch ms */
  fromMs?: number;
  /** ended before it */
  toMs?: number;
  /** hundredths, both ends included */
  multiplierMin?: number;
  multiplierMax?: number;
}

/** What `RoundStatistics.spans` counts: rounds that reached this multiplier, one of the bins' lower ends. */
export interface RoundStatisticsQuery extends Pick<RoundFilter, "table" | "fromMs" | "toMs"> {
  cashOutHundredths: number;
}

/** Rounds of one span of days, for a line over time. */
export interface RoundSpan {
  fromMs: number;
  toMs: number;
  rounds: number;
  /** of them those that reached the asked multiplier */
  reached: number;
}

/** Rounds counted. */
export interface RoundStatistics {
  rounds: number;
  /** every bin by its lower end in hundredths, ascending; a bin ends where the next begins */
  bins: { lower: number; rounds: number }[];
  /** in order of time, none empty */
  spans: RoundSpan[];
}
