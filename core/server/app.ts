/** The whole web application: guard first, then every route. It opens no port, so tests can ask it directly. */
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { setCookie } from "hono/cookie";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { BetState } from "../protocol/bet.ts";
import type { Calibration } from "../protocol/calibration.ts";
import type { JobControls } from "../protocol/job.ts";
import type { ConfigurationControls } from "../protocol/configuration.ts";
import type { Operations } from "../protocol/operations.ts";
import type { PageHost } from "../protocol/page.ts";
import type { NoteCall } from "../protocol/performance.ts";
import { tokenCookieName } from "./access_token.ts";
import { errorResponse, toApiError } from "./api_error.ts";
import { addApiRoutes, newApiApp } from "./api_routes.ts";
import { addCalibrateRoutes } from "./calibrate_routes.ts";
import { guard, type GuardPolicy, LIVE_PATH } from "./guard.ts";
import { hostMetrics } from "./host_metrics.ts";
import { exportMetrics } from "./otel_metrics.ts";
import type { HeardSoFar, LiveHub } from "./live_hub.ts";
import type { PageBundle } from "./page_bundle.ts";
import { addConfigurationRoutes } from "./configuration_routes.ts";
import { addOperationsRoutes } from "./operations_routes.ts";
import { addPredictionRoutes } from "./prediction_routes.ts";
import { addFairnessRoutes } from "./fairness_routes.ts";
import { addResearchRoutes } from "./research_routes.ts";
import { formatMetrics, PROMETHEUS_CONTENT_TYPE } from "./prometheus.ts";

export const BODY_BYTES_MAX = 16_384;
/** A page that answers no ping for this long is gone. */
const LIVE_IDLE_SECONDS = 30;

/** One line for the program's log. */
export type ServerLog = (level: "info" | "warning" | "error", message: string) => void;

export interface AppOptions extends GuardPolicy {
  host: PageHost;
  /** none: the page cannot calibrate */
  calibration?: Calibration;
  /** none: nothing is said of how the program is run */
  operations?: Operations;
  /** none: the page cannot start long work */
  jobs?: JobControls;
  /** none: the page cannot change it */
  configuration?: ConfigurationControls;
  /** where it is noted how long answers take, as the module `server` */
  noteCall?: NoteCall;
  hub: LiveHub;
  bundle: PageBundle;
  /** how often a bet came to each state */
  betCounts: ReadonlyMap<BetState, number>;
  log: ServerLog;
}

/** Builds the application. */
export function createApp(options: AppOptions): OpenAPIHono {
  const app = newApiApp();
  if (options.noteCall) app.use("*", timeAnswers(options.noteCall));
  app.use("*", guard(options));
  const tooLarge = {
    status: 413,
    code: "too_large",
    message: `Cannot accept request: over ${BODY_BYTES_MAX} bytes`,
  } as const;
  app.use("*", bodyLimit({ maxSize: BODY_BYTES_MAX, onError: (context) => errorResponse(context, tooLarge) }));
  app.onError((failure, context) => {
    const error = toApiError(failure);
    if (error.status === 500) options.log("error", `page request ${context.req.path} failed: ${failure.stack}`);
    return errorResponse(context, error);
  });
  app.notFound((context) => {
    return errorResponse(context, { status: 404, code: "not_found", message: "Cannot find this address" });
  });
  addPageRoutes(app, options);
  addApiRoutes(app, options.host);
  if (options.calibration) addCalibrateRoutes(app, options.calibration);
  if (options.operations) {
    addOperationsRoutes(app, options.operations);
    addPredictionRoutes(app, options.operations);
  }
  if (options.configuration) addConfigurationRoutes(app, options.configuration);
  if (options.jobs) addResearchRoutes(app, options.jobs);
  if (options.jobs) addFairnessRoutes(app, options.jobs);
  addMonitoringRoutes(app, options);
  addLiveRoute(app, options);
  return app;
}

/** A stream lasts as long as its page: that is no answer's time. */
function timeAnswers(note: NoteCall): MiddlewareHandler {
  return async (context, next) => {
    const startedMs = performance.now();
    await next();
    const { status } = context.res;
    if (status !== 101) note("server", { ms: performance.now() - startedMs, failed: status >= 500 });
  };
}

/** The printed address trades its token for a cookie, so that the token leaves the address bar and the history. */
function addPageRoutes(app: OpenAPIHono, options: AppOptions): void {
  for (const [path, file] of options.bundle) {
    app.get(path, (context) => {
      if (path === "/" && context.req.query("token") !== undefined) {
        setCookie(context, tokenCookieName(options.port), options.token, {
          httpOnly: true,
          path: "/",
          sameSite: "Strict",
        });
        return context.redirect("/", 303);
      }
      const headers = { "cache-control": "no-cache", etag: file.etag, "content-type": file.contentType };
      if (context.req.header("if-none-match") === file.etag) return context.body(null, 304, headers);
      return context.body(file.body, 200, headers);
    });
  }
}

function addMonitoringRoutes(app: OpenAPIHono, options: AppOptions): void {
  const { host, hub, betCounts } = options;
  app.get("/health", (context) => {
    const { ok, problems, nowMs, startedAtMs } = host.state().health;
    return context.json({ ok, problems: problems.length, uptimeMs: nowMs - startedAtMs }, ok ? 200 : 503);
  });
  app.get("/ready", (context) => {
    const ready = host.state().health.ticks > 0;
    return context.json({ ready }, ready ? 200 : 503);
  });
  const families = () =>
    hostMetrics(host.state(), { liveClients: hub.clients, skippedSends: hub.skipped, bets: betCounts });
  app.get(
    "/metrics",
    (context) => context.body(formatMetrics(families()), 200, { "content-type": PROMETHEUS_CONTENT_TYPE }),
  );
  exportMetrics(families);
}

function addLiveRoute(app: OpenAPIHono, { hub }: AppOptions): void {
  app.get(LIVE_PATH, (context) => {
    if (hub.full) {
      return errorResponse(context, {
        status: 503,
        code: "too_many_pages",
        message: `Cannot stream: ${hub.clients} pages are already open`,
      });
    }
    const upgraded = upgrade(context.req.raw);
    if (upgraded === null) {
      return errorResponse(context, { status: 400, code: "no_upgrade", message: "Cannot stream: not a WebSocket" });
    }
    const { socket, response } = upgraded;
    const heard = heardSoFar(context.req.query());
    socket.onopen = () => hub.add(socket, heard);
    socket.onclose = () => hub.remove(socket);
    socket.onerror = () => hub.remove(socket);
    // The stream goes one way; commands have their own routes with their own checks.
    socket.onmessage = () => socket.close(1008, "this stream only speaks");
    return response;
  });
}

/** The line that a request asks for; null where it is no sound request for one. */
function upgrade(request: Request): Deno.WebSocketUpgrade | null {
  try {
    return Deno.upgradeWebSocket(request, { idleTimeout: LIVE_IDLE_SECONDS });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Where a page that was here before says that it stopped; null for a new one, or where what it says makes no sense. */
function heardSoFar({ stream, seq }: Record<string, string>): HeardSoFar | null {
  return stream !== undefined && /^\d{1,15}$/.test(seq ?? "") ? { stream, seq: Number(seq) } : null;
}
