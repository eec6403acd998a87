/** The routes under `/api`: what the page and scripts may ask of the host and tell it. They hold no state. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import { HostError } from "../protocol/errors.ts";
import { describeIssues } from "../protocol/manifest.ts";
import type { PageHost } from "../protocol/page.ts";
import {
  armBody,
  bet,
  bettingView,
  errorBody,
  haltBody,
  LIST_LIMIT_DEFAULT,
  listQuery,
  noBody,
  pageState,
  pluginParams,
  round,
} from "./api_schemas.ts";
import { before } from "./deadline.ts";

/** A host that does not answer by then has not answered; the request ends with `deadline`. */
export const ANSWER_MS_MAX = 10_000;

const failure = { description: "Refused or failed, with the reason", content: json(errorBody) };

/** Adds the routes and, at `/api/openapi.json`, the document made from their schemas. */
export function addApiRoutes(app: OpenAPIHono, host: PageHost): void {
  addQueries(app, host);
  addCommands(app, host);
  addPluginCommands(app, host);
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
  app.openapi(query("/api/state", "All that the page shows now", pageState), (context) => {
    return context.json(host.state(), 200);
  });
  const rounds = z.object({ rounds: z.array(round) });
  app.openapi(listing("/api/rounds", "Rounds, newest first", rounds), async (context) => {
    const asked = { limit: LIST_LIMIT_DEFAULT, ...context.req.valid("query") };
    return context.json({ rounds: await answered("read rounds", host.rounds(asked)) }, 200);
  });
  const bets = z.object({ bets: z.array(bet) });
  app.openapi(listing("/api/bets", "The ledger, newest first", bets), async (context) => {
    const asked = { limit: LIST_LIMIT_DEFAULT, ...context.req.valid("query") };
    return context.json({ bets: await answered("read bets", host.bets(asked)) }, 200);
  });
}

function addCommands(app: OpenAPIHono, host: PageHost): void {
  app.openapi(command("/api/halt", "No bet from now on", haltBody), async (context) => {
    await answered("halt", host.halt(context.req.valid("json").reason ?? "halted by hand"));
    return context.json(host.state().betting, 200);
  });
  app.openapi(command("/api/resume", "Betting may go on", noBody), async (context) => {
    await answered("resume", host.resume());
    return context.json(host.state().betting, 200);
  });
  app.openapi(command("/api/arm", "Live bets for so many minutes", armBody), async (context) => {
    await answered("arm", host.arm(context.req.valid("json").minutes));
    return context.json(host.state().betting, 200);
  });
  app.openapi(command("/api/disarm", "No more live bets", noBody), async (context) => {
    await answered("disarm", host.disarm());
    return context.json(host.state().betting, 200);
  });
}

function addPluginCommands(app: OpenAPIHono, host: PageHost): void {
  for (const [action, enabled] of [["enable", true], ["disable", false]] as const) {
    const route = createRoute({
      method: "post",
      path: `/api/plugins/{name}/${action}`,
      summary: `${action} a plugin`,
      request: { params: pluginParams, body: { content: json(noBody), required: true } },
      responses: { 200: { description: "Done", content: json(noBody) }, default: failure },
    });
    app.openapi(route, async (context) => {
      const { name } = context.req.valid("param");
      await answered(`${action} ${name}`, host.setPluginEnabled(name, enabled));
      return context.json({}, 200);
    });
  }
}

function query<Answer extends z.ZodType>(path: string, summary: string, answer: Answer) {
  return createRoute({
    method: "get",
    path,
    summary,
    responses: { 200: { description: summary, content: json(answer) }, default: failure },
  });
}

function listing<Answer extends z.ZodType>(path: string, summary: string, answer: Answer) {
  return createRoute({
    method: "get",
    path,
    summary,
    request: { query: listQuery },
    responses: { 200: { description: summary, content: json(answer) }, default: failure },
  });
}

function command<Body extends z.ZodType>(path: string, summary: string, body: Body) {
  return createRoute({
    method: "post",
    path,
    summary,
    request: { body: { content: json(body), required: true } },
    responses: { 200: { description: "The betting state after it", content: json(bettingView) }, default: failure },
  });
}

function json<Schema extends z.ZodType>(schema: Schema) {
  return { "application/json": { schema } };
}

function answered<T>(action: string, answer: Promise<T>): Promise<T> {
  return before(ANSWER_MS_MAX, { action, answer });
}
