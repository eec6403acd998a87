import assert from "node:assert/strict";
import { join } from "node:path";
import { neededScope } from "../../../core/server/needed_scope.ts";
import { allows, SCOPES, ScriptTokens, TOKENS_FILE, TOKENS_MAX } from "../../../core/server/script_tokens.ts";
import { HOST, openApp, routesOf } from "./open_app.ts";

const fail = (message: string) => assert.fail(message);

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "aviator-tokens-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("create() keeps a token's hash and never the token, in a file of its owner's", () =>
  withFolder(async (folder) => {
    const tokens = new ScriptTokens(folder, fail);
    const token = await tokens.create({ name: "grafana", scope: "read", nowMs: 7 });
    const file = join(folder, TOKENS_FILE);
    assert.ok(!(await Deno.readTextFile(file)).includes(token));
    if (Deno.build.os !== "windows") assert.equal((await Deno.stat(file)).mode! & 0o077, 0);
    assert.equal(await tokens.scopeOf(token), "read");
    assert.equal(await tokens.scopeOf(`${token}x`), null);
    assert.equal(await tokens.scopeOf(""), null);
  }));

Deno.test("revoke() is known at once to another process's view of the same file", () =>
  withFolder(async (folder) => {
    const running = new ScriptTokens(folder, fail), command = new ScriptTokens(folder, fail);
    const token = await command.create({ name: "cron", scope: "operate", nowMs: 7 });
    assert.equal(await running.scopeOf(token), "operate");
    await command.revoke("cron");
    assert.equal(await running.scopeOf(token), null);
    await assert.rejects(command.revoke("cron"), /Cannot revoke token cron: there is none of that name/);
  }));

Deno.test("create() refuses a name that is taken, and one token more than may be", () =>
  withFolder(async (folder) => {
    const tokens = new ScriptTokens(folder, fail);
    for (let number = 0; number < TOKENS_MAX; number++) {
      await tokens.create({ name: `t${number}`, scope: "read", nowMs: 7 });
    }
    await assert.rejects(tokens.create({ name: "t0", scope: "money", nowMs: 7 }), /there is one of that name/);
    await assert.rejects(tokens.create({ name: "more", scope: "read", nowMs: 7 }), /which is the limit/);
  }));

Deno.test("a file that somebody broke gives nobody anything and is told", () =>
  withFolder(async (folder) => {
    const told: string[] = [];
    const tokens = new ScriptTokens(folder, (message) => told.push(message));
    const token = await tokens.create({ name: "cron", scope: "money", nowMs: 7 });
    await Deno.writeTextFile(join(folder, TOKENS_FILE), '[{"name":"cron","scope":"all"}]');
    assert.equal(await tokens.scopeOf(token), null);
    assert.match(told.join(), /tokens\.json/);
  }));

Deno.test("each route answers a script's token exactly when it may do what the route needs", () =>
  withFolder(async (folder) => {
    const scripts = new ScriptTokens(folder, fail);
    const { app } = openApp({}, { scripts });
    const refused: string[] = [];
    for (const scope of SCOPES) {
      const token = await scripts.create({ name: scope, scope, nowMs: 7 });
      const headers = { host: HOST, authorization: `Bearer ${token}`, "content-type": "application/json" };
      for (const { method, path } of routesOf(app)) {
        const body = method === "GET" ? undefined : "{}";
        const response = await app.request(`http://${HOST}${path}`, { method, headers, body });
        const text = await response.text();
        const wrongScope = response.status === 403 && text.includes("wrong_scope");
        assert.equal(wrongScope, !allows(scope, neededScope(method, path)), `${scope}: ${method} ${path}: ${text}`);
        if (wrongScope) refused.push(`${scope} ${method} ${path}`);
      }
    }
    for (const money of ["operate POST /api/arm", "operate POST /api/resume", "read POST /api/halt"]) {
      assert.ok(refused.includes(money), money);
    }
    assert.ok(!refused.some((one) => one.startsWith("money ")));
    assert.ok(!refused.includes("operate POST /api/halt"));
  }));
