/** The routes of how the program is run: its own figures, signals, the log. They hold no state. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import { fleetView } from "../protocol/forwarding.ts";
import { LOG_LEVELS, logEntry } from "../protocol/log_entry.ts";
import type { Operations } from "../protocol/operations.ts";
import { performanceFile } from "../protocol/performance.ts";
import { signalRow } from "../protocol/rows.ts";
import { LIST_LIMIT_DEFAULT, listQuery } from "./api_schemas.ts";
import { answered, jsonRoute } from "./route_parts.ts";

const queryTime = z.string().regex(/^\d{1,15}$/, "epoch milliseconds").transform(Number);
const logQuery = z.strictObject({
  source: z.string().min(1).max(64).optional(),
  level: z.enum(LOG_LEVELS).optional().openapi({ description: "this one and graver ones" }),
  text: z.string().max(200).optional().openapi({ description: "stands in the message, capitals or not" }),
  fromMs: queryTime.optional(),
  toMs: queryTime.optional(),
  limit: listQuery.shape.limit,
  cursor: z.string().regex(/^\d{1,20}-\d{1,15}$/, "the cursor of the page before").optional(),
});
const signal = signalRow.omit({ kind: true });
const logPage = z.object({ entries: z.array(logEntry), cursor: z.string().nullable(), sources: z.array(z.string()) });
const fleetAnswer = z.object({ fleet: fleetView.nullable() });
const performanceAnswer = z.object({ performance: performanceFile.nullable() });

export const OPERATIONS_ROUTES = {
  performance: jsonRoute({
    method: "get",
    path: "/api/performance",
    summary: "What the modules cost, run by run, a day's minutes, and what was unusual",
    answer: performanceAnswer,
  }),
  fleet: jsonRoute({
    method: "get",
    path: "/api/fleet",
    summary: "All machines that forward to the same collector, as it counts them",
    answer: fleetAnswer,
  }),
  logs: jsonRoute({
    method: "get",
    path: "/api/logs",
    summary: "Lines of the log, newest first; a page may be empty and still have a cursor to go on from",
    request: { query: logQuery },
    answer: logPage,
  }),
  signals: jsonRoute({
    method: "get",
    path: "/api/signals",
    summary: "Odds that are higher than a probability justifies, newest first",
    request: { query: listQuery.omit({ table: true }) },
    answer: z.object({ signals: z.array(signal) }),
  }),
};

/** Adds the routes. */
export function addOperationsRoutes(app: OpenAPIHono, operations: Operations): void {
  app.openapi(OPERATIONS_ROUTES.performance, (context) => context.json({ performance: operations.performance() }, 200));
  app.openapi(
    OPERATIONS_ROUTES.fleet,
    async (context) => context.json({ fleet: await answered("ask for the fleet", operations.fleet()) }, 200),
  );
  addSignals(app, operations);
  addLogs(app, operations);
}

function addLogs(app: OpenAPIHono, operations: Operations): void {
  app.openapi(OPERATIONS_ROUTES.logs, async (context) => {
    const asked = { limit: LIST_LIMIT_DEFAULT, ...context.req.valid("query") };
    return context.json(await answered("read the log", operations.logs(asked)), 200);
  });
}

function addSignals(app: OpenAPIHono, operations: Operations): void {
  app.openapi(OPERATIONS_ROUTES.signals, async (context) => {
    const asked = { limit: LIST_LIMIT_DEFAULT, ...context.req.valid("query") };
    return context.json({ signals: await answered("read signals", operations.signals(asked)) }, 200);
  });
}
