/** Errors as the API tells them: `{ error: { code, message } }`, and nothing of how the program looks inside. */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { type ErrorCode, HostError } from "../protocol/errors.ts";

type Status = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 421 | 429 | 500 | 502 | 503 | 504;

/** One error on its way out. */
export interface ApiError {
  status: Status;
  code: string;
  message: string;
}

const STATUS_OF_CODE: Record<ErrorCode, Status> = {
  bad_config: 400,
  bad_manifest: 400,
  bad_message: 400,
  bad_row: 400,
  deadline: 504,
  device: 503,
  halted: 409,
  network: 502,
  plugin_failed: 502,
  plugin_gone: 404,
  queue_full: 429,
  refused: 409,
  screen: 503,
  storage: 503,
};

/** The error as JSON, or as a line of text where a browser's address bar asked. */
export function errorResponse(context: Context, error: ApiError): Response {
  if (context.req.header("accept")?.startsWith("text/html")) return context.text(error.message, error.status);
  return context.json({ error: { code: error.code, message: error.message } }, error.status);
}

/** What to tell of a failure; an unexpected one keeps its details to itself. */
export function toApiError(failure: unknown): ApiError {
  if (failure instanceof HostError) {
    return { status: STATUS_OF_CODE[failure.code], code: failure.code, message: failure.message };
  }
  if (failure instanceof HTTPException) {
    const status: Status = failure.status === 413 ? 413 : 400;
    return { status, code: status === 413 ? "too_large" : "bad_request", message: failure.message };
  }
  // Nobody is there to hear this; it is not the program that failed.
  if (failure instanceof Deno.errors.BadResource && failure.message.startsWith("Cannot read request body")) {
    return { status: 400, code: "bad_request", message: "Cannot read the request: it broke off" };
  }
  return { status: 500, code: "internal", message: "Cannot answer: an unexpected error, see the program's log" };
}
