/** The routes of how the program is run: its own figures, signals. They hold no state. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Operations } from "../protocol/operations.ts";
import { performanceFile } from "../protocol/performance.ts";
import { signalRow } from "../protocol/rows.ts";
import { LIST_LIMIT_DEFAULT, listQuery } from "./api_schemas.ts";
import { answered, failure, json } from "./route_parts.ts";

const signal = signalRow.omit({ kind: true });
const performanceAnswer = z.object({ performance: performanceFile.nullable() });

/** Adds the routes. */
export function addOperationsRoutes(app: OpenAPIHono, operations: Operations): void {
  const summary = "What the modules cost, run by run, a day's minutes, and what was unusual";
  const performance = createRoute({
    method: "get",
    path: "/api/performance",
    summary,
    responses: { 200: { description: summary, content: json(performanceAnswer) }, default: failure },
  });
  app.openapi(performance, (context) => context.json({ performance: operations.performance() }, 200));
  addSignals(app, operations);
}

function addSignals(app: OpenAPIHono, operations: Operations): void {
  const summary = "Odds that are higher than a probability justifies, newest first";
  const route = createRoute({
    method: "get",
    path: "/api/signals",
    summary,
    request: { query: listQuery.omit({ table: true }) },
    responses: {
      200: { description: summary, content: json(z.object({ signals: z.array(signal) })) },
      default: failure,
    },
  });
  app.openapi(route, async (context) => {
    const asked = { limit: LIST_LIMIT_DEFAULT, ...context.req.valid("query") };
    return context.json({ signals: await answered("read signals", operations.signals(asked)) }, 200);
  });
}
