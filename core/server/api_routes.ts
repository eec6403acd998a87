/** The routes under `/api`: what the page and scripts may ask of the host and tell it. They hold no state. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { HostError } from "../protocol/errors.ts";
import { describeIssues } from "../protocol/manifest.ts";
import type { PageHost } from "../protocol/page.ts";
import {
  bet,
  bettingView,
  evidenceReading,
  haltBody,
  LIST_LIMIT_DEFAULT,
  listQuery,
  noBody,
  pageState,
  readingParams,
} from "./api_schemas.ts";
import { addLedgerRoutes } from "./ledger_routes.ts";
import { answered, failure, jsonBody, jsonRoute } from "./route_parts.ts";
import { addMoneyRoutes } from "./money_routes.ts";
import { addPluginRoutes } from "./plugin_routes.ts";
import { addRoundRoutes } from "./round_routes.ts";
import { addStrategyRoutes } from "./strategy_routes.ts";

export const HOST_ROUTES = {
  state: jsonRoute({ method: "get", path: "/api/state", summary: "All that the page shows now", answer: pageState }),
  bets: jsonRoute({
    method: "get",
    path: "/api/bets",
    summary: "The ledger, newest first",
    request: { query: listQuery },
    answer: z.object({ bets: z.array(bet) }),
  }),
  readings: jsonRoute({
    method: "get",
    path: "/api/readings",
    summary: "Reads that were not simply believed, newest first",
    request: { query: listQuery },
    answer: z.object({ readings: z.array(evidenceReading) }),
  }),
  halt: command("/api/halt", "No bet from now on", haltBody),
  resume: command("/api/resume", "Betting may go on", noBody),
  disarm: command("/api/disarm", "No more live bets", noBody),
};

/** Adds the routes and, at `/api/openapi.json`, the document made from their schemas. */
export function addApiRoutes(app: OpenAPIHono, host: PageHost): void {
  addQueries(app, host);
  addCommands(app, host);
  addPluginRoutes(app, host.plugins);
  addStrategyRoutes(app, host.strategies);
  addLedgerRoutes(app, host.ledger);
  addMoneyRoutes(app, host);
  app.doc31("/api/openapi.json", {
    openapi: "3.1.0",
    info: { title: "Aviator host", version: "1", description: "Money: minor units. Multipliers: hundredths." },
  });
}

/** An app whose schema failures name the field, its value and what would be right. */
export function newApiApp(): OpenAPIHono {
  return new OpenAPIHono({
    defaultHook: (result) => {
      if (result.success) return;
      const given = "data" in result ? result.data : undefined;
      throw new HostError("bad_message", `Cannot accept request: ${describeIssues(result.error, given)}`);
    },
  });
}

function addQueries(app: OpenAPIHono, host: PageHost): void {
  app.openapi(HOST_ROUTES.state, (context) => {
    return context.json(host.state(), 200);
  });
  addRoundRoutes(app, host);
  app.openapi(HOST_ROUTES.bets, async (context) => {
    const asked = { limit: LIST_LIMIT_DEFAULT, ...context.req.valid("query") };
    return context.json({ bets: await answered("read bets", host.bets(asked)) }, 200);
  });
  addReadings(app, host);
}

function addReadings(app: OpenAPIHono, host: PageHost): void {
  app.openapi(HOST_ROUTES.readings, async (context) => {
    const asked = { limit: LIST_LIMIT_DEFAULT, ...context.req.valid("query") };
    return context.json({ readings: await answered("read readings", host.readings(asked)) }, 200);
  });
  const picture = createRoute({
    method: "get",
    path: "/api/readings/{id}/picture",
    summary: "What was read, as a PNG",
    request: { params: readingParams },
    responses: {
      200: { description: "PNG", content: { "image/png": { schema: z.string().openapi({ format: "binary" }) } } },
      default: failure,
    },
  });
  app.openapi(picture, async (context) => {
    const bytes = await answered("show picture", host.readingPicture(context.req.valid("param").id));
    return context.body(bytes, 200, { "content-type": "image/png" });
  });
}

function addCommands(app: OpenAPIHono, host: PageHost): void {
  app.openapi(HOST_ROUTES.halt, async (context) => {
    await answered("halt", host.halt(context.req.valid("json").reason ?? "halted by hand"));
    return context.json(host.state().betting, 200);
  });
  app.openapi(HOST_ROUTES.resume, async (context) => {
    await answered("resume", host.resume());
    return context.json(host.state().betting, 200);
  });
  app.openapi(HOST_ROUTES.disarm, async (context) => {
    await answered("disarm", host.disarm());
    return context.json(host.state().betting, 200);
  });
}

function command<Path extends string, Body extends z.ZodType>(path: Path, summary: string, body: Body) {
  return jsonRoute({
    method: "post",
    path,
    summary,
    request: { body: jsonBody(body) },
    gives: "The betting state after it",
    answer: bettingView,
  });
}
