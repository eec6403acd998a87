/** What is read off one table at one moment. Multipliers are integer hundredths, money integer minor units, times epoch milliseconds. */

export const PHASES = ["waiting", "flying", "crashed", "unknown"] as const;
export type Phase = (typeof PHASES)[number];

export const NUMBER_REGIONS = [
  "score",
  "myMoney",
  "otherCount",
  "otherMoney",
] as const;
export type NumberRegion = (typeof NUMBER_REGIONS)[number];

export const REGIONS = [...NUMBER_REGIONS, "phase"] as const;
/** The five regions of a table; all but `score` and `phase` are optional. */
export type Region = (typeof REGIONS)[number];

export const READ_METHODS = [
  "glyphs",
  "cnn",
  "tesseract",
  "rules",
  "cached",
  // what was read cannot be, and one edit of it is what must have stood there
  "repaired",
  "none",
] as const;
export type ReadMethod = (typeof READ_METHODS)[number];

/** One number read from one region. `value` is null where nothing readable is there, or nothing that is sure enough. */
export interface NumberReading {
  /** hundredths for `score`, minor units for money, a count for `otherCount` */
  value: number | null;
  /** 0 to 1 */
  confidence: number;
  method: ReadMethod;
  /** microseconds that the read took; 0 when the pixels had not changed */
  micros: number;
}

/** What each witness says of the phase by itself, where a table's colours have been learnt. */
export interface PhaseOpinions {
  rules: Phase;
  /** null: nothing */
  model: Phase | null;
}

/** All five regions of one table at one tick. */
export interface Reading {
  table: string;
  tick: number;
  takenAtMs: number;
  phase: Phase;
  opinions?: PhaseOpinions;
  /** share of the waiting phase that has passed, 0 to 1; null when there is no progress bar to read */
  progress: number | null;
  score: NumberReading;
  myMoney: NumberReading;
  otherCount: NumberReading;
  otherMoney: NumberReading;
}
