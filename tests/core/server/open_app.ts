/** The web application as a test asks it: no socket, a generated host, a known token. */
import { createApp } from "../../../core/server/app.ts";
import type { GuardPolicy } from "../../../core/server/guard.ts";
import { LiveHub } from "../../../core/server/live_hub.ts";
import type { PageBundle } from "../../../core/server/page_bundle.ts";
import { GeneratedJobs } from "./generated_jobs.ts";
import { generatedConfiguration, generatedOperations } from "./generated_operations.ts";
import { GeneratedHost, type GeneratedHostOptions } from "./generated_host.ts";

export const PORT = 8731;
export const HOST = `127.0.0.1:${PORT}`;
export const TOKEN = "a-token-that-only-this-test-knows";

const page: PageBundle = new Map([
  ["/", { body: new TextEncoder().encode("<!DOCTYPE html>"), contentType: "text/html; charset=utf-8", etag: '"one"' }],
  ["/app.js", { body: new TextEncoder().encode("1"), contentType: "text/javascript; charset=utf-8", etag: '"two"' }],
]);

/** What a script of the user sends. */
export const scriptHeaders = { host: HOST, authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
/** What the page in the user's browser sends. */
export const pageHeaders = {
  host: HOST,
  cookie: `aviator_${PORT}=${TOKEN}`,
  origin: `http://${HOST}`,
  "sec-fetch-site": "same-origin",
  "content-type": "application/json",
};

export function openApp(options: GeneratedHostOptions = {}, policy: Pick<GuardPolicy, "scripts"> = {}) {
  const host = new GeneratedHost(options);
  const jobs = new GeneratedJobs();
  const hub = new LiveHub({ host, jobs, every: () => () => {} });
  const logged: string[] = [];
  const log = (level: string, message: string) => void logged.push(`${level}: ${message}`);
  const app = createApp({
    ...{
      ...policy,
      host,
      operations: generatedOperations(),
      configuration: generatedConfiguration(),
      jobs,
      hub,
      bundle: page,
    },
    ...{ port: PORT, token: TOKEN, betCounts: new Map(), log },
  });
  const ask = (path: string, init: RequestInit = {}) => app.request(`http://${HOST}${path}`, init);
  return { app, ask, host, hub, jobs, logged };
}

/** Every method and path that the application itself says it has, middleware left out. */
export function routesOf(app: ReturnType<typeof openApp>["app"]): { method: string; path: string }[] {
  const own = app.routes.filter((route) => route.method !== "ALL");
  const names = new Set(own.map((route) => `${route.method} ${route.path.replaceAll(/:\w+/g, "ladder")}`));
  return [...names].map((name) => ({ method: name.split(" ")[0], path: name.split(" ")[1] }));
}
