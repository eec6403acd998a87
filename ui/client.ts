/** The page's way to the host: one question, one answer, both typed by the host's own routes. It never throws. */
import type { ApiAnswer, ApiAsked, ApiMethod, ApiPath } from "../core/server/api_contract.ts";
import { parseHarmless } from "./harmless.ts";

export type Answer<T> = { ok: true; data: T } | { ok: false; code: string; reason: string };

/** What a call gives when it succeeds. */
// deno-lint-ignore no-explicit-any -- whatever it takes
export type DataOf<Call extends (...asked: any[]) => Promise<Answer<unknown>>> = Awaited<ReturnType<Call>> extends
  Answer<infer Data> ? Data : never;

const ANSWER_MS_MAX = 12_000;
/** For what takes seconds by its nature. */
export const LONG_ANSWER_MS_MAX = 65_000;

/** What goes with a question, and how long its answer may take. */
type Asked<Method extends ApiMethod, Path> = ApiAsked<Method, Path> & { limitMs?: number };
/** The last parameter may be left out where nothing has to go with the question. */
// deno-lint-ignore ban-types -- what accepts nothing at all
type Rest<Method extends ApiMethod, Path> = {} extends ApiAsked<Method, Path> ? [asked?: Asked<Method, Path>]
  : [asked: Asked<Method, Path>];

export const get = <Path extends ApiPath<"get">>(path: Path, ...[asked]: Rest<"get", Path>) =>
  call<ApiAnswer<"get", Path>>("GET", path, asked);
export const post = <Path extends ApiPath<"post">>(path: Path, ...[asked]: Rest<"post", Path>) =>
  call<ApiAnswer<"post", Path>>("POST", path, asked);
export const put = <Path extends ApiPath<"put">>(path: Path, ...[asked]: Rest<"put", Path>) =>
  call<ApiAnswer<"put", Path>>("PUT", path, asked);

interface AnyAsked {
  params?: object;
  query?: object;
  body?: unknown;
  limitMs?: number;
}

async function call<Data>(method: string, path: string, asked: AnyAsked = {}): Promise<Answer<Data>> {
  const { params = {}, query = {}, body = {}, limitMs = ANSWER_MS_MAX } = asked;
  const sent = method === "GET" ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(addressOf(path, { params, query }), {
      method,
      signal: AbortSignal.timeout(limitMs),
      ...sent,
    });
    const data = parseHarmless(await response.text()) as { error?: { code: string; message: string } };
    if (response.ok) return { ok: true, data: data as Data };
    return { ok: false, code: data.error?.code ?? "", reason: data.error?.message ?? response.statusText };
  } catch (failure) {
    return { ok: false, code: "unreachable", reason: failure instanceof Error ? failure.message : String(failure) };
  }
}

function addressOf(path: string, { params, query }: { params: object; query: object }): string {
  const named = new Map(Object.entries(params));
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(named.get(name))));
  const asked = search(query);
  return asked === "" ? filled : `${filled}?${asked}`;
}

/** A query as the address has it; what is undefined is left out. */
export function search(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}
