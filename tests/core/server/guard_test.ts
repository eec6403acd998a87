/** Every route of the app under every bad Host, Origin, site, token and content type. */
import assert from "node:assert/strict";
import { OpenAPIHono } from "@hono/zod-openapi";
import { TOKENLESS_PATHS } from "../../../core/server/guard.ts";
import { HOST, openApp, pageHeaders, PORT, routesOf, scriptHeaders, TOKEN } from "./open_app.ts";

type Vector = [name: string, headers: Record<string, string>];

const without = (headers: Record<string, string>, name: string) =>
  Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));

/** Refused on every route, whatever the method. */
const EVERYWHERE: Vector[] = [
  ["a rebound name", { ...scriptHeaders, host: "evil.example" }],
  ["a rebound name with the right port", { ...scriptHeaders, host: `evil.example:${PORT}` }],
  ["a name that only begins like ours", { ...scriptHeaders, host: `127.0.0.1.evil.example:${PORT}` }],
  ["another port", { ...scriptHeaders, host: "127.0.0.1:80" }],
  ["no port", { ...scriptHeaders, host: "127.0.0.1" }],
  ["the network's address", { ...scriptHeaders, host: `0.0.0.0:${PORT}` }],
  ["another spelling of loopback", { ...scriptHeaders, host: `127.1:${PORT}` }],
  ["a name with a dot at its end", { ...scriptHeaders, host: `localhost.:${PORT}` }],
  ["two hosts", { ...scriptHeaders, host: `${HOST}, evil.example` }],
  ["an empty host", { ...scriptHeaders, host: "" }],
  ["no host", without(scriptHeaders, "host")],
  ["credentials before the host", { ...scriptHeaders, host: `${HOST}@evil.example` }],
  ["another site's page", { ...pageHeaders, "sec-fetch-site": "cross-site" }],
  ["another port's page", { ...pageHeaders, "sec-fetch-site": "same-site" }],
  ["an unknown kind of site", { ...pageHeaders, "sec-fetch-site": "nonsense" }],
  ["another site's origin", { ...pageHeaders, origin: "https://evil.example" }],
  ["another port's origin", { ...pageHeaders, origin: "http://127.0.0.1:80" }],
  ["our origin with another scheme", { ...pageHeaders, origin: `https://${HOST}` }],
  ["the origin of a sandboxed frame", { ...pageHeaders, origin: "null" }],
  ["our other name as origin", { ...pageHeaders, origin: `http://localhost:${PORT}` }],
  ["an origin that begins like ours", { ...pageHeaders, origin: `http://${HOST}.evil.example` }],
  ["another site's origin beside a good token", { ...scriptHeaders, origin: "https://evil.example" }],
];
/** Refused wherever the user's data is. */
const WITHOUT_TOKEN: Vector[] = [
  ["no token", { host: HOST }],
  ["an empty token", { ...scriptHeaders, authorization: "Bearer " }],
  ["a wrong token", { ...scriptHeaders, authorization: `Bearer ${TOKEN}x` }],
  ["a wrong token beside a good cookie", { ...pageHeaders, authorization: "Bearer wrong" }],
  ["another scheme", { ...scriptHeaders, authorization: `Basic ${TOKEN}` }],
  ["another port's cookie", { ...pageHeaders, cookie: `aviator_80=${TOKEN}` }],
  ["a wrong cookie", { ...pageHeaders, cookie: `aviator_${PORT}=wrong` }],
];
/** Refused for every change of state, though the cookie is good. */
const CHANGES: Vector[] = [
  ["no origin", without(pageHeaders, "origin")],
  ["a form", { ...pageHeaders, "content-type": "application/x-www-form-urlencoded" }],
  ["plain text", { ...pageHeaders, "content-type": "text/plain" }],
  ["no content type", without(pageHeaders, "content-type")],
  ["a script's form", { ...scriptHeaders, "content-type": "multipart/form-data" }],
];

/** What got an answer though it should not have. */
async function leaksOf(app: ReturnType<typeof openApp>["app"]): Promise<{ asked: number; leaks: string[] }> {
  const leaks: string[] = [];
  let asked = 0;
  for (const { method, path } of routesOf(app)) {
    const vectors = [
      ...EVERYWHERE,
      ...(TOKENLESS_PATHS.includes(path) ? [] : WITHOUT_TOKEN),
      ...(method === "GET" ? [] : CHANGES),
    ];
    for (const [name, headers] of vectors) {
      const body = method === "GET" ? undefined : "{}";
      const response = await app.request(`http://${HOST}${path}`, { method, headers, body });
      await response.body?.cancel();
      asked += 1;
      if (![401, 403, 415, 421].includes(response.status)) leaks.push(`${name}: ${method} ${path}: ${response.status}`);
    }
  }
  return { asked, leaks };
}

Deno.test("guard() refuses every bad vector when any route of the app is asked", async () => {
  const { app, host } = openApp();
  const { asked, leaks } = await leaksOf(app);
  assert.deepEqual(leaks, []);
  assert.ok(asked > 400, `only ${asked} requests`);
  assert.deepEqual(host.asked, []);
});

Deno.test("the enumeration finds a route when it stands in front of the guard", async () => {
  const careless = new OpenAPIHono();
  careless.get("/leak", (context) => context.text("all the money"));
  careless.route("/", openApp().app);
  const { leaks } = await leaksOf(careless);
  assert.equal(leaks.length, EVERYWHERE.length + WITHOUT_TOKEN.length);
  assert.ok(leaks.every((leak) => leak.includes("GET /leak: 200")));
});

Deno.test("guard() stands before every route when the app is built", () => {
  const [first] = openApp().app.routes;
  assert.equal(`${first.method} ${first.path}`, "ALL /*");
});

Deno.test("guard() lets the page and scripts through when all is right", async () => {
  for (const headers of [pageHeaders, scriptHeaders]) {
    const { ask, host } = openApp();
    assert.equal((await ask("/api/state", { headers })).status, 200);
    assert.equal((await ask("/api/halt", { method: "POST", headers, body: "{}" })).status, 200);
    assert.equal(host.asked.length, 1);
  }
});

Deno.test("guard() answers under localhost when the browser calls it so", async () => {
  const { app } = openApp();
  const host = `localhost:${PORT}`;
  const response = await app.request(`http://${host}/api/halt`, {
    method: "POST",
    headers: { ...pageHeaders, host, origin: `http://${host}` },
    body: "{}",
  });
  assert.equal(response.status, 200);
});

Deno.test("guard() needs no token when monitoring asks", async () => {
  const { ask } = openApp();
  for (const path of TOKENLESS_PATHS) assert.equal((await ask(path, { headers: { host: HOST } })).status, 200);
});

Deno.test("guard() hardens every response when it refuses as well as when it answers", async () => {
  const { ask } = openApp();
  const responses = [
    await ask("/api/state", { headers: scriptHeaders }),
    await ask("/api/state", { headers: { host: "evil.example" } }),
    await ask("/nowhere", { headers: scriptHeaders }),
    await ask("/", { headers: scriptHeaders }),
  ];
  for (const { headers } of responses) {
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'none'.*script-src 'self'.*frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /unsafe/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("access-control-allow-origin"), null);
  }
});

Deno.test("guard() trades the printed token for a cookie when the address is opened", async () => {
  const { ask } = openApp();
  const response = await ask(`/?token=${TOKEN}`, { headers: { host: HOST, "sec-fetch-site": "none" } });
  assert.equal(response.status, 303);
  assert.equal(response.headers.get("location"), "/");
  const cookie = response.headers.get("set-cookie") ?? "";
  assert.match(cookie, new RegExp(`^aviator_${PORT}=${TOKEN};`));
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Strict/);
});

Deno.test("guard() takes the printed token when an earlier start's cookie is still there", async () => {
  const headers = { host: HOST, cookie: `aviator_${PORT}=stale` };
  assert.equal((await openApp().ask(`/?token=${TOKEN}`, { headers })).status, 303);
});

Deno.test("guard() takes no token from the address when it is not the printed one", async () => {
  const { ask } = openApp();
  assert.equal((await ask(`/api/state?token=${TOKEN}`, { headers: { host: HOST } })).status, 401);
  assert.equal((await ask("/?token=wrong", { headers: { host: HOST } })).status, 401);
  const posted = {
    method: "POST",
    headers: { host: HOST, "content-type": "application/json", origin: `http://${HOST}` },
  };
  assert.equal((await ask(`/api/halt?token=${TOKEN}`, { ...posted, body: "{}" })).status, 401);
});
