/** What a plugin imports; the examples in its documentation run apart. */
import assert from "node:assert/strict";
import { declaredTable, defineBookmaker, defineCollector, defineStrategy, TableReader } from "@aviator/sdk";

Deno.test("each define function throws a TypeError when its function is missing", () => {
  const nothing = {} as never;
  for (const define of [defineBookmaker, defineCollector, defineStrategy]) {
    assert.throws(
      () => define(nothing),
      new TypeError(`Cannot define a plugin: ${define === defineStrategy ? "decide" : "create"} is undefined`),
    );
  }
});

Deno.test("each define function names its plugin's kind", () => {
  const create = () => ({ read: () => assert.fail() });
  assert.equal(defineBookmaker({ create }).kind, "bookmaker");
  assert.equal(defineCollector({ create: () => ({}) }).kind, "collector");
  assert.equal(defineStrategy({ decide: () => null }).kind, "strategy");
});

Deno.test("declaredTable reads by the table reader", async () => {
  const file = new URL("../../../plugins/bookmakers/soccer/plugin.json", import.meta.url);
  const { table } = JSON.parse(await Deno.readTextFile(file));
  assert.ok(declaredTable.create({ name: "soccer", table, config: {} }) instanceof TableReader);
});
