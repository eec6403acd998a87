/**
 * The one place that decides whether a request may reach a route: Host, site, Origin, token, content type. Every
 * route passes through it, and it refuses whatever it does not know. It never looks at a body.
 */
import type { MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import { tokenCookieName, tokenMatches } from "./access_token.ts";
import { allowedHosts } from "./allowed_hosts.ts";
import { errorResponse } from "./api_error.ts";
import { neededScope } from "./needed_scope.ts";
import { allows, type Scope, type ScriptTokens } from "./script_tokens.ts";
import { setSecurityHeaders } from "./security_headers.ts";

/** Routes for monitoring: no token, but every other check. They hold numbers and nothing of the user's. */
export const TOKENLESS_PATHS: readonly string[] = ["/health", "/ready", "/metrics"];
export const LIVE_PATH = "/live";

/** An address whose host is none of ours. */
const NOWHERE = new URL("http://invalid/");

export interface GuardPolicy {
  port: number;
  /** of this start: may do everything */
  token: string;
  /** the user's tokens for scripts; none: there are none */
  scripts?: Pick<ScriptTokens, "scopeOf">;
}

/** Why a request is turned away. */
export interface Refusal {
  status: 401 | 403 | 415 | 421;
  code: string;
  message: string;
}

interface Asked {
  method: string;
  url: URL;
  header(name: string): string | undefined;
  cookieToken: string | undefined;
  /** what the script's token that came along may do; null: none came, or it is not known */
  scope: Scope | null;
}

/** Middleware: refuses, or lets the request on and hardens the response. */
export function guard(policy: GuardPolicy): MiddlewareHandler {
  const cookieName = tokenCookieName(policy.port);
  return async (context, next) => {
    const asked = {
      method: context.req.method,
      // A Host header can make the address one that nothing could have asked for.
      url: URL.parse(context.req.url) ?? NOWHERE,
      header: (name: string) => context.req.header(name),
      cookieToken: getCookie(context, cookieName),
    };
    const sent = bearer(asked);
    const scope = sent === null ? null : await policy.scripts?.scopeOf(sent) ?? null;
    const refusal = refusalOf({ ...asked, scope }, policy);
    if (refusal) context.res = errorResponse(context, refusal);
    else await next();
    // The answer to an upgrade is the runtime's own and takes no headers.
    if (context.res.status !== 101) setSecurityHeaders(context.res.headers, policy.port);
  };
}

/** The first reason to refuse a request, or null. */
export function refusalOf(asked: Asked, policy: GuardPolicy): Refusal | null {
  return hostRefusal(asked, policy) ?? siteRefusal(asked, policy) ?? tokenRefusal(asked, policy) ?? typeRefusal(asked);
}

function hostRefusal(asked: Asked, policy: GuardPolicy): Refusal | null {
  const hosts = allowedHosts(policy.port);
  const host = asked.header("host")?.toLowerCase() ?? "";
  if (hosts.includes(host) && hosts.includes(asked.url.host)) return null;
  return { status: 421, code: "wrong_host", message: `Cannot answer for this host: only for ${hosts.join(" and ")}` };
}

function siteRefusal(asked: Asked, policy: GuardPolicy): Refusal | null {
  const site = asked.header("sec-fetch-site") ?? "none";
  if (site !== "same-origin" && site !== "none") {
    const message = "Cannot answer another site: open the address in the browser's own address bar";
    return { status: 403, code: "cross_site", message };
  }
  const origin = asked.header("origin");
  const own = allowedHosts(policy.port).map((host) => `http://${host}`);
  const mustBeNamed = needsOrigin(asked) && bearer(asked) === null;
  if (origin === undefined ? !mustBeNamed : own.includes(origin) && origin === `http://${asked.header("host")}`) {
    return null;
  }
  return { status: 403, code: "wrong_origin", message: "Cannot accept this origin: not the page's own" };
}

function tokenRefusal(asked: Asked, policy: GuardPolicy): Refusal | null {
  if (TOKENLESS_PATHS.includes(asked.url.pathname) && isSafe(asked.method)) return null;
  if (asked.scope !== null) return scopeRefusal(asked, asked.scope);
  const sent = bearer(asked);
  const given = sent !== null ? [sent] : [loginToken(asked), asked.cookieToken];
  if (given.some((one) => one !== undefined && tokenMatches(one, policy.token))) return null;
  const message = "Cannot answer without this start's token: open the address that the program printed";
  return { status: 401, code: "no_token", message };
}

function scopeRefusal({ method, url }: Asked, scope: Scope): Refusal | null {
  const needed = neededScope(method, url.pathname);
  if (allows(scope, needed)) return null;
  const message = `Cannot do this with a token for "${scope}": ${method} ${url.pathname} needs one for "${needed}"`;
  return { status: 403, code: "wrong_scope", message };
}

function typeRefusal(asked: Asked): Refusal | null {
  if (isSafe(asked.method)) return null;
  const type = asked.header("content-type")?.split(";")[0].trim().toLowerCase() ?? "";
  if (type === "application/json") return null;
  return { status: 415, code: "not_json", message: "Cannot accept this content type: only application/json" };
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/** A browser names its origin with both; only a script may leave it out, and a script sends its token itself. */
function needsOrigin(asked: Asked): boolean {
  return !isSafe(asked.method) || asked.url.pathname === LIVE_PATH;
}

function bearer(asked: Pick<Asked, "header">): string | null {
  return asked.header("authorization")?.match(/^Bearer ([\w-]{1,128})$/i)?.[1] ?? null;
}

/** The printed address is the only one that takes the token from the URL. */
function loginToken(asked: Asked): string | undefined {
  return asked.method === "GET" && asked.url.pathname === "/"
    ? asked.url.searchParams.get("token") ?? undefined
    : undefined;
}
