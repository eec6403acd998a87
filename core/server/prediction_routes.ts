/** The route of predictions: what models of the tables say of the next rounds, and how little they know. It holds no state. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { predictionsView } from "../protocol/model_view.ts";
import type { Operations } from "../protocol/operations.ts";
import { answered, jsonRoute } from "./route_parts.ts";

const predictionsAnswer = z.object({ predictions: predictionsView.nullable() });

export const PREDICTION_ROUTES = {
  predictions: jsonRoute({
    method: "get",
    path: "/api/predictions",
    summary: "Each table's model: what it says of the next round, and how what it said came true",
    answer: predictionsAnswer,
  }),
};

/** Adds the route. */
export function addPredictionRoutes(app: OpenAPIHono, operations: Pick<Operations, "predictions">): void {
  app.openapi(PREDICTION_ROUTES.predictions, async (context) => {
    return context.json({ predictions: await answered("judge predictions", operations.predictions()) }, 200);
  });
}
