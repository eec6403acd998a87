/** The routes under `/api/strategies`: who plays which table. They hold no state. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { StrategyControls } from "../protocol/page.ts";
import { attachBody, detachBody, noBody, pluginParams } from "./api_schemas.ts";
import { answered, jsonBody, jsonRoute } from "./route_parts.ts";

export const STRATEGY_ROUTES = {
  attach: jsonRoute({
    method: "post",
    path: "/api/strategies/{name}/attach",
    summary: "Have a strategy play a table, over restarts too, in the place of whoever plays it",
    request: { params: pluginParams, body: jsonBody(attachBody) },
    gives: "Done",
    answer: noBody,
  }),
  detach: jsonRoute({
    method: "post",
    path: "/api/strategies/detach",
    summary: "Have nobody play a table, over restarts too",
    request: { body: jsonBody(detachBody) },
    gives: "Done",
    answer: noBody,
  }),
};

/** Adds the routes. */
export function addStrategyRoutes(app: OpenAPIHono, strategies: StrategyControls): void {
  app.openapi(STRATEGY_ROUTES.attach, async (context) => {
    const { name } = context.req.valid("param");
    await answered(`attach ${name}`, strategies.attach(name, context.req.valid("json")));
    return context.json({}, 200);
  });
  app.openapi(STRATEGY_ROUTES.detach, async (context) => {
    const { table } = context.req.valid("json");
    await answered(`detach from ${table}`, strategies.detach(table));
    return context.json({}, 200);
  });
}
