/** The routes under `/api/plugins`: what the user may know of a plugin and decide about it. They hold no state. */
import { type OpenAPIHono } from "@hono/zod-openapi";
import type { PluginControls } from "../protocol/page.ts";
import { approveBody, noBody, pluginDetails, pluginParams, pluginSettings } from "./api_schemas.ts";
import { answered, jsonBody, jsonRoute } from "./route_parts.ts";

export const PLUGIN_ROUTES = {
  details: jsonRoute({
    method: "get",
    path: "/api/plugins/{name}",
    summary: "One plugin with its limits, what it touched day by day, and the last lines of its log",
    request: { params: pluginParams },
    answer: pluginDetails,
  }),
  configure: jsonRoute({
    method: "put",
    path: "/api/plugins/{name}/settings",
    summary: "Set all of a plugin's settings, over restarts too; what its manifest refuses changes nothing",
    request: { params: pluginParams, body: jsonBody(pluginSettings) },
    gives: "Done",
    answer: noBody,
  }),
  approve: jsonRoute({
    method: "post",
    path: "/api/plugins/{name}/approve",
    summary: "Allow a plugin what it asks for; the hash says which content was looked at",
    request: { params: pluginParams, body: jsonBody(approveBody) },
    gives: "Done",
    answer: noBody,
  }),
  enable: command("enable", "enable a plugin, over restarts too"),
  disable: command("disable", "disable a plugin, over restarts too"),
  pause: command("pause", "pause a plugin"),
  resume: command("resume", "resume a plugin"),
  revoke: command("revoke", "End a plugin at once and forget its approval"),
};

/** Adds the routes. */
export function addPluginRoutes(app: OpenAPIHono, plugins: PluginControls): void {
  addDetails(app, plugins);
  addSwitches(app, plugins);
  addApproval(app, plugins);
  addSettings(app, plugins);
}

function addDetails(app: OpenAPIHono, plugins: PluginControls): void {
  app.openapi(PLUGIN_ROUTES.details, (context) => context.json(plugins.details(context.req.valid("param").name), 200));
}

function addSwitches(app: OpenAPIHono, plugins: PluginControls): void {
  for (const [action, enabled] of [["enable", true], ["disable", false]] as const) {
    app.openapi(PLUGIN_ROUTES[action], async (context) => {
      const { name } = context.req.valid("param");
      await answered(`${action} ${name}`, plugins.setEnabled(name, enabled));
      return context.json({}, 200);
    });
  }
}

function addSettings(app: OpenAPIHono, plugins: PluginControls): void {
  app.openapi(PLUGIN_ROUTES.configure, async (context) => {
    const { name } = context.req.valid("param");
    await answered(`configure ${name}`, plugins.configure(name, context.req.valid("json")));
    return context.json({}, 200);
  });
  for (const action of ["pause", "resume"] as const) {
    app.openapi(PLUGIN_ROUTES[action], async (context) => {
      const { name } = context.req.valid("param");
      await answered(`${action} ${name}`, plugins[action](name));
      return context.json({}, 200);
    });
  }
}

function addApproval(app: OpenAPIHono, plugins: PluginControls): void {
  app.openapi(PLUGIN_ROUTES.approve, async (context) => {
    const { name } = context.req.valid("param"), { hash, hosts, by } = context.req.valid("json");
    await answered(`approve ${name}`, plugins.approve(name, { hash, hosts, by: by ?? "page" }));
    return context.json({}, 200);
  });
  app.openapi(PLUGIN_ROUTES.revoke, async (context) => {
    const { name } = context.req.valid("param");
    await answered(`revoke ${name}`, plugins.revoke(name));
    return context.json({}, 200);
  });
}

function command<Action extends string>(action: Action, summary: string) {
  return jsonRoute({
    method: "post",
    path: `/api/plugins/{name}/${action}` as const,
    summary,
    request: { params: pluginParams, body: jsonBody(noBody) },
    gives: "Done",
    answer: noBody,
  });
}
