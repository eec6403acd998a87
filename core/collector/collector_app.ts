/**
 * The collector's HTTP side: `POST /log`, `GET /stats`, `/health`, `/ready`, `/metrics`. It opens no port. Everything
 * that comes in has a bound: bytes, rows, lengths, rows a second of a machine, wrong tokens a second of all.
 */
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { TokenBucket } from "../cells/token_bucket.ts";
import { parseBatch } from "../forwarding/parse_batch.ts";
import { BATCH_BYTES_MAX } from "../protocol/forwarding.ts";
import { errorResponse, toApiError } from "../server/api_error.ts";
import { formatMetrics, PROMETHEUS_CONTENT_TYPE } from "../server/prometheus.ts";
import type { Collector } from "./collector.ts";

/** Wrong tokens a second that are answered as such; more are told to come back later. */
const WRONG_TOKENS_PER_SECOND_MAX = 20;
/** Machines whose rate is remembered. */
const BUCKETS_MAX = 200_000;

type CollectorContext = Context<{ Variables: { device: string } }>;

export interface CollectorAppOptions {
  collector: Collector;
  /** of one machine */
  rowsPerSecondMax: number;
  log: (level: "warning" | "error", message: string) => void;
  /** milliseconds that never go back */
  nowMs: () => number;
}

export function createCollectorApp(options: CollectorAppOptions): Hono<{ Variables: { device: string } }> {
  const app = new Hono<{ Variables: { device: string } }>();
  const { collector } = options;
  app.onError((failure, context) => {
    const error = toApiError(failure);
    if (error.status >= 500) options.log("error", `${context.req.path}: ${failure.message}`);
    return errorResponse(context, error);
  });
  app.notFound((context) => errorResponse(context, { status: 404, code: "not_found", message: "Cannot find this" }));
  app.get("/health", (context) => context.json({ ok: true }));
  app.get("/ready", async (context) => {
    const troubles = await collector.troubles();
    return context.json({ ready: troubles.length === 0, troubles }, troubles.length === 0 ? 200 : 503);
  });
  app.use("/log", needsToken(options));
  app.use("/stats", needsToken(options));
  app.use("/metrics", needsToken(options));
  const tooLarge = {
    status: 413,
    code: "too_large",
    message: `Cannot take batch: over ${BATCH_BYTES_MAX} bytes`,
  } as const;
  app.use("/log", bodyLimit({ maxSize: BATCH_BYTES_MAX, onError: (context) => errorResponse(context, tooLarge) }));
  app.post("/log", takeBatch(options));
  app.get("/stats", async (context) => context.json(await collector.fleet()));
  app.get("/metrics", async (context) => {
    const text = formatMetrics(await collector.metrics());
    return context.body(text, 200, { "content-type": PROMETHEUS_CONTENT_TYPE });
  });
  return app;
}

/** Lets nobody pass without a machine's token, and says no more than that. */
function needsToken({ collector, nowMs }: CollectorAppOptions) {
  const wrong = new TokenBucket(WRONG_TOKENS_PER_SECOND_MAX, nowMs());
  return async (context: CollectorContext, next: () => Promise<void>) => {
    const given = context.req.header("authorization")?.match(/^Bearer (\S+)$/i)?.[1] ?? "";
    const device = await collector.tokens.deviceOf(given);
    if (device === null) {
      if (wrong.take(1, nowMs()) > 0) return tooMuch(context, { waitMs: 1_000, what: "wrong tokens" });
      return errorResponse(context, { status: 401, code: "unauthorized", message: "Cannot answer: a token is needed" });
    }
    context.set("device", device);
    await next();
  };
}

function takeBatch({ collector, rowsPerSecondMax, nowMs }: CollectorAppOptions) {
  const buckets = new Map<string, TokenBucket>();
  const bucketOf = (device: string) => {
    let bucket = buckets.get(device);
    if (buckets.size >= BUCKETS_MAX) buckets.clear();
    if (!bucket) buckets.set(device, bucket = new TokenBucket(rowsPerSecondMax, nowMs()));
    return bucket;
  };
  return async (context: CollectorContext) => {
    const device = context.get("device");
    const rows = parseBatch(await context.req.text());
    const bucket = bucketOf(device);
    // What finds no room is given back, so that asking too often does not make the wait longer.
    const waitMs = bucket.take(rows.length, nowMs());
    if (waitMs > 0) {
      bucket.take(-rows.length, nowMs());
      return tooMuch(context, { waitMs, what: `rows: ${rowsPerSecondMax} a second are taken of a machine` });
    }
    return context.json(await collector.log(device, rows));
  };
}

function tooMuch(context: Context, { waitMs, what }: { waitMs: number; what: string }): Response {
  context.header("retry-after", String(Math.ceil(waitMs / 1_000)));
  return errorResponse(context, { status: 429, code: "too_much", message: `Cannot take so many ${what}` });
}
