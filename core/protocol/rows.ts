/** Rows for the database: what collectors may write, parsed before anything is stored. */
import { z } from "zod";
import { PHASES, READ_METHODS, REGIONS } from "./reading.ts";
import { ROUND_SOURCES } from "./round.ts";

const id = z.int().positive();
const table = z.string().min(1).max(64);
const time = z.int().nonnegative();
const hundredths = z.int().min(100).max(100_000_000);
const count = z.int().nonnegative();
const money = z.int().nonnegative();
const channel = z.number().min(0).max(255);

/** Regions whose reads may be kept as evidence. */
export const EVIDENCE_REGIONS = [...REGIONS, "history"] as const;
export type EvidenceRegion = (typeof EVIDENCE_REGIONS)[number];

/** One row a finished round. `id` is the round's own. */
export const roundRow = z.strictObject({
  kind: z.literal("round"),
  id,
  table,
  startedAtMs: time,
  endedAtMs: time,
  multiplier: hundredths,
  players: count.nullable(),
  playersMoneyMinor: money.nullable(),
  /** absent: seen */
  source: z.enum(ROUND_SOURCES).optional(),
});

/** One reading along a round. */
export const snapshotRow = z.strictObject({
  kind: z.literal("snapshot"),
  table,
  roundId: id.nullable(),
  takenAtMs: time,
  phase: z.enum(PHASES),
  multiplier: hundredths.nullable(),
  myMoneyMinor: money.nullable(),
  players: count.nullable(),
  playersMoneyMinor: money.nullable(),
});

/** First moment at which a flight's score reached a threshold. */
const crossingRow = z.strictObject({
  kind: z.literal("crossing"),
  table,
  roundId: id,
  threshold: hundredths,
  takenAtMs: time,
});

/** One phase change. */
const phaseRow = z.strictObject({
  kind: z.literal("phase"),
  table,
  roundId: id.nullable(),
  from: z.enum(PHASES),
  to: z.enum(PHASES),
  atMs: time,
});

/** Mean and standard deviation of R, G and B over one region's pixels, 0 to 255. */
const sampleRow = z.strictObject({
  kind: z.literal("sample"),
  table,
  takenAtMs: time,
  /** the phase that was read off the same picture */
  phase: z.enum(PHASES),
  region: z.enum(REGIONS),
  mean: z.tuple([channel, channel, channel]),
  deviation: z.tuple([channel, channel, channel]),
});

/** Change of the own balance over one round, minor units. */
const earningRow = z.strictObject({
  kind: z.literal("earning"),
  table,
  roundId: id,
  balanceMinor: money,
  changeMinor: z.int(),
  atMs: time,
});

const thousandths = z.int().min(1_001).max(100_000_000);

/** The odds of one market as one bookmaker offered them at one moment; `table` is whoever offered them. */
export const oddsRow = z.strictObject({
  kind: z.literal("odds"),
  table,
  event: z.string().min(1).max(200),
  market: z.string().min(1).max(80),
  takenAtMs: time,
  /** all of the market, so that the margin in it can be taken out */
  outcomes: z.array(z.strictObject({
    name: z.string().min(1).max(120),
    /** decimal odds, stake included */
    oddsThousandths: thousandths,
    /** once it is over */
    result: z.enum(["won", "lost", "void"]).optional(),
  })).min(1).max(40),
});
export type OddsRow = z.infer<typeof oddsRow>;

/** A figure that a collector measured of itself, such as `latency_ms` or `hit_rate`; `table` is what it is about. */
const measureRow = z.strictObject({
  kind: z.literal("measure"),
  table,
  name: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "a name such as latency_ms"),
  value: z.number(),
  atMs: time,
});

/** Such a figure, as it is listed. */
export type Measure = Omit<z.infer<typeof measureRow>, "kind"> & { id: number };

export const collectorRow = z.discriminatedUnion("kind", [
  roundRow,
  snapshotRow,
  crossingRow,
  phaseRow,
  sampleRow,
  earningRow,
  oddsRow,
  measureRow,
]);

export type CollectorRow = z.infer<typeof collectorRow>;

/** A read that was not simply believed: what it said, and why that is evidence. The host's own; no collector writes it. */
export const readingRow = z.strictObject({
  kind: z.literal("reading"),
  id,
  table,
  region: z.enum(EVIDENCE_REGIONS),
  atMs: time,
  value: z.int().nullable(),
  confidence: z.number().min(0).max(1),
  method: z.enum(READ_METHODS),
  why: z.string().min(1).max(300),
  /** file below the evidence folder; null when there was none to keep */
  picture: z.string().max(200).nullable(),
});
export type ReadingRow = z.infer<typeof readingRow>;
/** Such a read, as it is listed. */
export type EvidenceReading = Omit<ReadingRow, "kind">;

/** Odds that are higher than a probability justifies. The host's own; no collector writes it. */
export const signalRow = z.strictObject({
  kind: z.literal("signal"),
  id,
  /** who offers the odds */
  table,
  event: z.string().max(200),
  market: z.string().max(80),
  selection: z.string().max(120),
  atMs: time,
  oddsThousandths: thousandths,
  /** 0 to 1 */
  probability: z.number().min(0).max(1),
  /** whose probability: `consensus` of the other bookmakers, `law`, or a model's name */
  from: z.string().min(1).max(64),
  /** expected profit of a stake of 1: probability · odds − 1 */
  value: z.number(),
  /** share of the bankroll by Kelly's rule */
  kelly: z.number().min(0).max(1),
});
export type SignalRow = z.infer<typeof signalRow>;
/** Such a signal, as it is listed. */
export type Signal = Omit<SignalRow, "kind">;

/** What a model said of a round before it began, and what came. `id` is the round's own. */
const predictionRow = z.strictObject({
  kind: z.literal("prediction"),
  id,
  table,
  /** when it was said */
  atMs: time,
  targetHundredths: hundredths,
  /** of reaching the target: the model's, and the law's */
  probability: z.number().min(0).max(1),
  lawProbability: z.number().min(0).max(1),
  /** how the round ended */
  multiplier: hundredths,
  /** the model's name and version */
  model: z.string().min(1).max(100),
});
export type PredictionRow = z.infer<typeof predictionRow>;
/** Such a word, as it is listed. */
export type Prediction = Omit<PredictionRow, "kind">;

/** Every row that the database takes. */
export const anyRow = z.discriminatedUnion("kind", [...collectorRow.options, readingRow, signalRow, predictionRow]);
export type AnyRow = z.infer<typeof anyRow>;
export type RowKind = AnyRow["kind"];

/** A row on its way to the database. `seq` is unique per plugin for ever, so a row that comes twice is stored once. */
export interface StoredRow {
  plugin: string;
  seq: number;
  row: AnyRow;
}
