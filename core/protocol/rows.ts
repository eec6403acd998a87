/** Rows for the database: what collectors may write, parsed before anything is stored. */
import { z } from "zod";
import { PHASES, REGIONS } from "./reading.ts";

const id = z.int().positive();
const table = z.string().min(1).max(64);
const time = z.int().nonnegative();
const hundredths = z.int().min(100).max(100_000_000);
const count = z.int().nonnegative();
const money = z.int().nonnegative();
const channel = z.number().min(0).max(255);

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
export type RowKind = CollectorRow["kind"];

/** A row on its way to the database. `seq` is unique per plugin for ever, so a row that comes twice is stored once. */
export interface StoredRow {
  plugin: string;
  seq: number;
  row: CollectorRow;
}
