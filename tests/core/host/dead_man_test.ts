/** The dead-man signal against a real server: sent while all is well, withheld when not, lost ones told. */
import assert from "node:assert/strict";
import { DeadMan, deadManHosts } from "../../../core/host/dead_man.ts";
import { parseConfig } from "../../../core/ops/config.ts";
import type { HealthView } from "../../../core/protocol/page.ts";
import { GeneratedHost } from "../server/generated_host.ts";

interface Seen {
  method: string;
  path: string;
  body: string;
}

class Outside implements AsyncDisposable {
  readonly seen: Seen[] = [];
  answer: () => Response | Promise<Response> = () => new Response("ok");
  readonly #server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    this.seen.push({ method: request.method, path: new URL(request.url).pathname, body: await request.text() });
    return await this.answer();
  });

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}/secret-check`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}

function open(url: string, rule: Partial<{ method: "GET" | "POST"; onlyWhenHealthy: boolean }> = {}) {
  const { health } = new GeneratedHost({ rounds: 0 }).state(), logs: string[] = [];
  const change = (given: Partial<HealthView> = {}) => void Object.assign(health, { ticks: health.ticks + 5, ...given });
  change({ ok: true, nowMs: 1_000 });
  const signal = new DeadMan({
    rule: { url, everySeconds: 60, method: "POST", onlyWhenHealthy: true, ...rule },
    health: () => health,
    log: (level, source, message) => void logs.push(`${level} ${source}: ${message}`),
  });
  return { signal, change, logs };
}

Deno.test("DeadMan.beat() says that all is well, and nothing else of the user's", async () => {
  await using outside = new Outside();
  const { signal, change, logs } = open(outside.url);
  await signal.beat();
  change();
  await signal.beat();
  const body = JSON.stringify({ ok: true, atMs: 1_000 });
  assert.deepEqual(outside.seen, Array(2).fill({ method: "POST", path: "/secret-check", body }));
  assert.deepEqual([logs, signal.warnings()], [[], []]);
});

Deno.test("DeadMan.beat() is withheld while there are problems or nothing is looked at, and says so once", async () => {
  await using outside = new Outside();
  const { signal, change, logs } = open(outside.url);
  await signal.beat();
  for (const ok of [false, false, true]) {
    change({ ok });
    await signal.beat();
  }
  // No tick since the last one.
  await signal.beat();
  assert.equal(outside.seen.length, 2);
  assert.deepEqual(logs, [
    "warning dead-man: the signal is withheld: there are problems",
    "info dead-man: the signal goes out again",
    "warning dead-man: the signal is withheld: nothing is looked at any more",
  ]);
});

Deno.test("DeadMan.beat() goes out by GET and in spite of problems where the rule says so", async () => {
  await using outside = new Outside();
  const { signal, change } = open(outside.url, { method: "GET", onlyWhenHealthy: false });
  change({ ok: false });
  await signal.beat();
  assert.deepEqual(outside.seen, [{ method: "GET", path: "/secret-check", body: "" }]);
});

Deno.test("DeadMan.beat() tells of lost signals after three in a row, without the address, and when they arrive again", async () => {
  await using outside = new Outside();
  const { signal, change, logs } = open(outside.url);
  const beat = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      change();
      await signal.beat();
    }
  };
  outside.answer = () => Response.redirect("http://127.0.0.1:1/elsewhere");
  await beat(1);
  outside.answer = () => new Response("no", { status: 500 });
  await beat(1);
  assert.deepEqual([logs, signal.warnings()], [[], []]);
  await beat(2);
  assert.deepEqual(signal.warnings(), ["the dead-man signal does not arrive: 4 in a row were lost"]);
  outside.answer = () => new Response("ok");
  await beat(1);
  assert.deepEqual(signal.warnings(), []);
  assert.deepEqual(logs, [
    "warning dead-man: the signal does not arrive: the answer was 500",
    "info dead-man: the signal arrives again",
  ]);
  assert.equal(logs.join().includes("secret-check"), false);
});

Deno.test("DeadMan.beat() follows no redirect: only the address that the configuration names hears of the program", async () => {
  await using outside = new Outside();
  const { signal, change } = open(outside.url);
  outside.answer = () => {
    const isFirst = outside.seen.at(-1)?.path === "/secret-check";
    return isFirst ? Response.redirect(new URL("/elsewhere", outside.url), 307) : new Response("ok");
  };
  for (let time = 0; time < 3; time += 1) {
    change();
    await signal.beat();
  }
  assert.deepEqual(outside.seen.map(({ path }) => path), Array(3).fill("/secret-check"));
  assert.match(signal.warnings().join(), /3 in a row were lost/);
});

Deno.test("DeadMan.beat() says that nobody answers without saying where", async () => {
  const gone = new Outside(), { url } = gone;
  await gone[Symbol.asyncDispose]();
  const { signal, change, logs } = open(url);
  for (let time = 0; time < 3; time += 1) {
    change();
    await signal.beat();
  }
  assert.match(logs.join(), /^warning dead-man: the signal does not arrive: .+/);
  assert.equal(logs.join().includes("secret-check"), false);
});

Deno.test("DeadMan ends at once though an answer does not come", async () => {
  await using outside = new Outside();
  const arrived = Promise.withResolvers<void>(), answered = Promise.withResolvers<Response>();
  outside.answer = () => (arrived.resolve(), answered.promise);
  const { signal } = open(outside.url);
  const beat = signal.beat();
  await arrived.promise;
  await signal[Symbol.asyncDispose]();
  await beat;
  answered.resolve(new Response("late"));
});

Deno.test("deadManHosts() names the one host that the core may reach for it", () => {
  const config = (url: string) => parseConfig(JSON.stringify({ deadMan: { url } }), "a file");
  assert.deepEqual(deadManHosts(config("https://hc.example.org/abc")), ["hc.example.org:443"]);
  assert.deepEqual(deadManHosts(config("http://10.0.0.7:8080/x")), ["10.0.0.7:8080"]);
  assert.deepEqual(deadManHosts(parseConfig("{}", "a file")), []);
  for (const url of ["file:///etc/passwd", "https://user:word@example.org/", "nonsense"]) {
    assert.throws(() => config(url), { code: "bad_config" });
  }
});
