/** The routes under `/api/configuration`: the configuration as the page shows and changes it. They hold no state. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { ConfigurationControls, ConfigurationView } from "../protocol/configuration.ts";
import { noBody } from "./api_schemas.ts";
import { answered, jsonBody, jsonRoute } from "./route_parts.ts";

const fields = z.record(z.string().max(40), z.unknown());
const view = z.object({
  file: z.string().nullable(),
  changesFile: z.string(),
  schema: fields,
  values: fields,
  changed: z.array(z.string()),
  waiting: z.array(z.string()),
  immediate: z.array(z.string()),
  fixed: fields,
}).openapi("Configuration") satisfies z.ZodType<ConfigurationView>;

const path = "/api/configuration", summary = "The configuration: what can be changed, what waits for a restart";

export const CONFIGURATION_ROUTES = {
  show: jsonRoute({ method: "get", path, summary, answer: view }),
  save: jsonRoute({
    method: "put",
    path: `${path}/fields`,
    summary: "Set all fields that can be changed; what the schema refuses changes nothing",
    request: { body: jsonBody(fields) },
    gives: summary,
    answer: view,
  }),
  restart: jsonRoute({
    method: "post",
    path: "/api/restart",
    summary: "End the program in order and start it again with what is saved",
    request: { body: jsonBody(noBody) },
    gives: "It will",
    answer: noBody,
  }),
};

/** Adds the routes. */
export function addConfigurationRoutes(app: OpenAPIHono, configuration: ConfigurationControls): void {
  app.openapi(CONFIGURATION_ROUTES.show, async (context) => {
    return context.json(await answered("read the configuration", configuration.view()), 200);
  });
  app.openapi(CONFIGURATION_ROUTES.save, async (context) => {
    return context.json(await answered("save the configuration", configuration.save(context.req.valid("json"))), 200);
  });
  app.openapi(CONFIGURATION_ROUTES.restart, async (context) => {
    await answered("restart", configuration.restart());
    return context.json({}, 200);
  });
}
