/** The routes about money: leases, previews of risk, arming in two steps. They hold no state. */
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { MoneyControls, PageHost } from "../protocol/page.ts";
import { bettingView, noBody, pluginParams } from "./api_schemas.ts";
import {
  armBody,
  armingOffer,
  divergence,
  divergenceQuery,
  grantBody,
  leaseView,
  offerBody,
  previewBody,
  revokeBody,
  strategyRisk,
} from "./money_schemas.ts";
import { answered, jsonBody, jsonRoute } from "./route_parts.ts";

const HOURS_DEFAULT = 24;

export const MONEY_ROUTES = {
  leases: jsonRoute({
    method: "get",
    path: "/api/leases",
    summary: "What each strategy may spend, and what it has spent",
    answer: z.object({ leases: z.array(leaseView) }),
  }),
  grant: command("/api/leases/grant", {
    summary: "Give the strategy that plays a table another lease, over restarts too",
    body: grantBody,
    answer: noBody,
  }),
  revoke: command("/api/leases/revoke", {
    summary: "End the lease of the strategy that plays a table, at once and over restarts too",
    body: revokeBody,
    answer: noBody,
  }),
  preview: jsonRoute({
    method: "post",
    path: "/api/strategies/{name}/preview",
    summary: "What a strategy would risk at a table, exactly, by the game's law",
    request: { params: pluginParams, body: jsonBody(previewBody) },
    answer: strategyRisk,
  }),
  divergence: jsonRoute({
    method: "get",
    path: "/api/divergence",
    summary: "How bets by clicks of the last hours (24 unless told) differ from the same bets on paper, by cause",
    request: { query: divergenceQuery },
    answer: z.object({ divergence: z.array(divergence) }),
  }),
  offer: command("/api/arm/offer", {
    summary: "First step of arming live bets: what will be risked, and a code that counts once within a minute",
    body: offerBody,
    answer: armingOffer,
  }),
  arm: command("/api/arm", {
    summary: "Second step: live bets for the minutes of the offer; without an edge its loss an hour must be accepted",
    body: armBody,
    answer: bettingView,
  }),
};

/** Adds the routes. */
export function addMoneyRoutes(app: OpenAPIHono, host: PageHost): void {
  addLeases(app, host.money);
  addPreview(app, host.money);
  addDivergence(app, host.money);
  addArming(app, host);
}

function addLeases(app: OpenAPIHono, money: MoneyControls): void {
  app.openapi(MONEY_ROUTES.leases, (context) => context.json({ leases: money.leases() }, 200));
  app.openapi(MONEY_ROUTES.grant, async (context) => {
    const { table, lease } = context.req.valid("json");
    await answered(`grant a lease at ${table}`, money.grantLease(table, lease));
    return context.json({}, 200);
  });
  app.openapi(MONEY_ROUTES.revoke, async (context) => {
    const { table } = context.req.valid("json");
    await answered(`revoke the lease at ${table}`, money.revokeLease(table));
    return context.json({}, 200);
  });
}

function addPreview(app: OpenAPIHono, money: MoneyControls): void {
  app.openapi(MONEY_ROUTES.preview, async (context) => {
    const { name } = context.req.valid("param");
    const risk = await answered(`preview ${name}`, money.preview(name, context.req.valid("json")));
    return context.json(risk, 200);
  });
}

function addDivergence(app: OpenAPIHono, money: MoneyControls): void {
  app.openapi(MONEY_ROUTES.divergence, async (context) => {
    const { hours = HOURS_DEFAULT } = context.req.valid("query");
    return context.json({ divergence: await answered("compare bets", money.divergence(hours)) }, 200);
  });
}

function addArming(app: OpenAPIHono, host: PageHost): void {
  app.openapi(MONEY_ROUTES.offer, async (context) => {
    const { minutes } = context.req.valid("json");
    return context.json(await answered("arm", host.money.offerArming(minutes)), 200);
  });
  app.openapi(MONEY_ROUTES.arm, async (context) => {
    await answered("arm", host.money.arm(context.req.valid("json")));
    return context.json(host.state().betting, 200);
  });
}

function command<Path extends string, Body extends z.ZodType, Answer extends z.ZodType>(
  path: Path,
  { summary, body, answer }: { summary: string; body: Body; answer: Answer },
) {
  return jsonRoute({
    method: "post",
    path,
    summary,
    request: { body: jsonBody(body) },
    answer,
  });
}
