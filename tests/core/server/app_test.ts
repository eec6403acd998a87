/** The routes without a socket: what they pass on, what they refuse, what they tell. */
import assert from "node:assert/strict";
import { HostError } from "../../../core/protocol/errors.ts";
import { pageState, pluginDetails } from "../../../core/server/api_schemas.ts";
import { BODY_BYTES_MAX } from "../../../core/server/app.ts";
import { HOST, openApp, routesOf, scriptHeaders as headers, TOKEN } from "./open_app.ts";

const post = (body: string) => ({ method: "POST", headers, body });

Deno.test("/api/state answers what its schema promises when asked", async () => {
  const { ask, host } = openApp();
  const answer = await (await ask("/api/state", { headers })).json();
  assert.deepEqual(pageState.parse(answer), host.state());
});

Deno.test("/api/rounds passes table, limit and beforeId on when given", async () => {
  const { ask, host } = openApp();
  const { rounds } = await (await ask("/api/rounds?table=mozzart&limit=3&beforeId=100", { headers })).json();
  assert.equal(rounds.length, 3);
  assert.ok(rounds.every((round: { table: string; id: number }) => round.table === "mozzart" && round.id < 100));
  assert.deepEqual(host.asked, [{ what: "rounds", value: { table: "mozzart", limit: 3, beforeId: 100 } }]);
});

Deno.test("/api/bets gives the newest 200 when nothing is said", async () => {
  const { ask, host } = openApp();
  await ask("/api/bets", { headers });
  assert.deepEqual(host.asked, [{ what: "bets", value: { limit: 200 } }]);
});

Deno.test("/api/rounds refuses a query when it is malformed", async () => {
  const { ask, host } = openApp();
  const bad = [
    "limit=0",
    "limit=1001",
    "limit=-1",
    "limit=1e3",
    "limit=NaN",
    "limit=0x10",
    "limit=%00",
    "beforeId=1.5",
  ];
  for (const query of [...bad, "limit=1&limit=2", "table=", `table=${"x".repeat(65)}`, "__proto__=1", "other=1"]) {
    const response = await ask(`/api/rounds?${query}`, { headers });
    assert.equal(response.status, 400, query);
    const { error } = await response.json();
    assert.equal(error.code, "bad_message", query);
    assert.match(error.message, /^Cannot accept request: field /);
  }
  assert.deepEqual(host.asked, []);
});

Deno.test("a refusal names field, value and remedy when a request is malformed", async () => {
  const { ask } = openApp();
  const { error } = await (await ask("/api/rounds?limit=many", { headers })).json();
  assert.equal(error.message, 'Cannot accept request: field limit is "many": a whole number, 1 or more');
});

Deno.test("the commands reach the host when they are well formed", async () => {
  const { ask, host } = openApp({ liveAllowed: true });
  const halted = await (await ask("/api/halt", post('{"reason":"dinner"}'))).json();
  assert.equal(halted.state, "halted");
  assert.equal(halted.reason, "dinner");
  assert.equal((await (await ask("/api/resume", post("{}"))).json()).state, "active");
  const offer = await (await ask("/api/arm/offer", post('{"minutes":15}'))).json();
  const { code, lossPerHourMinor } = offer;
  const silent = await ask("/api/arm", post(JSON.stringify({ code })));
  assert.equal(silent.status, 409);
  assert.match((await silent.json()).error.message, /there is no edge, and 148.05 an hour would be lost on average/);
  const confirmation = JSON.stringify({ code, acceptsLossPerHourMinor: lossPerHourMinor });
  const armed = await (await ask("/api/arm", post(confirmation))).json();
  assert.equal(armed.armedUntilMs, host.nowMs + 15 * 60_000);
  assert.equal((await (await ask("/api/disarm", post("{}"))).json()).armedUntilMs, null);
  assert.equal((await ask("/api/plugins/ladder/enable", post("{}"))).status, 200);
  assert.equal((await ask("/api/plugins/ladder/disable", post("{}"))).status, 200);
  assert.deepEqual(host.asked.map((one) => one.what), ["halt", "resume", "arm", "disarm", "enable", "disable"]);
});

Deno.test("the commands refuse a body when it is malformed", async () => {
  const { ask, host } = openApp({ liveAllowed: true });
  const bodies = [
    "",
    "{",
    "null",
    "[]",
    '"x"',
    "1",
    "{}x",
    '{"minutes":15}',
    '{"code":123456}',
  ];
  const deep = "[".repeat(8_000);
  for (
    const body of [
      ...bodies,
      deep,
      '{"code":"12345"}',
      '{"code":"123456","acceptsLossPerHourMinor":true}',
      '{"code":"123456","acceptsLossPerHourMinor":0.5}',
      '{"code":"123456","acceptsLossPerHourMinor":1,"__proto__":{"a":1},"more":1}',
    ]
  ) {
    const response = await ask("/api/arm", post(body));
    assert.equal(response.status, 400, body.slice(0, 60));
    assert.deepEqual(Object.keys((await response.json()).error), ["code", "message"]);
  }
  assert.deepEqual(host.asked, []);
});

Deno.test("a body is refused when it is one byte over the limit", async () => {
  const { ask } = openApp();
  const body = (bytes: number) => `{"reason":"x"${" ".repeat(bytes - 14)}}`;
  assert.equal((await ask("/api/halt", post(body(BODY_BYTES_MAX)))).status, 200);
  const response = await ask("/api/halt", post(body(BODY_BYTES_MAX + 1)));
  assert.equal(response.status, 413);
  assert.equal((await response.json()).error.code, "too_large");
});

Deno.test("no GET changes anything when every route is asked by GET", async () => {
  const { app, ask, host } = openApp({ liveAllowed: true });
  for (const { method, path } of routesOf(app)) {
    const response = await ask(path, { headers });
    await response.body?.cancel();
    if (method !== "GET") assert.equal(response.status, 404, path);
  }
  assert.ok(host.asked.every((one) => one.what === "rounds" || one.what === "bets"));
});

Deno.test("the host's refusal comes through when it refuses", async () => {
  const { ask } = openApp({ liveAllowed: false });
  const response = await ask("/api/arm/offer", post('{"minutes":15}'));
  assert.equal(response.status, 409);
  const { error } = await response.json();
  assert.equal(error.code, "refused");
  assert.match(error.message, /^Cannot arm: the configuration does not allow live bets/);
});

Deno.test("an unexpected failure keeps its details when it is answered", async () => {
  const { ask, host, logged } = openApp();
  host.rounds = () => Promise.reject(new Error("SELECT secret FROM /home/user"));
  const response = await ask("/api/rounds", { headers });
  assert.equal(response.status, 500);
  const text = await response.text();
  assert.doesNotMatch(text, /secret|home|at .*:\d+/);
  assert.match(logged.join(), /SELECT secret/);
});

Deno.test("each code of the world has a status when the host fails with it", async () => {
  const { ask, host } = openApp();
  const expected = { deadline: 504, storage: 503, queue_full: 429, plugin_gone: 404, halted: 409 } as const;
  for (const [code, status] of Object.entries(expected)) {
    host.bets = () => Promise.reject(new HostError(code as keyof typeof expected, "Cannot read bets: test"));
    assert.equal((await ask("/api/bets", { headers })).status, status);
  }
});

Deno.test("a plugin's name is refused when it is none", async () => {
  const { ask, host } = openApp();
  for (const name of ["..%2F..%2Fetc", "A", "%00", "x".repeat(41), "<script>", "a b"]) {
    const response = await ask(`/api/plugins/${name}/enable`, post("{}"));
    assert.ok([400, 404].includes(response.status), `${name}: ${response.status}`);
  }
  assert.deepEqual(host.asked, []);
});

Deno.test("/api/openapi.json describes every API route when asked", async () => {
  const { app, ask } = openApp();
  const document = await (await ask("/api/openapi.json", { headers })).json();
  const described = Object.entries(document.paths as Record<string, Record<string, unknown>>)
    .flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path.replaceAll(/\{\w+\}/g, "ladder")}`)
    );
  const own = routesOf(app).filter(({ path }) => path.startsWith("/api/") && path !== "/api/openapi.json");
  assert.deepEqual(described.sort(), own.map(({ method, path }) => `${method.toLowerCase()} ${path}`).sort());
});

Deno.test("/health says 503 when there is a problem", async () => {
  const { ask, host } = openApp();
  assert.equal((await ask("/health", { headers: { host: HOST } })).status, 200);
  Object.assign(host.stateOf.health, { ok: false, problems: ["database is locked"] });
  const response = await ask("/health", { headers: { host: HOST } });
  assert.equal(response.status, 503);
  assert.deepEqual((await response.json()).ok, false);
});

Deno.test("/ready says 503 when no picture has been read yet", async () => {
  const { ask, host } = openApp();
  host.stateOf.health.ticks = 0;
  assert.equal((await ask("/ready", { headers: { host: HOST } })).status, 503);
});

Deno.test("the page's files answer 304 when the browser has them", async () => {
  const { ask } = openApp();
  const first = await ask("/app.js", { headers });
  assert.equal(first.headers.get("cache-control"), "no-cache");
  const etag = first.headers.get("etag") ?? "";
  const second = await ask("/app.js", { headers: { ...headers, "if-none-match": etag } });
  assert.equal(second.status, 304);
  assert.equal(await second.text(), "");
});

Deno.test("a reader gets words instead of JSON when the token is gone", async () => {
  const response = await openApp().ask("/", { headers: { host: HOST, accept: "text/html,*/*" } });
  assert.equal(response.status, 401);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
  assert.match(await response.text(), /address that the program printed/);
});

Deno.test("no answer holds the token when any route is asked", async () => {
  const { app, ask } = openApp();
  for (const { path } of routesOf(app)) {
    assert.ok(!(await (await ask(path, { headers })).text()).includes(TOKEN), path);
  }
});

Deno.test("the plugin routes approve what was shown, revoke, and tell all of one plugin", async () => {
  const { ask, host } = openApp();
  const { hash } = host.stateOf.plugins.find((plugin) => plugin.name === "odds")!;
  const details = await (await ask("/api/plugins/odds", { headers })).json();
  assert.deepEqual(pluginDetails.parse(details), host.plugins.details("odds"));
  assert.equal(
    (await ask("/api/plugins/odds/approve", post(JSON.stringify({ hash: "0".repeat(64), hosts: [] })))).status,
    409,
  );
  for (
    const body of [
      "{}",
      '{"hash":"abc"}',
      `{"hash":"${hash}"}`,
      `{"hash":"${hash}","hosts":[],"by":"lock"}`,
      `{"hash":"${hash}","hosts":[],"net":["x:1"]}`,
    ]
  ) {
    assert.equal((await ask("/api/plugins/odds/approve", post(body))).status, 400, body);
  }
  assert.equal(host.asked.length, 0);
  assert.equal((await ask("/api/plugins/odds/approve", post(JSON.stringify({ hash, hosts: [] })))).status, 200);
  assert.equal(host.plugins.details("odds").plugin.approvedBy, "page");
  assert.equal((await ask("/api/plugins/odds/revoke", post("{}"))).status, 200);
  assert.equal((await ask("/api/plugins/nobody", { headers })).status, 409);
  assert.deepEqual(host.asked.map((one) => one.what), ["approve", "revoke"]);
});
