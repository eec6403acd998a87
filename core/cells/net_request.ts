/**
 * One HTTP request to a host that was granted: the name is resolved first, every address checked, and the connection made
 * to a checked address, so that no name can point elsewhere a moment later. Refuses private addresses, other hosts, and
 * redirects to them.
 */
import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestPlain } from "node:http";
import { request as requestSecure } from "node:https";
import { isIP } from "node:net";
import { HostError } from "../protocol/errors.ts";
import { FETCH_ANSWER_BYTES_MAX, type FetchHead, type FetchPolicy, type FetchRequest } from "../protocol/net.ts";
import { hostPortOf, isPublicAddress } from "./net_address.ts";

const REDIRECTS_MAX = 5;
const REDIRECT_STATUSES: readonly number[] = [301, 302, 303, 307, 308];
const USER_AGENT = "aviator-host";
/** The connection's own: a plugin that could set them could smuggle a second request, or name another host. */
const OWN_HEADERS =
  /^(host|connection|keep-alive|content-length|transfer-encoding|upgrade|te|trailer|expect|proxy-.*|accept-encoding)$/i;

/** Gives all addresses of a name. */
export type Resolver = (name: string) => Promise<string[]>;

export interface NetOptions extends FetchPolicy {
  /** calls it off */
  signal: AbortSignal;
  /** default: as the system resolves names */
  resolve?: Resolver;
  /** a certificate to trust besides the usual ones, PEM */
  certificate?: string;
}

export interface NetAnswer {
  head: FetchHead;
  body: Uint8Array<ArrayBuffer>;
}

/**
 * Sends a request and reads the whole answer.
 *
 * @throws {HostError} `refused` before anything is sent; `deadline`; `network` for whatever else went wrong on the way
 */
export async function sendRequest(
  { request, body }: { request: FetchRequest; body: Uint8Array | null },
  options: NetOptions,
): Promise<NetAnswer> {
  const deadline = AbortSignal.timeout(request.timeoutMs);
  const signal = AbortSignal.any([deadline, options.signal]);
  let hop = { url: parseUrl(request.url), method: request.method as string, body };
  try {
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const answer = await sendOnce({ ...hop, headers: request.headers }, { ...options, signal });
      const next = redirectOf(answer.head, hop.url);
      if (next === null) return answer;
      const keepsBody = answer.head.status >= 307 || hop.method === "GET" || hop.method === "HEAD";
      hop = keepsBody ? { ...hop, url: next } : { url: next, method: "GET", body: null };
    }
    throw new HostError("network", `Cannot fetch ${request.url}: more than ${REDIRECTS_MAX} redirects`);
  } catch (cause) {
    if (deadline.aborted) {
      throw new HostError("deadline", `Cannot fetch ${request.url}: no answer in ${request.timeoutMs} ms`, { cause });
    }
    if (cause instanceof HostError) throw cause;
    throw new HostError("network", `Cannot fetch ${request.url}: ${(cause as Error).message}`, { cause });
  }
}

interface Hop {
  url: URL;
  method: string;
  headers: FetchRequest["headers"];
  body: Uint8Array | null;
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") return url;
  throw new HostError("refused", `Cannot fetch ${text}: an http or https address without a password is wanted`);
}

/** @returns where to go on; null for an answer that is no redirect */
function redirectOf({ status, headers }: FetchHead, from: URL): URL | null {
  const target = headers.find(([name]) => name.toLowerCase() === "location")?.[1];
  if (!REDIRECT_STATUSES.includes(status) || target === undefined) return null;
  const url = URL.parse(target, from);
  if (url?.protocol === from.protocol && url.host === from.host) return url;
  throw new HostError("refused", `Cannot follow ${from.host} to ${url?.host || target}: redirects stay on their host`);
}

async function sendOnce(hop: Hop, options: NetOptions): Promise<NetAnswer> {
  const address = await checkedAddress(hop.url, options);
  const secure = hop.url.protocol === "https:";
  const name = hop.url.hostname.replace(/^\[|\]$/g, "");
  const { promise, resolve, reject } = Promise.withResolvers<NetAnswer>();
  const request = (secure ? requestSecure : requestPlain)({
    host: address,
    port: Number(hop.url.port || (secure ? 443 : 80)),
    path: hop.url.pathname + hop.url.search,
    method: hop.method,
    headers: headersOf(hop),
    agent: false,
    signal: options.signal,
    ...secure ? { servername: isIP(name) ? "" : name, ca: options.certificate } : {},
  }, (response) => void readAnswer(response, hop.url).then(resolve, reject));
  request.on("error", reject);
  request.end(hop.body ?? undefined);
  try {
    return await promise;
  } finally {
    request.destroy();
  }
}

/** @throws {HostError} `refused` for another host than those granted, and for any name with an address that is not public */
async function checkedAddress(url: URL, { allowed, allowedPrivate, resolve = resolveBySystem }: NetOptions) {
  const hostPort = hostPortOf(url);
  if (!allowed.includes(hostPort)) {
    throw new HostError("refused", `Cannot fetch from ${hostPort}: granted are ${allowed.join(", ") || "no hosts"}`);
  }
  const name = url.hostname.replace(/^\[|\]$/g, "");
  const addresses = isIP(name) ? [name] : await resolve(name);
  if (addresses.length === 0) throw new HostError("network", `Cannot find ${name}: it has no address`);
  const wrong = allowedPrivate.includes(hostPort) ? undefined : addresses.find((one) => !isPublicAddress(one));
  if (wrong === undefined) return addresses[0];
  throw new HostError("refused", `Cannot fetch from ${hostPort}: ${wrong} is this machine or a private network`);
}

async function resolveBySystem(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

function headersOf({ url, headers, body }: Hop): Record<string, string> {
  const given = headers.filter(([name]) => !OWN_HEADERS.test(name));
  const named = (wanted: string) => given.some(([name]) => name.toLowerCase() === wanted);
  return {
    host: url.host,
    "accept-encoding": "identity",
    ...named("user-agent") ? {} : { "user-agent": USER_AGENT },
    ...body === null ? {} : { "content-length": String(body.length) },
    ...Object.fromEntries(given),
  };
}

async function readAnswer(response: IncomingMessage, url: URL): Promise<NetAnswer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Uint8Array>) {
    bytes += part.length;
    if (bytes > FETCH_ANSWER_BYTES_MAX) {
      throw new HostError("network", `Cannot take the answer of ${url.host}: over ${FETCH_ANSWER_BYTES_MAX} bytes`);
    }
    parts.push(part);
  }
  const raw = response.rawHeaders;
  const headers = Array.from({ length: raw.length / 2 }, (_, at): [string, string] => [raw[2 * at], raw[2 * at + 1]]);
  const { statusCode: status = 0, statusMessage: statusText = "" } = response;
  return {
    head: { status, statusText, headers, url: url.href },
    body: new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer()),
  };
}
