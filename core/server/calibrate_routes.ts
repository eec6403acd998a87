/** The routes under `/api/calibrate`: what the page needs to make a bookmaker of what is on the screen. They hold no state. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Calibration } from "../protocol/calibration.ts";
import { PHASES } from "../protocol/reading.ts";
import {
  asked,
  calibrationView,
  draft,
  locale,
  placeReadings,
  places,
  proposals,
  samples,
  savedTable,
  truth,
} from "./calibrate_schemas.ts";
import { answered, failure, jsonBody, jsonRoute } from "./route_parts.ts";

/** Looking a whole window over and learning from many examples take seconds. */
const LEARN_MS_MAX = 60_000;
/** The header that names a picture's pixels for later questions. */
export const PICTURE_ID_HEADER = "x-picture-id";

/** A whole number in a query: plain digits only. */
const queryNumber = z.string().regex(/^\d{1,5}$/, "a whole number").transform(Number);
const windowQuery = z.strictObject({ x: queryNumber, y: queryNumber, width: queryNumber, height: queryNumber })
  .partial();

export const CALIBRATE_ROUTES = {
  view: jsonRoute({
    method: "get",
    path: "/api/calibrate",
    summary: "The screen, the tables on it, and the examples kept",
    gives: "What calibration starts from",
    answer: calibrationView,
  }),
  read: command("read", {
    summary: "Read the numbers of regions of a picture",
    body: z.strictObject({ ...asked, locale, places }),
    answer: placeReadings,
  }),
  propose: command("propose", {
    summary: "Say where regions probably are",
    body: z.strictObject({ ...asked, locale: locale.optional() }),
    answer: proposals,
  }),
  keep: command("keep", {
    summary: "Keep a picture as an example of a phase",
    body: z.strictObject({ ...asked, phase: z.enum(PHASES), truth }),
    answer: samples,
  }),
  forget: command("forget", { summary: "Forget all examples", body: z.strictObject({}), answer: samples }),
  save: command("save", {
    summary: "Learn from the examples and write a bookmaker's folder",
    body: draft,
    answer: savedTable,
  }),
};

/** Adds the routes. */
export function addCalibrateRoutes(app: OpenAPIHono, calibration: Calibration): void {
  addLooking(app, calibration);
  app.openapi(CALIBRATE_ROUTES.read, (context) => {
    return context.json({ readings: calibration.read(context.req.valid("json")) }, 200);
  });
  app.openapi(CALIBRATE_ROUTES.propose, async (context) => {
    const found = calibration.propose(context.req.valid("json"));
    return context.json({ ...await answered("propose regions", found, LEARN_MS_MAX) }, 200);
  });
  app.openapi(CALIBRATE_ROUTES.keep, async (context) => {
    const kept = calibration.keep(context.req.valid("json"));
    return context.json({ samples: await answered("keep an example", kept) }, 200);
  });
  app.openapi(CALIBRATE_ROUTES.forget, (context) => {
    return context.json({ samples: calibration.forget() }, 200);
  });
  app.openapi(CALIBRATE_ROUTES.save, async (context) => {
    const saved = calibration.save(context.req.valid("json"));
    return context.json({ ...await answered("save the table", saved, LEARN_MS_MAX) }, 200);
  });
}

function addLooking(app: OpenAPIHono, calibration: Calibration): void {
  app.openapi(CALIBRATE_ROUTES.view, (context) => context.json({ ...calibration.view() }, 200));
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

function command<Name extends string, Body extends z.ZodType, Answer extends z.ZodType>(
  name: Name,
  { summary, body, answer }: { summary: string; body: Body; answer: Answer },
) {
  return jsonRoute({
    method: "post",
    path: `/api/calibrate/${name}` as const,
    summary,
    request: { body: jsonBody(body) },
    gives: "Done",
    answer,
  });
}
