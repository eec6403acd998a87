/** What all routes of the API share: how an answer is described, how a failure is, and how long the host may take. */
import type { z } from "@hono/zod-openapi";
import { errorBody } from "./api_schemas.ts";
import { before } from "./deadline.ts";

/** A host that does not answer by then has not answered; the request ends with `deadline`. */
export const ANSWER_MS_MAX = 10_000;

export const failure = { description: "Refused or failed, with the reason", content: json(errorBody) };

export function json<Schema extends z.ZodType>(schema: Schema) {
  return { "application/json": { schema } };
}

export function answered<T>(action: string, answer: Promise<T>, limitMs = ANSWER_MS_MAX): Promise<T> {
  return before(limitMs, { action, answer });
}
