/** The routes of how the program is run: its own figures. They hold no state. */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import type { Operations } from "../protocol/operations.ts";
import { performanceFile } from "../protocol/performance.ts";
import { failure, json } from "./route_parts.ts";

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
}
