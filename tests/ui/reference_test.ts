import assert from "node:assert/strict";
import { addressOf, callsOf, exampleOf } from "../../ui/reference.ts";

Deno.test("callsOf() lists every call with its values and an example of its body", () => {
  const schema = { type: "object", required: ["minutes"], properties: { minutes: { type: "integer", minimum: 1 } } };
  const calls = callsOf({
    paths: {
      "/api/b": { get: { summary: "look" } },
      "/api/a": { post: { requestBody: { content: { "application/json": { schema } } } } },
    },
  });
  assert.deepEqual(calls.map(({ method, path }) => `${method} ${path}`), ["POST /api/a", "GET /api/b"]);
  assert.deepEqual(JSON.parse(calls[0].example ?? ""), { minutes: 1 });
  assert.equal(calls[1].example, null);
});

Deno.test("exampleOf() takes the default, the first choice, or the least of each type", () => {
  assert.deepEqual(
    [
      { default: 7, type: "integer" },
      { enum: ["paper", "live"] },
      { anyOf: [{ type: "null" }, { type: "string" }] },
      { type: ["string", "null"] },
      { type: "boolean" },
      { type: "array", items: { type: "string" } },
      { const: "x" },
    ].map((schema) => exampleOf(schema)),
    [7, "paper", null, "", false, [], "x"],
  );
});

Deno.test("addressOf() puts values into path and query so that none can change the address", () => {
  const call = {
    path: "/api/plugins/{name}",
    parameters: [{ name: "name", in: "path" }, { name: "limit", in: "query" }, { name: "table", in: "query" }],
  };
  assert.equal(addressOf(call, { name: "a/../b?x", limit: "1&y=2" }), "/api/plugins/a%2F..%2Fb%3Fx?limit=1%26y%3D2");
});
