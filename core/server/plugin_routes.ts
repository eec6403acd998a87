/** The routes under `/api/plugins`: what the user may know of a plugin and decide about it. They hold no state. */
import { type OpenAPIHono } from "@hono/zod-openapi";
import type { PluginControls } from "../protocol/page.ts";
import { approveBody, noBody, pluginDetails, pluginParams, pluginSettings } from "./api_schemas.ts";
import { answered, json, jsonRoute } from "./route_parts.ts";

/** Adds the routes. */
export function addPluginRoutes(app: OpenAPIHono, plugins: PluginControls): void {
  addDetails(app, plugins);
  addSwitches(app, plugins);
  addApproval(app, plugins);
  addSettings(app, plugins);
}

function addDetails(app: OpenAPIHono, plugins: PluginControls): void {
  const summary = "One plugin with its limits, what it touched day by day, and the last lines of its log";
  const route = jsonRoute({
    method: "get",
    path: "/api/plugins/{name}",
    summary,
    request: { params: pluginParams },
    answer: pluginDetails,
  });
  app.openapi(route, (context) => context.json(plugins.details(context.req.valid("param").name), 200));
}

function addSwitches(app: OpenAPIHono, plugins: PluginControls): void {
  for (const [action, enabled] of [["enable", true], ["disable", false]] as const) {
    app.openapi(command(action, `${action} a plugin, over restarts too`), async (context) => {
      const { name } = context.req.valid("param");
      await answered(`${action} ${name}`, plugins.setEnabled(name, enabled));
      return context.json({}, 200);
    });
  }
}

function addSettings(app: OpenAPIHono, plugins: PluginControls): void {
  const route = jsonRoute({
    method: "put",
    path: "/api/plugins/{name}/settings",
    summary: "Set all of a plugin's settings, over restarts too; what its manifest refuses changes nothing",
    request: { params: pluginParams, body: { content: json(pluginSettings), required: true } },
    gives: "Done",
    answer: noBody,
  });
  app.openapi(route, async (context) => {
    const { name } = context.req.valid("param");
    await answered(`configure ${name}`, plugins.configure(name, context.req.valid("json")));
    return context.json({}, 200);
  });
  for (const action of ["pause", "resume"] as const) {
    app.openapi(command(action, `${action} a plugin`), async (context) => {
      const { name } = context.req.valid("param");
      await answered(`${action} ${name}`, plugins[action](name));
      return context.json({}, 200);
    });
  }
}

function addApproval(app: OpenAPIHono, plugins: PluginControls): void {
  const approve = jsonRoute({
    method: "post",
    path: "/api/plugins/{name}/approve",
    summary: "Allow a plugin what it asks for; the hash says which content was looked at",
    request: { params: pluginParams, body: { content: json(approveBody), required: true } },
    gives: "Done",
    answer: noBody,
  });
  app.openapi(approve, async (context) => {
    const { name } = context.req.valid("param"), { hash, hosts, by } = context.req.valid("json");
    await answered(`approve ${name}`, plugins.approve(name, { hash, hosts, by: by ?? "page" }));
    return context.json({}, 200);
  });
  app.openapi(command("revoke", "End a plugin at once and forget its approval"), async (context) => {
    const { name } = context.req.valid("param");
    await answered(`revoke ${name}`, plugins.revoke(name));
    return context.json({}, 200);
  });
}

function command(action: "enable" | "disable" | "revoke" | "pause" | "resume", summary: string) {
  return jsonRoute({
    method: "post",
    path: `/api/plugins/{name}/${action}`,
    summary,
    request: { params: pluginParams, body: { content: json(noBody), required: true } },
    gives: "Done",
    answer: noBody,
  });
}
