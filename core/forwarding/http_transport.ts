/** Batches over HTTP: `POST /log` within 30 s, `HEAD /health` within 5 s. Follows no redirect and keeps no row. */
import { type LogAnswer, logAnswer } from "../protocol/forwarding.ts";
import { BatchRefused, type Transport, TryLater } from "./transport.ts";

const SEND_MAX_MS = 30_000;
const HEALTH_MAX_MS = 5_000;
/** Bytes of an answer that are looked at; one with a conflict in every row is shorter. */
const ANSWER_BYTES_MAX = 256_000;
/** Longest time that the collector's word is taken for how long to wait. */
const WAIT_MAX_MS = 300_000;
/** The batch's own fault, whoever sends it when. */
const REFUSALS: readonly number[] = [400, 413, 415, 422];

export interface HttpTransportOptions {
  /** collector's address */
  url: string;
  token: string;
  sendMaxMs?: number;
  healthMaxMs?: number;
}

export class HttpTransport implements Transport {
  readonly #options: HttpTransportOptions;
  readonly #base: string;

  constructor(options: HttpTransportOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/$/, "");
  }

  async send(batch: string): Promise<LogAnswer> {
    const { status, text, waitMs } = await this.#post(batch);
    if (REFUSALS.includes(status)) throw new BatchRefused(`the collector refused it with status ${status}: ${text}`);
    if (status !== 200) {
      const message = `the collector answered with status ${status}: ${text}`;
      throw new TryLater(message, { unreachable: status >= 500, waitMs });
    }
    return parseAnswer(text);
  }

  async healthy(): Promise<boolean> {
    try {
      const signal = AbortSignal.timeout(this.#options.healthMaxMs ?? HEALTH_MAX_MS);
      const response = await fetch(`${this.#base}/health`, { method: "HEAD", redirect: "error", signal });
      return response.ok;
    } catch {
      return false;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }

  async #post(body: string): Promise<{ status: number; text: string; waitMs: number }> {
    const headers = { "content-type": "application/json", authorization: `Bearer ${this.#options.token}` };
    const signal = AbortSignal.timeout(this.#options.sendMaxMs ?? SEND_MAX_MS);
    try {
      const response = await fetch(`${this.#base}/log`, { method: "POST", redirect: "error", headers, body, signal });
      const waitMs = Math.min(WAIT_MAX_MS, Number(response.headers.get("retry-after") ?? 0) * 1_000 || 0);
      const text = await response.text();
      return { status: response.status, text: text.slice(0, response.ok ? ANSWER_BYTES_MAX : 200), waitMs };
    } catch (error) {
      throw new TryLater(`the collector does not answer: ${fetchTrouble(error)}`);
    }
  }
}

/** Why a request failed: what stands behind "fetch failed", without the address again. */
export function fetchTrouble(error: unknown): string {
  const { message, cause } = error as Error;
  return (cause instanceof Error ? cause.message : message).replace(/^error sending request for url \(\S+\): /, "");
}

/** An answer that is none says nothing about the rows: they may be stored or not. */
function parseAnswer(text: string): LogAnswer {
  try {
    return logAnswer.parse(JSON.parse(text));
  } catch (error) {
    throw new TryLater(`the collector's answer is none: ${(error as Error).message.slice(0, 200)}`);
  }
}
