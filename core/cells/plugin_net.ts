/**
 * What one plugin fetches: only what it was granted at this moment, so often and so much at a time; the rest is refused
 * without a connection. Counts every request under its host.
 */
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import { FETCH_BODY_BYTES_MAX, type FetchPolicy } from "../protocol/net.ts";
import type { HostTouch, Touch } from "../protocol/touch.ts";
import type { Cell } from "./cell.ts";
import { hostPortOf } from "./net_address.ts";
import type { NetAgent } from "./net_agent.ts";
import type { NetAnswer } from "./net_request.ts";

export const FETCHES_AT_ONCE_MAX = 8;
export const FETCHES_PER_MINUTE_MAX = 120;
const MINUTE_MS = 60_000;

type PluginFetch = Extract<CellMessage, { type: "fetch" }>["request"];
/** Fetches for a plugin. Rejects with a {HostError} that says why not. */
export type PluginFetcher = (request: PluginFetch) => Promise<NetAnswer>;

export interface PluginNetOptions {
  plugin: string;
  agent: Pick<NetAgent, "fetch">;
  /** as of now: an approval may have been taken back */
  policy: () => FetchPolicy;
  touch: Touch;
  touchHost: (hostPort: string, touched: Omit<HostTouch, "lastAtMs">) => void;
}

export class PluginNet implements Disposable {
  readonly #options: PluginNetOptions;
  #stop = new AbortController();
  #atMs: number[] = [];
  #underWay = 0;

  constructor(options: PluginNetOptions) {
    this.#options = options;
  }

  /** @throws {HostError} `refused`, `queue_full`, `deadline`, `network` */
  async fetch({ body: text, ...request }: PluginFetch): Promise<NetAnswer> {
    const { agent, touch } = this.#options;
    touch("fetches", 1);
    const { hostPort, policy, body } = this.#check(request.url, text);
    this.#underWay += 1;
    const sent = body?.length ?? 0;
    try {
      const answer = await agent.fetch(request, { body, policy, signal: this.#stop.signal });
      this.#note(hostPort, { failures: 0, bytesSent: sent, bytesReceived: answer.body.length });
      return answer;
    } catch (error) {
      this.#note(hostPort, { failures: 1, bytesSent: sent, bytesReceived: 0 });
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }

  /** Calls off whatever is under way; what is asked for later is judged anew. */
  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#stop = new AbortController();
  }

  #note(hostPort: string, touched: Omit<HostTouch, "lastAtMs" | "requests">): void {
    this.#options.touchHost(hostPort, { requests: 1, ...touched });
  }

  #check(address: string, text: string | null) {
    const policy = this.#options.policy(), url = URL.parse(address);
    const hostPort = url === null ? "" : hostPortOf(url);
    if (!policy.allowed.includes(hostPort)) {
      const granted = policy.allowed.join(", ") || "no hosts";
      throw this.#refusal("refused", `${hostPort || address} was not granted, but ${granted}`);
    }
    this.#checkRate();
    const body = text === null ? null : decode(text);
    if (body && body.length > FETCH_BODY_BYTES_MAX) {
      throw this.#refusal("refused", `its body has ${body.length} bytes, ${FETCH_BODY_BYTES_MAX} at most`);
    }
    return { hostPort, policy, body };
  }

  #checkRate(): void {
    const nowMs = performance.now();
    this.#atMs = this.#atMs.filter((atMs) => nowMs - atMs < MINUTE_MS);
    if (this.#underWay >= FETCHES_AT_ONCE_MAX) {
      throw this.#refusal("queue_full", `${this.#underWay} requests are under way, ${FETCHES_AT_ONCE_MAX} at most`);
    }
    if (this.#atMs.length >= FETCHES_PER_MINUTE_MAX) {
      throw this.#refusal("queue_full", `${this.#atMs.length} requests within a minute, no more than that`);
    }
    this.#atMs.push(nowMs);
  }

  #refusal(code: "refused" | "queue_full", why: string): HostError {
    const { plugin, touch } = this.#options;
    touch("fetchesRefused", 1);
    if (code === "queue_full") touch("quotaHits", 1);
    return new HostError(code, `Cannot fetch for ${plugin}: ${why}`);
  }
}

function decode(text: string): Uint8Array {
  try {
    return Uint8Array.fromBase64(text);
  } catch (cause) {
    throw new HostError("bad_message", "Cannot fetch: its body is not base64", { cause });
  }
}

/** Fetches and tells the cell what came of it. Never rejects: who asked hears of it, if it still lives. */
export async function answerFetch(
  { call, request }: Extract<CellMessage, { type: "fetch" }>,
  { cell, net }: { cell: Pick<Cell, "send">; net?: PluginFetcher },
): Promise<void> {
  try {
    if (!net) throw new HostError("refused", `Cannot fetch ${request.url}: no host was granted`);
    const { head, body } = await net(request);
    tell(cell, { type: "fetched", call, head, failure: null }, body);
  } catch (error) {
    const failure = error instanceof HostError ? error.message : `Cannot fetch ${request.url}: ${error}`;
    tell(cell, { type: "fetched", call, head: null, failure });
  }
}

function tell(cell: Pick<Cell, "send">, message: HostMessage, body?: Uint8Array): void {
  try {
    cell.send(message, body ? [body] : []);
  } catch (error) {
    // It has ended, or does not read: nobody waits for the answer any more.
    if (!(error instanceof HostError)) throw error;
  }
}
