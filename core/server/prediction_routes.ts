/** The route of predictions: what models of the tables say of the next rounds, and how little they know. It holds no state. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { predictionsView } from "../protocol/model_view.ts";
import type { Operations } from "../protocol/operations.ts";
import { answered, jsonRoute } from "./route_parts.ts";

const predictionsAnswer = z.object({ predictions: predictionsView.nullable() });

/** Adds the route. */
export function addPredictionRoutes(app: OpenAPIHono, operations: Pick<Operations, "predictions">): void {
  const summary = "Each table's model: what it says of the next round, and how what it said came true";
  const route = jsonRoute({
    method: "get",
    path: "/api/predictions",
    summary,
    answer: predictionsAnswer,
  });
  app.openapi(route, async (context) => {
    return context.json({ predictions: await answered("judge predictions", operations.predictions()) }, 200);
  });
}
