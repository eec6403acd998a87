/** How much one plugin may fetch: each limit refuses without asking the network, says its figure, and is counted. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import type { NetAnswer } from "../../../core/cells/net_request.ts";
import { FETCHES_AT_ONCE_MAX, FETCHES_PER_MINUTE_MAX, PluginNet } from "../../../core/cells/plugin_net.ts";
import { FETCH_BODY_BYTES_MAX } from "../../../core/protocol/net.ts";

const HOST = "api.example.org:443";
const REQUEST = {
  url: `https://api.example.org/odds`,
  method: "GET",
  headers: [],
  timeoutMs: 1000,
  body: null,
} as const;

/** A plugin's net with a network that answers when told. */
function openNet() {
  const counts: Record<string, number> = {}, asked: PromiseWithResolvers<NetAnswer>[] = [];
  const answer: NetAnswer = {
    head: { status: 200, statusText: "", headers: [], url: REQUEST.url },
    body: new Uint8Array(3),
  };
  const net = new PluginNet({
    plugin: "odds",
    agent: {
      fetch() {
        const call = Promise.withResolvers<NetAnswer>();
        asked.push(call);
        return call.promise;
      },
    },
    policy: () => ({ allowed: [HOST], allowedPrivate: [] }),
    touch: (kind, count) => counts[kind] = (counts[kind] ?? 0) + count,
    touchHost: () => {},
  });
  const get = (body: string | null = null) => net.fetch({ ...REQUEST, headers: [], body });
  return { net, get, counts, asked, answerAll: () => asked.forEach((call) => call.resolve(answer)) };
}

Deno.test(`PluginNet.fetch() refuses the request that is one too many at once, and takes it later`, async () => {
  const { get, counts, asked, answerAll } = openNet();
  const underWay = Array.from({ length: FETCHES_AT_ONCE_MAX }, () => get());
  await rejects(get(), { code: "queue_full", message: /8 requests are under way, 8 at most/ });
  deepEqual([asked.length, counts.fetchesRefused, counts.quotaHits], [FETCHES_AT_ONCE_MAX, 1, 1]);
  answerAll();
  await Promise.all(underWay);
  const later = get();
  answerAll();
  equal((await later).head.status, 200);
});

Deno.test("PluginNet.fetch() refuses more requests than it allows within a minute", async () => {
  const { get, counts, asked, answerAll } = openNet();
  for (let index = 0; index < FETCHES_PER_MINUTE_MAX; index++) {
    const one = get();
    answerAll();
    await one;
  }
  await rejects(get(), { code: "queue_full", message: /120 requests within a minute/ });
  deepEqual([asked.length, counts.quotaHits], [FETCHES_PER_MINUTE_MAX, 1]);
});

Deno.test("PluginNet.fetch() refuses a body that is larger than allowed, whatever the cell said of it", async () => {
  const { get, asked, counts, answerAll } = openNet();
  const fits = get(new Uint8Array(FETCH_BODY_BYTES_MAX).toBase64());
  answerAll();
  await fits;
  const tooLarge = new Uint8Array(FETCH_BODY_BYTES_MAX + 1).toBase64();
  await rejects(get(tooLarge), { code: "refused", message: /131073 bytes, 131072 at most/ });
  deepEqual([asked.length, counts.fetchesRefused], [1, 1]);
});
