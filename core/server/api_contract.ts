/**
 * What a client of the API may ask and is answered, as types made of the schemas that check requests: types alone, nothing runs.
 * A route whose answer changes its shape fails the type check of whoever uses the old one.
 */
import type { z } from "@hono/zod-openapi";
import type { HOST_ROUTES } from "./api_routes.ts";
import type { CALIBRATE_ROUTES } from "./calibrate_routes.ts";
import type { CONFIGURATION_ROUTES } from "./configuration_routes.ts";
import type { FAIRNESS_ROUTES } from "./fairness_routes.ts";
import type { LEDGER_ROUTES } from "./ledger_routes.ts";
import type { MONEY_ROUTES } from "./money_routes.ts";
import type { OPERATIONS_ROUTES } from "./operations_routes.ts";
import type { PLUGIN_ROUTES } from "./plugin_routes.ts";
import type { PREDICTION_ROUTES } from "./prediction_routes.ts";
import type { JOB_ROUTES } from "./research_routes.ts";
import type { ROUND_ROUTES } from "./round_routes.ts";
import type { STRATEGY_ROUTES } from "./strategy_routes.ts";

/** Every collection of routes that answer with JSON. */
type Collection =
  | typeof HOST_ROUTES
  | typeof CALIBRATE_ROUTES
  | typeof CONFIGURATION_ROUTES
  | typeof FAIRNESS_ROUTES
  | typeof LEDGER_ROUTES
  | typeof MONEY_ROUTES
  | typeof OPERATIONS_ROUTES
  | typeof PLUGIN_ROUTES
  | typeof PREDICTION_ROUTES
  | typeof JOB_ROUTES
  | typeof ROUND_ROUTES
  | typeof STRATEGY_ROUTES;
type Member<All> = All extends unknown ? All[keyof All] : never;
type Route = Member<Collection>;
type RouteOf<Method, Path> = Extract<Route, { method: Method; path: Path }>;

export type ApiMethod = "get" | "post" | "put";
/** The paths that a method has, with `{name}` where a parameter stands. */
export type ApiPath<Method extends ApiMethod> = Extract<Route, { method: Method }>["path"];

/** What a call is answered with when it succeeds. */
export type ApiAnswer<Method extends ApiMethod, Path> = RouteOf<Method, Path> extends
  { responses: { 200: { content: { "application/json": { schema: infer Schema extends z.ZodType } } } } }
  ? z.output<Schema>
  : never;

/** What goes with a call. A query is asked with the values that its schema makes of the text. */
export type ApiAsked<Method extends ApiMethod, Path> = RouteOf<Method, Path> extends { request: infer Request }
  ? Part<"params", ParamsOf<Request>> & Part<"query", QueryOf<Request>> & Part<"body", BodyOf<Request>>
  : never;

type ParamsOf<Request> = Request extends { params: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;
type QueryOf<Request> = Request extends { query: infer Schema extends z.ZodType } ? z.output<Schema> : undefined;
type BodyOf<Request> = Request extends
  { body: { content: { "application/json": { schema: infer Schema extends z.ZodType } } } } ? z.input<Schema>
  : undefined;

/** A part that may be empty may be left out, but for a body whose fields are not known here; one that the route has not must be. */
type Part<Name extends string, Value> = [Value] extends [undefined] ? { [Key in Name]?: undefined }
  : MayBeEmpty<Value> extends true ? { [Key in Name]?: Value }
  : { [Key in Name]: Value };
type MayBeEmpty<Value> = Value extends Record<string, never> ? true
  : string extends keyof Value ? false
  : Partial<Value> extends Value ? true
  : false;
