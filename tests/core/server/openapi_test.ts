/** The API's document: sound by OpenAPI's own schema, and every call in it answers what it was made from. */
import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import { addressOf, type ApiDocument, callsOf, exampleOf } from "../../../ui/reference.ts";
import { HOST, openApp, scriptHeaders } from "./open_app.ts";

async function documentOf(ask: ReturnType<typeof openApp>["ask"]): Promise<ApiDocument> {
  return await (await ask("/api/openapi.json", { headers: scriptHeaders })).json();
}

Deno.test("/api/openapi.json is sound by OpenAPI 3.1's own schema", async () => {
  const { ask } = openApp();
  const validator = new Validator();
  const { valid, errors } = await validator.validate({ ...await documentOf(ask) });
  assert.ok(valid, JSON.stringify(errors));
  assert.equal(validator.version, "3.1");
});

Deno.test("every call of the document reaches its route with the example made of its schema", async () => {
  const { app, ask, logged } = openApp();
  for (const call of callsOf(await documentOf(ask))) {
    const values = Object.fromEntries(
      call.parameters.filter(({ required }) => required).map(({ name, schema }) => [name, valueFor(name, schema)]),
    );
    const response = await app.request(`http://${HOST}${addressOf(call, values)}`, {
      method: call.method,
      headers: scriptHeaders,
      body: call.example,
    });
    const text = await response.text();
    const heading = `${call.method} ${call.path}: ${response.status} ${text.slice(0, 300)}`;
    assert.ok(response.status < 500 && response.status !== 405, heading);
    // What is not there may be refused; an address that nobody answers may not.
    assert.ok(!text.includes("Cannot find this address"), heading);
  }
  assert.deepEqual(logged, []);
});

function valueFor(name: string, schema: Parameters<typeof exampleOf>[0] = {}): string {
  return name === "name" ? "ladder" : String(exampleOf(schema) || 1);
}
