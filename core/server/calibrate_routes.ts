/** The routes under `/api/calibrate`: what the page needs to make a bookmaker of what is on the screen. They hold no state. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { type Calibration, CONTROL_PLACES, type PlaceRects } from "../protocol/calibration.ts";
import type { Rect } from "../protocol/picture.ts";
import { NUMBER_REGIONS, PHASES, REGIONS } from "../protocol/reading.ts";
import { answered, failure, json, jsonRoute } from "./route_parts.ts";

/** Looking a whole window over and learning from many examples take seconds. */
const LEARN_MS_MAX = 60_000;
/** The header that names a picture's pixels for later questions. */
export const PICTURE_ID_HEADER = "x-picture-id";

const pixels = z.int().min(0).max(32_768), length = z.int().min(1).max(32_768);
const rect = z.strictObject({ x: pixels, y: pixels, width: length, height: length }) satisfies z.ZodType<Rect>;
const places = z.strictObject(
  Object.fromEntries([...REGIONS, ...CONTROL_PLACES].map((place) => [place, rect.optional()])),
) as unknown as z.ZodType<PlaceRects>;
const locale = z.union([
  z.string().regex(/^[a-z]{2}-[A-Z]{2}$/, "a tag such as sr-RS"),
  z.strictObject({ number: z.string().min(1).max(32), multiplier: z.string().min(1).max(32) }),
]);
const asked = { picture: z.int().min(1), window: rect };
const value = z.int().nonnegative().nullable().optional();
const truth = z.strictObject(
  { score: value, myMoney: value, otherCount: value, otherMoney: value } satisfies Record<
    (typeof NUMBER_REGIONS)[number],
    z.ZodType
  >,
);
const draft = z.strictObject({
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

/** A whole number in a query: plain digits only. */
const queryNumber = z.string().regex(/^\d{1,5}$/, "a whole number").transform(Number);
const windowQuery = z.strictObject({ x: queryNumber, y: queryNumber, width: queryNumber, height: queryNumber })
  .partial();

const answer = z.object({}).loose();

/** Adds the routes. */
export function addCalibrateRoutes(app: OpenAPIHono, calibration: Calibration): void {
  addLooking(app, calibration);
  const read = z.strictObject({ ...asked, locale, places });
  app.openapi(command("read", "Read the numbers of regions of a picture", read), (context) => {
    return context.json({ readings: calibration.read(context.req.valid("json")) }, 200);
  });
  const propose = z.strictObject({ ...asked, locale: locale.optional() });
  app.openapi(command("propose", "Say where regions probably are", propose), async (context) => {
    const found = calibration.propose(context.req.valid("json"));
    return context.json({ ...await answered("propose regions", found, LEARN_MS_MAX) }, 200);
  });
  const keep = z.strictObject({ ...asked, phase: z.enum(PHASES), truth });
  app.openapi(command("keep", "Keep a picture as an example of a phase", keep), async (context) => {
    const kept = calibration.keep(context.req.valid("json"));
    return context.json({ samples: await answered("keep an example", kept) }, 200);
  });
  app.openapi(command("forget", "Forget all examples", z.strictObject({})), (context) => {
    return context.json({ samples: calibration.forget() }, 200);
  });
  app.openapi(command("save", "Learn from the examples and write a bookmaker's folder", draft), async (context) => {
    const saved = calibration.save(context.req.valid("json"));
    return context.json({ ...await answered("save the table", saved, LEARN_MS_MAX) }, 200);
  });
}

function addLooking(app: OpenAPIHono, calibration: Calibration): void {
  const view = jsonRoute({
    method: "get",
    path: "/api/calibrate",
    summary: "The screen, the tables on it, and the examples kept",
    gives: "What calibration starts from",
    answer,
  });
  app.openapi(view, (context) => context.json({ ...calibration.view() }, 200));
  const picture = createRoute({
    method: "get",
    path: "/api/calibrate/picture",
    summary: `The screen or one window of it now; ${PICTURE_ID_HEADER} names its pixels`,
    request: { query: windowQuery },
    responses: { 200: { description: "An image" }, default: failure },
  });
  app.openapi(picture, async (context) => {
    const { x = 0, y = 0, width, height } = context.req.valid("query");
    const window = width === undefined || height === undefined ? null : { x, y, width, height };
    const shown = await answered("look at the screen", calibration.look(window));
    return context.body(shown.bytes, 200, {
      "content-type": shown.contentType,
      [PICTURE_ID_HEADER]: String(shown.id),
      "cache-control": "no-store",
    });
  });
}

function command<Body extends z.ZodType>(name: string, summary: string, body: Body) {
  return jsonRoute({
    method: "post",
    path: `/api/calibrate/${name}`,
    summary,
    request: { body: { content: json(body), required: true } },
    gives: "Done",
    answer,
  });
}
