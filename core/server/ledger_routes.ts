/** The routes of the ledger's own story: one bet step by step, whether all is as it was written, and doubtful bets. They hold no state. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { LedgerControls } from "../protocol/bet_story.ts";
import { bet, noBody } from "./api_schemas.ts";
import { betParams, betStory, headQuery, ledgerReport, resolution, resolveBody, stepParams } from "./ledger_schemas.ts";
import { answered, failure, jsonBody, jsonRoute } from "./route_parts.ts";

/** A check of a large ledger, and a look into doubtful bets, may take so long. */
const LONG_ANSWER_MS_MAX = 60_000;

export const LEDGER_ROUTES = {
  story: jsonRoute({
    method: "get",
    path: "/api/bets/{id}",
    summary: "One bet: its states, and what the screen showed at each step",
    request: { params: betParams },
    answer: betStory,
  }),
  check: jsonRoute({
    method: "get",
    path: "/api/ledger/check",
    summary: "Whether the whole ledger is as it was written; `head` is a hash noted before",
    request: { query: headQuery },
    answer: ledgerReport,
  }),
  reconcile: jsonRoute({
    method: "post",
    path: "/api/ledger/reconcile",
    summary: "Look once more into every doubtful bet; nothing is pressed",
    request: { body: jsonBody(noBody) },
    gives: "What became of each",
    answer: z.object({ resolutions: z.array(resolution) }),
  }),
  resolve: jsonRoute({
    method: "post",
    path: "/api/bets/{id}/resolve",
    summary: "Settle a doubtful bet by the user's word",
    request: { params: betParams, body: jsonBody(resolveBody) },
    gives: "The bet after it",
    answer: bet,
  }),
};

/** Adds the routes. */
export function addLedgerRoutes(app: OpenAPIHono, ledger: LedgerControls): void {
  addStory(app, ledger);
  addCheck(app, ledger);
  addDoubt(app, ledger);
}

function addStory(app: OpenAPIHono, ledger: LedgerControls): void {
  app.openapi(LEDGER_ROUTES.story, async (context) => {
    const { id } = context.req.valid("param");
    return context.json(await answered(`tell of bet ${id}`, ledger.story(id)), 200);
  });
  const picture = createRoute({
    method: "get",
    path: "/api/bets/{id}/steps/{index}/picture",
    summary: "What the screen showed at one step of a bet, as a PNG",
    request: { params: stepParams },
    responses: {
      200: { description: "PNG", content: { "image/png": { schema: z.string().openapi({ format: "binary" }) } } },
      default: failure,
    },
  });
  app.openapi(picture, async (context) => {
    const { id, index } = context.req.valid("param");
    const bytes = await answered("show picture", ledger.picture(id, index));
    return context.body(bytes, 200, { "content-type": "image/png" });
  });
}

function addCheck(app: OpenAPIHono, ledger: LedgerControls): void {
  app.openapi(LEDGER_ROUTES.check, async (context) => {
    const check = ledger.check(context.req.valid("query"));
    return context.json(await answered("check the ledger", check, LONG_ANSWER_MS_MAX), 200);
  });
}

function addDoubt(app: OpenAPIHono, ledger: LedgerControls): void {
  app.openapi(LEDGER_ROUTES.reconcile, async (context) => {
    const found = await answered("look into doubtful bets", ledger.reconcile(), LONG_ANSWER_MS_MAX);
    return context.json({ resolutions: found }, 200);
  });
  app.openapi(LEDGER_ROUTES.resolve, async (context) => {
    const { id } = context.req.valid("param");
    return context.json(await answered(`resolve bet ${id}`, ledger.resolve(id, context.req.valid("json").state)), 200);
  });
}
