/** What the API accepts and answers about the ledger's own story. */
import { z } from "@hono/zod-openapi";
import { BET_STATES } from "../protocol/bet.ts";
import {
  type BetStory,
  FLIGHT_STEPS,
  type LedgerReport,
  type Resolution,
  RESOLVED_STATES,
} from "../protocol/bet_story.ts";
import { bet } from "./api_schemas.ts";

const count = z.int().nonnegative();
const betId = z.string().regex(/^[1-9]\d{0,15}$/, "a bet's number").transform(Number);

export const betParams = z.strictObject({ id: betId });
export const stepParams = z.strictObject({
  id: betId,
  index: z.string().regex(/^\d{1,2}$/, "a step's number, 0 to 99").transform(Number),
});
export const headQuery = z.strictObject({ head: z.string().regex(/^[0-9a-f]{64}$/, "64 digits of 0-9a-f").optional() });
export const resolveBody = z.strictObject({ state: z.enum(RESOLVED_STATES) }).openapi("Resolve");

export const betStory = z.object({
  bet,
  events: z.array(z.object({ state: z.enum(BET_STATES), reason: z.string(), atMs: count })),
  steps: z.array(z.object({
    index: count,
    step: z.enum(FLIGHT_STEPS),
    atMs: count,
    picture: count.nullable().openapi({ description: "number of the step whose picture shows it" }),
  })),
}).openapi("BetStory") satisfies z.ZodType<BetStory>;

export const ledgerReport = z.object({
  head: z.string(),
  events: count,
  unchained: count.openapi({ description: "events from before there was a chain" }),
  faults: z.array(z.object({ betId: z.int(), eventId: z.int().nullable(), message: z.string() })),
  faultsInAll: count,
  headFound: z.boolean(),
}).openapi("LedgerReport") satisfies z.ZodType<LedgerReport>;

export const resolution = z.object({
  betId: count,
  table: z.string(),
  state: z.enum(RESOLVED_STATES).nullable(),
  reason: z.string(),
}).openapi("Resolution") satisfies z.ZodType<Resolution>;
