/** The notifier in a real cell, against a real server, through the network process: failures, slow answers, no secrets in logs. */
import assert from "node:assert/strict";
import { askedHosts } from "../../../core/cells/asked_hosts.ts";
import { NetAgent } from "../../../core/cells/net_agent.ts";
import { PluginNet } from "../../../core/cells/plugin_net.ts";
import { parseManifest } from "../../../core/protocol/manifest.ts";
import { PluginWorkshop, roundEvent } from "../../core/cells/plugin_fixture.ts";

const MANIFEST = new URL("../../../plugins/collectors/notifier/plugin.json", import.meta.url);
const TOKEN = "123456:secret-token-of-a-bot";

interface Seen {
  path: string;
  body: Record<string, unknown>;
}

/** A server that answers as it is told, one answer a request, then 200. */
function serve(answers: ((request: Request) => Response | Promise<Response>)[]) {
  const seen: Seen[] = [];
  let news = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    seen.push({ path: new URL(request.url).pathname, body: await request.json() });
    news.resolve();
    return await (answers.shift()?.(request) ?? new Response("ok"));
  });
  const until = async (count: number) => {
    while (seen.length < count) {
      await news.promise;
      news = Promise.withResolvers();
    }
  };
  return { server, seen, until, origin: `http://127.0.0.1:${server.addr.port}` };
}

/** Starts the notifier with what it asks for granted; `open`: the private hosts that the configuration opens. */
async function startNotifier(workshop: PluginWorkshop, options: { config: Record<string, unknown>; open: string[] }) {
  const agent = new NetAgent({ anyNetwork: true });
  const manifest = parseManifest(await Deno.readTextFile(MANIFEST), "plugin.json");
  const policy = { allowed: askedHosts(manifest, options.config), allowedPrivate: options.open };
  const net = new PluginNet({ ...{ plugin: "notifier", agent }, policy: () => policy, touch() {}, touchHost() {} });
  const { config } = options;
  const cell = await workshop.startBundled("collectors/notifier", {
    ...{ config, net: (request) => net.fetch(request), timings: {} },
  });
  const end = async () => {
    await cell[Symbol.asyncDispose]();
    await agent[Symbol.asyncDispose]();
  };
  return { cell, end };
}

const high = (seq: number) => roundEvent(seq, { id: seq, multiplier: 50_000 });

Deno.test("notifier posts to its webhook and to Telegram, tries again after 500, and holds up no event", async () => {
  await using workshop = new PluginWorkshop();
  const { server, seen, until, origin } = serve([
    () => new Response("no", { status: 500 }),
    () => new Response("no", { status: 500 }),
  ]);
  const config = {
    ...{ webhookUrl: `${origin}/hook`, telegramApi: origin, telegramToken: TOKEN, telegramChat: "42" },
    events: ["round"],
  };
  const { cell, end } = await startNotifier(workshop, { config, open: [new URL(origin).host] });
  cell.plugin.deliver([high(1)]);
  await until(4);
  const events = { event: "round", atMs: 2000 }, text = "soccer: 500.00x";
  const bodies = seen.map(({ path, body }) => `${path} ${JSON.stringify(body)}`).toSorted();
  const telegram = `/bot${TOKEN}/sendMessage ${JSON.stringify({ chat_id: "42", text })}`;
  const hook = `/hook ${JSON.stringify({ ...events, text })}`;
  assert.deepEqual(bodies, [telegram, telegram, hook, hook]);
  assert.equal(cell.plugin.queue.waiting, 0);
  await end();
  await server.shutdown();
});

Deno.test("notifier gives up on an answer that does not end, says so without address or token, and deals with events meanwhile", async () => {
  await using workshop = new PluginWorkshop();
  const endless = () => new Response(new ReadableStream({ start: (to) => to.enqueue(new Uint8Array(10)) }));
  const { server, until, origin } = serve([endless, () => new Response("no", { status: 403 })]);
  const config = {
    telegramApi: origin,
    telegramToken: TOKEN,
    telegramChat: "42",
    events: ["round"],
    timeoutSeconds: 1,
  };
  const { cell, end } = await startNotifier(workshop, { config, open: [new URL(origin).host] });
  cell.plugin.deliver([high(1)]);
  await until(1);
  cell.plugin.deliver(Array.from({ length: 300 }, (_, index) => roundEvent(2 + index)));
  await until(2);
  await cell.until(() => cell.logs.some((line) => line.includes("the answer was 403")));
  assert.equal(cell.plugin.queue.waiting, 0);
  assert.deepEqual(cell.logs, ["warning telegram: a message was not sent: the answer was 403, after 2 tries"]);
  await end();
  await server.shutdown();
});

Deno.test("notifier reaches no server on this machine that the configuration does not open", async () => {
  await using workshop = new PluginWorkshop();
  const { server, seen, origin } = serve([]);
  const config = { webhookUrl: `${origin}/hook`, events: ["round"] };
  const { cell, end } = await startNotifier(workshop, { config, open: [] });
  cell.plugin.deliver([high(1)]);
  await cell.until(() => cell.logs.some((line) => /this machine or a private network/.test(line)));
  assert.deepEqual([seen, cell.logs.filter((line) => line.includes("/hook"))], [[], []]);
  await end();
  await server.shutdown();
});
