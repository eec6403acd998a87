/**
 * `fetch` as a plugin knows it, inside its worker: the request goes to the core, which sends it if the plugin was granted
 * its host. Refuses nothing itself: nothing that runs here is trusted.
 */
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import { FETCH_TIMEOUT_MS, FETCH_TIMEOUT_MS_MAX } from "../protocol/fetch_limits.ts";
import type { Fetch, FetchOptions } from "../sdk/sdk.ts";

const NULL_BODY_STATUSES: readonly number[] = [204, 205, 304];

type FetchedMessage = Extract<HostMessage, { type: "fetched" }>;

// Taken before any plugin code runs.
const nativeFetch = globalThis.fetch;

export class CellFetch {
  readonly #send: (message: CellMessage) => void;
  readonly #waiting = new Map<number, PromiseWithResolvers<Response>>();
  #lastCall = 0;

  constructor(send: (message: CellMessage) => void) {
    this.#send = send;
  }

  /** The function that plugins are given. */
  readonly fetch: Fetch = async (input, options = {}) => {
    const request = new Request(input, options as RequestInit);
    // What needs no network needs no grant.
    if (/^(data|blob):/.test(request.url)) return await nativeFetch(request);
    request.signal.throwIfAborted();
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer()).toBase64();
    const call = this.#lastCall += 1;
    const answer = Promise.withResolvers<Response>();
    this.#waiting.set(call, answer);
    const abort = () => answer.reject(request.signal.reason);
    request.signal.addEventListener("abort", abort, { once: true });
    try {
      const { url, method } = request;
      const asked = { url, method, headers: [...request.headers], timeoutMs: timeoutOf(options), body };
      this.#send({ type: "fetch", call, request: asked as Extract<CellMessage, { type: "fetch" }>["request"] });
      return await answer.promise;
    } finally {
      request.signal.removeEventListener("abort", abort);
      this.#waiting.delete(call);
    }
  };

  /** Takes the core's answer. */
  take({ call, head, failure }: FetchedMessage, bytes: Uint8Array): void {
    const waiting = this.#waiting.get(call);
    if (head === null) return waiting?.reject(new TypeError(failure ?? "Cannot fetch"));
    const { url, ...init } = head;
    const body = NULL_BODY_STATUSES.includes(head.status) ? null : new Uint8Array(bytes);
    const response = new Response(body, init);
    Object.defineProperty(response, "url", { value: url });
    waiting?.resolve(response);
  }
}

function timeoutOf({ timeoutMs = FETCH_TIMEOUT_MS }: FetchOptions): number {
  if (Number.isSafeInteger(timeoutMs) && timeoutMs >= 1 && timeoutMs <= FETCH_TIMEOUT_MS_MAX) return timeoutMs;
  throw new RangeError(`Cannot fetch: timeoutMs is ${timeoutMs}, 1 to ${FETCH_TIMEOUT_MS_MAX} is right`);
}
