/** A plugin's configuration against the JSON Schema in its manifest. Refuses unknown fields; fills in defaults. */
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { describeIssues, type Manifest } from "../protocol/manifest.ts";

/**
 * Checks that a manifest's `config` is a JSON Schema of an object.
 *
 * @throws {HostError} `bad_manifest`, naming `file` and field
 */
export function checkConfigSchema(config: Manifest["config"], file: string): void {
  try {
    schemaOf(config);
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new HostError("bad_manifest", `Cannot use ${file}: field config is no JSON Schema: ${problem}`, { cause });
  }
}

/**
 * Parses a plugin's configuration.
 *
 * @returns the configuration with defaults filled in
 * @throws {HostError} `bad_config`, naming plugin, field and what would be right
 */
export function parsePluginConfig(
  manifest: Pick<Manifest, "name" | "config">,
  config: unknown,
): Record<string, unknown> {
  const result = schemaOf(manifest.config).safeParse(config);
  if (result.success) return result.data;
  const issues = describeIssues(result.error, config);
  throw new HostError("bad_config", `Cannot configure ${manifest.name}: ${issues}`);
}

function schemaOf(config: Manifest["config"]): z.ZodType<Record<string, unknown>> {
  if (Object.keys(config).length === 0) return z.strictObject({});
  if (config.type !== "object") throw new TypeError(`its type is ${JSON.stringify(config.type)}, not "object"`);
  const closed = { additionalProperties: false, ...config } as Parameters<typeof z.fromJSONSchema>[0];
  return z.fromJSONSchema(closed) as z.ZodType<Record<string, unknown>>;
}
