/** What the API accepts and answers about money: leases, arming, previews of risk. */
import { z } from "@hono/zod-openapi";
import { ARM_MINUTES_MAX, BET_CAUSES, BET_MODES } from "../protocol/bet.ts";
import type { Divergence } from "../protocol/divergence.ts";
import { type ArmingOffer, LEASE_STATES, type LeaseView } from "../protocol/lease.ts";
import { type RuinPreview, type StrategyRisk } from "../protocol/risk.ts";
import { VERDICTS } from "../protocol/verdict.ts";

const table = z.string().min(1).max(64);
const minor = z.int().nonnegative().openapi({ description: "minor units" });
const amount = z.number().openapi({ description: "minor units, an average" });
const chance = z.number().min(0).max(1);
const timeMs = z.int().nonnegative().openapi({ description: "epoch milliseconds" });
const HOURS_MAX = 24 * 365;

export const leaseView = z.object({
  strategy: z.string(),
  table: z.string(),
  mode: z.enum(BET_MODES),
  maxStakeMinor: minor,
  betsPerHour: z.int().nonnegative(),
  lossPerDayMinor: minor,
  expiresAtMs: timeMs.nullable(),
  state: z.enum(LEASE_STATES),
  reason: z.string().openapi({ description: "why it is not active; empty when it is" }),
  betsLastHour: z.int().nonnegative(),
  profitTodayMinor: z.int(),
  openMinor: z.int(),
}).openapi("Lease") satisfies z.ZodType<LeaseView>;

export const grantBody = z.strictObject({
  table,
  lease: z.strictObject({
    maxStakeMinor: minor,
    betsPerHour: z.int().nonnegative(),
    lossPerDayMinor: minor,
    hours: z.number().positive().max(HOURS_MAX).nullable().openapi({ description: "null: until revoked" }),
  }),
}).openapi("GrantLease");
export const revokeBody = z.strictObject({ table }).openapi("RevokeLease");

export const previewBody = z.strictObject({
  table,
  settings: z.record(z.string().max(100), z.unknown()).optional()
    .openapi({ description: "instead of those in use; nothing is changed" }),
}).openapi("PreviewRisk");

const ruinPreview = z.object({
  ruinPerSequence: chance,
  betsPerSequence: z.number(),
  stakedPerSequenceMinor: amount,
  lossPerSequenceMinor: amount,
  expectedRoundsToRuin: z.number().nullable(),
  atRiskMinor: minor,
  impossibleSteps: z.array(z.int()).openapi({ description: "counted from 1" }),
  rtp: z.number(),
  roundsPerHour: z.number(),
  stakedPerHourMinor: amount,
  lossPerHourMinor: amount,
  bankrollMinor: minor.nullable(),
  within: z.array(z.object({
    hours: z.number(),
    ruin: chance,
    bankrollLost: chance.nullable(),
    isExact: z.boolean(),
  })),
}).openapi("RuinPreview") satisfies z.ZodType<RuinPreview>;

export const strategyRisk = z.object({
  strategy: z.string(),
  table: z.string(),
  verdict: z.enum(VERDICTS).openapi({ description: "what its own bets show, on paper too" }),
  sentence: z.string(),
  triedBefore: z.int().nonnegative().openapi({ description: "other things tried in this data folder, counted" }),
  preview: ruinPreview.nullable(),
  reason: z.string().openapi({ description: "why there is no preview; empty when there is" }),
}).openapi("StrategyRisk") satisfies z.ZodType<StrategyRisk>;

export const divergenceQuery = z.strictObject({
  hours: z.string().regex(/^\d{1,4}$/, "a whole number of hours, 1 to 1000").transform(Number).pipe(
    z.int().min(1).max(1000),
  )
    .optional(),
});
export const divergence = z.object({
  table: z.string(),
  strategy: z.string(),
  mode: z.enum(BET_MODES),
  bets: z.int().nonnegative(),
  actualMinor: z.int(),
  shadowMinor: z.int(),
  unseenBets: z.int().nonnegative(),
  unseenStakesMinor: minor,
  causes: z.array(z.object({
    cause: z.enum(BET_CAUSES),
    bets: z.int().nonnegative(),
    differenceMinor: z.int(),
  })),
}).openapi("Divergence") satisfies z.ZodType<Divergence>;

export const offerBody = z.strictObject({ minutes: z.int().min(1).max(ARM_MINUTES_MAX) }).openapi("OfferArming");
export const armBody = z.strictObject({
  code: z.string().regex(/^\d{6}$/, "the six figures of the offer"),
  acceptsLossPerHourMinor: z.int().optional().openapi({
    description: "the offer's own amount; needed without an edge",
  }),
}).openapi("Arm");

export const armingOffer = z.object({
  code: z.string(),
  validUntilMs: timeMs,
  minutes: z.number(),
  players: z.array(z.object({
    strategy: z.string(),
    table: z.string(),
    verdict: z.enum(VERDICTS),
    triedBefore: z.int().nonnegative(),
    lossPerHourMinor: z.int().nullable(),
    ruinPerSequence: chance.nullable(),
    atRiskMinor: minor.nullable(),
    reason: z.string(),
  })),
  lossPerHourMinor: z.int().nullable(),
  hasEdge: z.boolean(),
}).openapi("ArmingOffer") satisfies z.ZodType<ArmingOffer>;
