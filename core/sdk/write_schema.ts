/** Writes `plugin.schema.json`, the JSON Schema of a plugin's manifest, from the schema that checks it. Run it after a change there. */
import { z } from "zod";
import { manifest } from "../protocol/manifest.ts";
import { descriptionAt } from "./schema_descriptions.ts";

/** The text of the published schema. */
export function manifestSchema(): string {
  const schema = z.toJSONSchema(manifest, { io: "input" });
  const published = {
    $schema: schema.$schema,
    title: "Plugin manifest",
    description: "plugin.json of a bookmaker, collector or strategy plugin",
    ...described(schema, []),
  };
  return `${JSON.stringify(published, null, 2)}\n`;
}

/** The schema with a description at every property, so that an editor explains as it completes. */
function described(node: object, path: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (key === "properties") return [key, describedProperties(value, path)];
      if (key === "anyOf" || key === "oneOf") return [key, value.map((one: object) => described(one, path))];
      const isSchema = key === "items" && typeof value === "object" && value !== null;
      return [key, isSchema ? described(value, path) : value];
    }),
  );
}

function describedProperties(properties: Record<string, object>, path: readonly string[]): Record<string, object> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const at = [...path, name], description = descriptionAt(at);
      return [name, { ...description !== undefined && { description }, ...described(schema, at) }];
    }),
  );
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("./plugin.schema.json", import.meta.url), manifestSchema());
}
