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
export const crossingRow = z.strictObject({
  kind: z.literal("crossing"),
  table,
  roundId: id,
  threshold: hundredths,
  takenAtMs: time,
});

/** One phase change. */
export const phaseRow = z.strictObject({
  kind: z.literal("phase"),
  table,
  roundId: id.nullable(),
  from: z.enum(PHASES),
  to: z.enum(PHASES),
  atMs: time,
});

/** Mean and standard deviation of R, G and B over one region's pixels, 0 to 255. */
export const sampleRow = z.strictObject({
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
export const earningRow = z.strictObject({
  kind: z.literal("earning"),
  table,
  roundId: id,
  balanceMinor: money,
  changeMinor: z.int(),
  atMs: time,
});

export const collectorRow = z.discriminatedUnion("kind", [
  roundRow,
  snapshotRow,
  crossingRow,
  phaseRow,
  sampleRow,
  earningRow,
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

/** Every row that the database takes. */
export const anyRow = z.discriminatedUnion("kind", [...collectorRow.options, readingRow]);
export type AnyRow = z.infer<typeof anyRow>;
export type RowKind = AnyRow["kind"];

/** A row on its way to the database. `seq` is unique per plugin for ever, so a row that comes twice is stored once. */
export interface StoredRow {
  plugin: string;
  seq: number;
  row: AnyRow;
}
