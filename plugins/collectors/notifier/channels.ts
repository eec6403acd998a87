/** Where messages go: a web address, a Telegram chat. Makes an outcome of every answer; no address or token shows in what it says. */
import type { Fetch, FetchOptions } from "@aviator/sdk";
import type { Message } from "./messages.ts";
import type { Outcome } from "./outbox.ts";

export type Channel = (message: Message) => Promise<Outcome>;

export interface ChannelOptions {
  fetch: Fetch;
  timeoutMs: number;
}

/** Posts `{ [field]: text, event, atMs }`. */
export function webhook(to: { url: string; field: string }, options: ChannelOptions): Channel {
  return ({ text, event, atMs }) => post(to.url, { body: { event, atMs, [to.field]: text }, ...options });
}

/** Has a bot write to a chat. */
export function telegram(to: { api: string; token: string; chat: string }, options: ChannelOptions): Channel {
  const url = `${to.api.replace(/\/+$/, "")}/bot${to.token}/sendMessage`;
  return ({ text }) => post(url, { body: { chat_id: to.chat, text }, ...options });
}

async function post(url: string, { body, fetch, timeoutMs }: ChannelOptions & { body: unknown }): Promise<Outcome> {
  const request: FetchOptions = { method: "POST", body: JSON.stringify(body), timeoutMs };
  try {
    const answer = await fetch(url, { ...request, headers: { "content-type": "application/json" } });
    return judge(answer);
  } catch (error) {
    const why = (error as Error).message.replaceAll(/https?:\/\/\S+/g, "the address");
    // No other try makes an address allowed.
    return { state: /granted|private network/.test(why) ? "refused" : "failed", why };
  }
}

/** Too many, and the other side's own trouble, pass; anything else that is wrong stays wrong. */
function judge({ ok, status, headers }: Response): Outcome {
  if (ok) return { state: "sent" };
  const why = `the answer was ${status}`;
  if (status !== 408 && status !== 429 && status < 500) return { state: "refused", why };
  const seconds = Number(headers.get("retry-after") ?? NaN);
  return Number.isFinite(seconds) && seconds >= 0
    ? { state: "failed", why, afterMs: seconds * 1000 }
    : { state: "failed", why };
}
