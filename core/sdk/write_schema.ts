/** Writes `plugin.schema.json`, the JSON Schema of a plugin's manifest, from the schema that checks it. Run it after a change there. */
import { z } from "zod";
import { manifest } from "../protocol/manifest.ts";

/** The text of the published schema. */
export function manifestSchema(): string {
  const schema = z.toJSONSchema(manifest, { io: "input" });
  const described = {
    $schema: schema.$schema,
    title: "Plugin manifest",
    description: "plugin.json of a bookmaker, collector or strategy plugin",
    ...schema,
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}

if (import.meta.main) {
  await Deno.writeTextFile(new URL("./plugin.schema.json", import.meta.url), manifestSchema());
}
