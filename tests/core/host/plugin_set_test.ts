/** Plugins of a run with real cells: waiting, approved, changed meanwhile, revoked, switched off; what they fetch and touch. */
import assert from "node:assert/strict";
import { HostError } from "../../../core/protocol/errors.ts";
import { Bench, QUIET, viewOf } from "./plugin_bench.ts";

const KILL_MS_MAX = 50;
const fetching = (url: string) =>
  `import { defineCollector } from "@aviator/sdk";
  export default defineCollector({ create({ fetch }) {
    fetch("${url}", { method: "POST", body: "hello" }).then(async (answer) => console.log("told", await answer.text()),
      (error) => console.warn("refused", error.message));
    return {};
  } });\n`;

const refused = (says: RegExp) => (error: unknown) =>
  error instanceof HostError && error.code === "refused" && says.test(error.message);

const API = ["api.example.org:443"];
const HOOK = { type: "object", properties: { hook: { type: "string", default: "", writeOnly: true } } };

Deno.test("PluginSet runs what asks for nothing, and has the rest wait until it is approved, over restarts too", async () => {
  await using bench = new Bench();
  await bench.write("harmless", {});
  await bench.write("asker", { net: ["api.example.org:443"] });
  const plugins = await bench.open();
  assert.equal(viewOf(plugins, "harmless").state, "running");
  const waiting = viewOf(plugins, "asker");
  assert.deepEqual([waiting.state, waiting.approvedBy, plugins.get("asker")!.pid], ["waiting", null, null]);
  assert.match(waiting.reason, /api\.example\.org:443/);
  await assert.rejects(
    plugins.approve("asker", { hash: "0".repeat(64), hosts: API, by: "page" }),
    refused(/look at it again/),
  );
  await assert.rejects(
    plugins.approve("nobody", { hash: waiting.hash, hosts: API, by: "page" }),
    refused(/no such plugin/),
  );
  await plugins.approve("asker", { hash: waiting.hash, hosts: API, by: "page" });
  assert.deepEqual([viewOf(plugins, "asker").state, viewOf(plugins, "asker").approvedBy], ["running", "page"]);
  await plugins.stop();
  const next = await bench.open();
  assert.equal(viewOf(next, "asker").state, "running");
  await next.stop();
  await bench.write("asker", { net: ["api.example.org:443"], source: `${QUIET}// changed` });
  assert.match(viewOf(await bench.open(), "asker").reason, /has changed since it was approved/);
});

Deno.test("PluginSet.approve() refuses what was shown when the folder has changed since, and shows what is there now", async () => {
  await using bench = new Bench();
  await bench.write("asker", { net: ["api.example.org:443"] });
  const plugins = await bench.open();
  const { hash } = viewOf(plugins, "asker");
  await bench.write("asker", { net: ["api.example.org:443", "evil.example.org:443"] });
  await assert.rejects(plugins.approve("asker", { hash, hosts: API, by: "page" }), refused(/its folder now holds/));
  const now = viewOf(plugins, "asker");
  assert.equal(now.state, "waiting");
  assert.notEqual(now.hash, hash);
  assert.deepEqual(now.permissions[0].net, ["api.example.org:443", "evil.example.org:443"]);
  await plugins.approve("asker", { hash: now.hash, hosts: now.permissions[0].net, by: "cli" });
  assert.equal(viewOf(plugins, "asker").state, "running");
});

Deno.test(`PluginSet.revoke() ends the plugin within ${KILL_MS_MAX} ms and forgets its approval`, async () => {
  await using bench = new Bench();
  // It never gives the event loop back: only a kill ends it.
  const spinning = QUIET.replace("() => ({})", "() => { setTimeout(() => { for (;;); }, 0); return {}; }");
  await bench.write("asker", { net: ["api.example.org:443"], source: spinning });
  const plugins = await bench.open();
  await plugins.approve("asker", { hash: viewOf(plugins, "asker").hash, hosts: API, by: "page" });
  const { pid } = plugins.get("asker")!;
  const ending = plugins.revoke("asker"), startedMs = performance.now();
  while (isAlive(pid!)) await new Promise((resolve) => setTimeout(resolve, 1));
  const tookMs = performance.now() - startedMs;
  await ending;
  assert.ok(tookMs <= KILL_MS_MAX, `${tookMs} ms`);
  assert.equal(viewOf(plugins, "asker").state, "waiting");
  await assert.rejects(plugins.revoke("nobody"), refused(/no such plugin/));
});

/** A killed process that nobody has waited for yet is dead all the same. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch {
    return false;
  }
}

Deno.test("PluginSet.setEnabled() switches a plugin off and on, over restarts too; revoking what asks for nothing switches it off", async () => {
  await using bench = new Bench();
  await bench.write("harmless", {});
  const plugins = await bench.open();
  await plugins.setEnabled("harmless", false);
  assert.equal(viewOf(plugins, "harmless").state, "disabled");
  const next = await bench.open();
  assert.deepEqual([viewOf(next, "harmless").state, next.get("harmless")!.pid], ["disabled", null]);
  await next.setEnabled("harmless", true);
  assert.equal(viewOf(next, "harmless").state, "running");
  await next.revoke("harmless");
  assert.equal(viewOf(next, "harmless").state, "disabled");
});

Deno.test("PluginSet fetches for a plugin what it was granted, and counts it", async () => {
  await using bench = new Bench();
  const bodies: string[] = [];
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
    bodies.push(await request.text());
    return new Response("good odds");
  });
  const host = `127.0.0.1:${server.addr.port}`;
  await bench.write("asker", { net: [host], source: fetching(`http://${host}/`) });
  const private_ = await bench.open();
  await private_.approve("asker", { hash: viewOf(private_, "asker").hash, hosts: [host], by: "page" });
  await bench.untilLogged("refused Cannot fetch from");
  assert.match(bench.logs.join("\n"), /this machine or a private network/);
  assert.deepEqual(bodies, [], "an approval alone opens no way to this machine");
  await private_.stop();
  const plugins = await bench.open({ allowPrivateNet: [host] });
  await bench.untilLogged("told good odds");
  assert.deepEqual(bodies, ["hello"]);
  const { touches: [{ hosts, counts }], log, plugin } = plugins.details("asker");
  assert.deepEqual([hosts[host].bytesSent, hosts[host].bytesReceived, hosts[host].failures], [5, 9, 0]);
  assert.equal(counts.fetches, 1);
  assert.equal(log.at(-1)?.message, "told good odds");
  assert.equal(plugin.approvedBy, "page");
});

Deno.test("PluginSet fetches nothing for a plugin that was not granted the host", async () => {
  await using bench = new Bench();
  let requests = 0;
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(`${requests += 1}`),
  );
  const host = `127.0.0.1:${server.addr.port}`;
  await bench.write("asker", { source: fetching(`http://${host}/`) });
  const plugins = await bench.open({ allowPrivateNet: [host] });
  await bench.untilLogged("was not granted, but no hosts");
  assert.equal(requests, 0);
  assert.deepEqual(plugins.details("asker").touches[0].counts.fetchesRefused, 1);
});

Deno.test("PluginSet shows the host of a setting, and ends a plugin whose setting names another host until that is approved", async () => {
  await using bench = new Bench();
  await bench.write("hooked", { net: ["config:hook"], config: HOOK });
  const plugins = await bench.open();
  assert.deepEqual([viewOf(plugins, "hooked").state, viewOf(plugins, "hooked").permissions], ["running", []]);
  await plugins.configure("hooked", { hook: "https://hooks.example.org/secret" });
  const { state, permissions, hash } = viewOf(plugins, "hooked");
  assert.deepEqual([state, permissions[0].net], ["waiting", ["hooks.example.org:443"]]);
  assert.deepEqual(plugins.details("hooked").settings, { hook: "••••••••" });
  const overtaken = plugins.approve("hooked", { hash, hosts: ["shown.example.org:443"], by: "page" });
  await assert.rejects(overtaken, refused(/for shown\.example\.org:443: it asks for hooks\.example\.org:443; look/));
  await plugins.approve("hooked", { hash, hosts: permissions[0].net, by: "page" });
  assert.equal(viewOf(plugins, "hooked").state, "running");
  await plugins.configure("hooked", { hook: "••••••••" });
  assert.equal(viewOf(plugins, "hooked").state, "running");
  await plugins.configure("hooked", { hook: "https://other.example.org/" });
  assert.match(viewOf(plugins, "hooked").reason, /asks for other\.example\.org:443, more than was approved/);
});
