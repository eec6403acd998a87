/** The collector over real HTTP: who may speak, every bound at its limit and one past it. */
import { deepEqual, equal, match, ok } from "node:assert/strict";
import { join } from "node:path";
import { type RunningCollector, startCollector } from "../../../core/collector/collector_service.ts";
import { TOKEN_BELIEVED_MS } from "../../../core/collector/device_tokens.ts";
import { DeviceTokens } from "../../../core/collector/device_tokens.ts";
import { BATCH_BYTES_MAX, BATCH_ROWS_MAX, fleetView, ROW_CHARACTERS_MAX } from "../../../core/protocol/forwarding.ts";

const ROWS_PER_SECOND_MAX = 3_000;

class Scene implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "aviator-collector-" });
  running!: RunningCollector;
  token = "";

  static async open({ redis = null as string | null } = {}): Promise<Scene> {
    const scene = new Scene();
    scene.running = await startCollector({
      ...{ store: join(scene.folder, "collector.sqlite"), hostname: "127.0.0.1", port: 0, nats: null, redis },
      ...{ rowsPerSecondMax: ROWS_PER_SECOND_MAX, keepDays: null, log: () => {} },
    });
    scene.token = await scene.running.collector.tokens.add("edge-1");
    return scene;
  }

  async ask(path: string, { token = this.token, ...init }: RequestInit & { token?: string } = {}) {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const response = await fetch(`${this.running.url}${path}`, { headers, ...init });
    const text = await response.text();
    return { status: response.status, text, headers: response.headers };
  }

  log(rows: unknown[], token?: string) {
    return this.ask("/log", { method: "POST", body: JSON.stringify({ rows }), token });
  }

  async [Symbol.asyncDispose]() {
    await this.running[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

const row = (id: number, more: Record<string, unknown> = {}) => ({
  ...{ atMs: 1_000, image: null, data: { kind: "round", id, multiplier: 250 } },
  ...more,
});
const rows = (count: number, first = 1) => Array.from({ length: count }, (_, at) => row(first + at));

Deno.test("POST /log keeps rows once and says what became of them", async () => {
  await using scene = await Scene.open();
  const first = await scene.log([row(1), row(2)]);
  deepEqual([first.status, JSON.parse(first.text)], [200, { stored: 2, duplicates: 0, conflicts: [] }]);
  const other = { atMs: 1_000, image: null, data: { kind: "round", id: 2, multiplier: 999 } };
  deepEqual(JSON.parse((await scene.log([row(1), other, row(3)])).text), {
    ...{ stored: 1, duplicates: 1, conflicts: [{ kind: "round", id: 2 }] },
  });
});

Deno.test("GET /stats counts machines for any machine's token, GET /metrics too", async () => {
  await using scene = await Scene.open();
  await scene.log(rows(5));
  const second = await scene.running.collector.tokens.add("edge-2");
  const view = fleetView.parse(JSON.parse((await scene.ask("/stats", { token: second })).text));
  deepEqual({ machines: view.machines, active: view.active, rows: view.rows }, { machines: 2, active: 1, rows: 5 });
  deepEqual(view.listed.map(({ device }) => device), ["edge-1", "edge-2"]);
  match((await scene.ask("/metrics")).text, /^aviator_collector_rows_stored_total 5$/m);
});

Deno.test("GET /health and /ready need no token, HEAD /health answers too", async () => {
  await using scene = await Scene.open();
  for (const [path, method] of [["/health", "GET"], ["/health", "HEAD"], ["/ready", "GET"]]) {
    equal((await scene.ask(path, { method, token: "" })).status, 200, `${method} ${path}`);
  }
});

Deno.test("GET /ready says no while a part is in trouble", async () => {
  await using scene = await Scene.open();
  let trouble = "NATS gives no batches";
  scene.running.collector.watch(() => trouble);
  const { status, text } = await scene.ask("/ready");
  deepEqual([status, JSON.parse(text)], [503, { ready: false, troubles: [trouble] }]);
  trouble = "";
  equal((await scene.ask("/ready")).status, 200);
});

Deno.test("the collector lets nobody pass without a machine's own token", async () => {
  await using scene = await Scene.open();
  const secret = scene.token.split(".")[1];
  for (
    const token of ["", "x", "edge-1", "edge-1.", `edge-2.${secret}`, `edge-1.${secret}x`, `EDGE-1.${secret}`, "."]
  ) {
    equal((await scene.log([row(1)], token)).status, 401, token);
  }
  for (const path of ["/stats", "/metrics"]) equal((await scene.ask(path, { token: "no" })).status, 401);
  equal((await scene.log([row(1)])).status, 200);
});

Deno.test("the collector answers only so many wrong tokens a second", async () => {
  await using scene = await Scene.open();
  const answers = await Promise.all(Array.from({ length: 60 }, () => scene.ask("/stats", { token: "edge-1.wrong" })));
  const tooMuch = answers.filter(({ status }) => status === 429).length;
  ok(tooMuch > 0 && answers.every(({ status }) => status === 429 || status === 401), `${tooMuch}`);
  equal((await scene.ask("/stats")).status, 200);
});

Deno.test("POST /log takes each bound at its limit and nothing past it, naming the field", async () => {
  await using scene = await Scene.open();
  const data = (characters: number) => ({ kind: "round", id: 7, text: "x".repeat(characters - 33) });
  equal(JSON.stringify(data(ROW_CHARACTERS_MAX)).length, ROW_CHARACTERS_MAX);
  const cases: [string, unknown[], number, RegExp][] = [
    ["rows at most", rows(BATCH_ROWS_MAX), 200, /stored/],
    ["one row more", rows(BATCH_ROWS_MAX + 1, 5_000), 400, /rows/],
    ["no row", [], 400, /rows/],
    ["longest row", [row(7, { data: data(ROW_CHARACTERS_MAX) })], 200, /conflicts/],
    ["longer row", [row(7, { data: data(ROW_CHARACTERS_MAX + 1) })], 400, /rows\.0\.data: 4097 characters/],
    ["longest image", [row(9_001, { image: "i".repeat(200) })], 200, /stored/],
    ["longer image", [row(9_002, { image: "i".repeat(201) })], 400, /rows\.0\.image/],
    ["time below zero", [row(9_003, { atMs: -1 })], 400, /rows\.0\.atMs/],
    ["id zero", [row(0)], 400, /rows\.0\.data\.id/],
    ["id past what is exact", [row(2 ** 53)], 400, /rows\.0\.data\.id/],
    ["kind with a quote", [row(1, { data: { kind: "a'b", id: 1 } })], 400, /rows\.0\.data\.kind/],
    ["further field", [row(1, { device: "edge-2" })], 400, /device/],
  ];
  for (const [name, batch, status, text] of cases) {
    const answer = await scene.log(batch);
    equal(answer.status, status, `${name}: ${answer.text}`);
    match(answer.text, text, name);
  }
  const body = `{"rows":[]}`;
  equal((await scene.ask("/log", { method: "POST", body: body.padEnd(BATCH_BYTES_MAX + 1) })).status, 413);
  equal((await scene.ask("/log", { method: "POST", body: body.padEnd(BATCH_BYTES_MAX) })).status, 400);
  equal((await scene.ask("/log", { method: "POST", body: "{" })).status, 400);
});

Deno.test("POST /log takes so many rows a second of a machine, and says when to come back", async () => {
  await using scene = await Scene.open();
  const answers = [];
  for (let at = 0; at < 12; at++) answers.push(await scene.log(rows(BATCH_ROWS_MAX, 1 + at * BATCH_ROWS_MAX)));
  const refused = answers.find(({ status }) => status === 429);
  ok(refused, "12,000 rows at once are taken");
  equal(refused.headers.get("retry-after"), "1");
  const other = await scene.running.collector.tokens.add("edge-2");
  equal((await scene.log(rows(10), other)).status, 200);
});

Deno.test("DeviceTokens keeps no secret, and ends a revoked or replaced token within seconds", async () => {
  const hashes = new Map<string, string>();
  const time = { nowMs: 1_000_000 };
  const tokens = new DeviceTokens({
    store: {
      tokenHash: (device) => Promise.resolve(hashes.get(device) ?? null),
      setToken: (device, { hash }) => Promise.resolve(void hashes.set(device, hash)),
    },
    nowMs: () => time.nowMs,
  });
  const first = await tokens.add("a");
  equal(await tokens.deviceOf(first), "a");
  equal([...hashes.values()].some((hash) => first.includes(hash)), false);
  match(hashes.get("a")!, /^[0-9a-f]{64}$/);
  const second = await tokens.add("a");
  equal(await tokens.deviceOf(first), null);
  equal(await tokens.deviceOf(second), "a");
  hashes.delete("a");
  equal(await tokens.deviceOf(second), "a");
  time.nowMs += TOKEN_BELIEVED_MS;
  equal(await tokens.deviceOf(second), null);
});
