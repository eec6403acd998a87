/** What a script's token must be allowed for each route. What is not named here needs the most. */
import type { Scope } from "./script_tokens.ts";

/**
 * Orders that run the program and stake nothing. A plugin's settings are not among them: a strategy's stakes are settings.
 */
const OPERATE: readonly RegExp[] = [
  /^\/api\/(halt|disarm|leases\/revoke)$/,
  /^\/api\/strategies\/[^/]+\/preview$/,
  /^\/api\/plugins\/[^/]+\/(approve|revoke|enable|disable|pause|resume)$/,
  /^\/api\/calibrate\//,
  // It settles what the screen proves and nothing else.
  /^\/api\/ledger\/reconcile$/,
  /^\/api\/research\//,
];

/** @param path of the request's address, without its query */
export function neededScope(method: string, path: string): Scope {
  if (method === "GET" || method === "HEAD") return "read";
  return OPERATE.some((pattern) => pattern.test(path)) ? "operate" : "money";
}
