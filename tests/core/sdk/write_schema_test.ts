/** The published JSON Schema of a manifest is the one that checks it. */
import assert from "node:assert/strict";
import { manifestSchema } from "../../../core/sdk/write_schema.ts";
import { z } from "zod";

Deno.test("plugin.schema.json is what manifestSchema() gives", async () => {
  const published = await Deno.readTextFile(new URL("../../../core/sdk/plugin.schema.json", import.meta.url));
  assert.deepEqual(JSON.parse(published), JSON.parse(manifestSchema()), "run core/sdk/write_schema.ts");
});

Deno.test("plugin.schema.json takes a bundled manifest and refuses a field too many", async () => {
  const file = new URL("../../../plugins/strategies/martingale/plugin.json", import.meta.url);
  const manifest = JSON.parse(await Deno.readTextFile(file));
  const schema = z.fromJSONSchema(JSON.parse(manifestSchema()));
  assert.equal(schema.safeParse(manifest).success, true);
  assert.equal(schema.safeParse({ ...manifest, extra: 1 }).success, false);
});

Deno.test("plugin.schema.json describes every field when an editor asks", () => {
  const bare: string[] = [];
  const look = (node: unknown, path: string): void => {
    if (typeof node !== "object" || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      if (key !== "properties") {
        look(value, path);
        continue;
      }
      for (const [name, schema] of Object.entries(value as Record<string, { description?: string }>)) {
        if (!schema.description) bare.push(`${path}${name}`);
        look(schema, `${path}${name}.`);
      }
    }
  };
  look(JSON.parse(manifestSchema()), "");
  assert.deepEqual(bare, []);
});
