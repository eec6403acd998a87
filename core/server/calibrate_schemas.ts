/** What the routes of calibration accept and answer. */
import { z } from "@hono/zod-openapi";
import {
  type CalibrationView,
  CONTROL_GAPS,
  CONTROL_PLACES,
  type PlaceReading,
  type PlaceRects,
  type Proposals,
  type SavedTable,
} from "../protocol/calibration.ts";
import type { Rect } from "../protocol/picture.ts";
import { NUMBER_REGIONS, READ_METHODS, REGIONS } from "../protocol/reading.ts";

const pixels = z.int().min(0).max(32_768), length = z.int().min(1).max(32_768);
const rect = z.strictObject({ x: pixels, y: pixels, width: length, height: length })
  .openapi("Rect") satisfies z.ZodType<Rect>;
export const places = z.strictObject(
  Object.fromEntries([...REGIONS, ...CONTROL_PLACES].map((place) => [place, rect.optional()])),
) as unknown as z.ZodType<PlaceRects>;
export const locale = z.union([
  z.string().regex(/^[a-z]{2}-[A-Z]{2}$/, "a tag such as sr-RS"),
  z.strictObject({ number: z.string().min(1).max(32), multiplier: z.string().min(1).max(32) }),
]);
export const asked = { picture: z.int().min(1), window: rect };
const value = z.int().nonnegative().nullable().optional();
export const truth = z.strictObject(
  { score: value, myMoney: value, otherCount: value, otherMoney: value } satisfies Record<
    (typeof NUMBER_REGIONS)[number],
    z.ZodType
  >,
);
export const draft = z.strictObject({
  ...asked,
  name: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "lower case letters, digits and hyphens, 40 at most"),
  title: z.string().min(1).max(60),
  locale,
  currency: z.string().regex(/^[A-Z]{3}$/, "three capital letters such as RSD"),
  stakeMinMinor: z.int().positive(),
  stakeMaxMinor: z.int().positive(),
  places,
  replace: z.boolean(),
});

const count = z.int().nonnegative();
const share = z.number().min(0).max(1);
const samplesByPhase = z.object({ waiting: count, flying: count, crashed: count, unknown: count });
export const samples = z.object({ samples: samplesByPhase });

export const calibrationView = z.object({
  screen: z.object({ width: count, height: count }),
  tables: z.array(z.object({ table: z.string(), title: z.string(), window: rect, locale, regions: places })),
  samples: samplesByPhase,
  samplesMax: count,
}).openapi("Calibration") satisfies z.ZodType<CalibrationView>;

const placeReading = z.object({
  place: z.enum(NUMBER_REGIONS),
  value: z.int().nullable(),
  confidence: share,
  method: z.enum(READ_METHODS),
  micros: z.number().nonnegative(),
}) satisfies z.ZodType<PlaceReading>;
export const placeReadings = z.object({ readings: z.array(placeReading) });

export const proposals = z.object({
  locale,
  proposals: z.array(z.object({
    place: z.enum([...REGIONS, ...CONTROL_PLACES]),
    rect,
    value: z.int().nullable(),
    confidence: share,
  })),
}).openapi("Proposals") satisfies z.ZodType<Proposals>;

const score = z.object({ right: count, withheld: count, wrong: count });
export const savedTable = z.object({
  file: z.string(),
  configuration: z.string(),
  report: z.object({ frames: count, before: score, after: score, phases: score, dropped: z.array(z.string()) })
    .nullable(),
  missing: z.array(z.enum(CONTROL_GAPS)),
}).openapi("SavedTable") satisfies z.ZodType<SavedTable>;
