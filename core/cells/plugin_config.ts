/**
 * A plugin's configuration against the JSON Schema in its manifest. Refuses unknown fields; fills in defaults. Refuses
 * schemas that can cost more time than their size: references and patterns.
 */
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { describeIssues, type Manifest } from "../protocol/manifest.ts";

/** A few of these double the work each, or never end; a pattern may take exponential time. The core's own thread parses. */
const REFUSED_KEYWORDS = ["$ref", "$dynamicRef", "$recursiveRef", "pattern", "patternProperties"];
/** Their values are data. */
const DATA_KEYWORDS = ["default", "enum", "const", "examples"];
/** Their values are schemas by names that an author chose. */
const NAMED_KEYWORDS = ["properties", "$defs", "definitions", "dependentSchemas"];
const SCHEMA_DEPTH_MAX = 16;

/**
 * Checks that a manifest's `config` is a JSON Schema of an object.
 *
 * @throws {HostError} `bad_manifest`, naming `file` and field
 */
export function checkConfigSchema(config: Manifest["config"], file: string): void {
  try {
    checkKeywords(config, 0);
    schemaOf(config);
  } catch (cause) {
    const problem = (cause as Error).message;
    throw new HostError("bad_manifest", `Cannot use ${file}: field config is no JSON Schema: ${problem}`, { cause });
  }
  checkDefaults(config, file);
}

/** What fills in for a setting that is left out is not looked at again: it must fit from the beginning. */
function checkDefaults(config: Manifest["config"], file: string): void {
  const properties = Object.entries((config.properties ?? {}) as Record<string, { default?: unknown }>);
  const given = properties.flatMap(([name, schema]) => schema?.default === undefined ? [] : [[name, schema.default]]);
  if (given.length === 0) return;
  const defaults = Object.fromEntries(given);
  const result = schemaOf({ ...config, required: [] }).safeParse(defaults);
  if (result.success) return;
  const issues = describeIssues(result.error, defaults);
  throw new HostError("bad_manifest", `Cannot use ${file}: field config has a default that does not fit: ${issues}`);
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

function checkKeywords(schema: unknown, depth: number): void {
  if (typeof schema !== "object" || schema === null) return;
  if (depth > SCHEMA_DEPTH_MAX) throw new TypeError(`it is nested deeper than ${SCHEMA_DEPTH_MAX}`);
  for (const [keyword, value] of Object.entries(schema)) {
    if (REFUSED_KEYWORDS.includes(keyword)) throw new TypeError(`it has ${keyword}, which no configuration may have`);
    if (DATA_KEYWORDS.includes(keyword)) continue;
    const named = NAMED_KEYWORDS.includes(keyword) && typeof value === "object" && value !== null;
    for (const inner of named ? Object.values(value) : [value]) checkKeywords(inner, depth + 1);
  }
}
