/** What all routes of the API share: how an answer is described, how a failure is, and how long the host may take. */
import { createRoute, type RouteConfig, type z } from "@hono/zod-openapi";
import { errorBody } from "./api_schemas.ts";
import { before } from "../deadline.ts";

/** A host that does not answer by then has not answered; the request ends with `deadline`. */
export const ANSWER_MS_MAX = 10_000;

export const failure = { description: "Refused or failed, with the reason", content: json(errorBody) };

function json<Schema extends z.ZodType>(schema: Schema) {
  return { "application/json": { schema } };
}

/** A body that must be there. */
export function jsonBody<Schema extends z.ZodType>(schema: Schema) {
  return { content: json(schema), required: true as const };
}

export function answered<T>(action: string, answer: Promise<T>, limitMs = ANSWER_MS_MAX): Promise<T> {
  return before(limitMs, { action, answer });
}

export interface JsonRoute<Method, Path, Request, Answer> {
  method: Method;
  path: Path;
  /** what it does, in the API's document */
  summary: string;
  request?: Request;
  /** what is answered, in words; default: the summary */
  gives?: string;
  answer: Answer;
}

/** A route that answers with JSON, or says why not. */
export function jsonRoute<
  Method extends "get" | "post" | "put",
  Path extends string,
  Answer extends z.ZodType,
  // deno-lint-ignore ban-types -- nothing is asked
  Request extends NonNullable<RouteConfig["request"]> = {},
>({ method, path, summary, request, gives = summary, answer }: JsonRoute<Method, Path, Request, Answer>) {
  return createRoute({
    ...{ method, path, summary, request: request as Request },
    responses: { 200: { description: gives, content: json(answer) }, default: failure },
  });
}
