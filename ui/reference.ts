/** The API's own document, as far as the reference shows it: calls, their values, an example of what they take. */

/** The part of a JSON Schema that examples are made of. */
export interface SchemaPart {
  type?: string | string[];
  properties?: Record<string, SchemaPart>;
  required?: string[];
  items?: SchemaPart;
  enum?: unknown[];
  const?: unknown;
  anyOf?: SchemaPart[];
  oneOf?: SchemaPart[];
  minimum?: number;
  default?: unknown;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: SchemaPart;
}

interface Operation {
  summary?: string;
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, { schema?: SchemaPart }> };
}

export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

/** One call of the API. */
export interface ApiCall {
  method: string;
  path: string;
  summary: string;
  parameters: Parameter[];
  /** an example body as JSON text; null where the call takes none */
  example: string | null;
}

const DEPTH_MAX = 5;

/** All calls of a document, by path. */
export function callsOf({ paths }: ApiDocument): ApiCall[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary = "", parameters = [], requestBody }]) => {
      const schema = requestBody?.content?.["application/json"]?.schema;
      const example = schema === undefined ? null : JSON.stringify(exampleOf(schema), null, 2);
      return { method: method.toUpperCase(), path, summary, parameters, example };
    })
  ).sort((a, b) => a.path.localeCompare(b.path) || a.method.localeCompare(b.method));
}

/** A value that a schema is likely to take: what is required and little else. */
export function exampleOf(schema: SchemaPart, depth = 0): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return exampleOf(choice, depth);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object") {
    const wanted = depth > DEPTH_MAX ? [] : schema.required ?? Object.keys(schema.properties ?? {});
    return Object.fromEntries(wanted.map((name) => [name, exampleOf(schema.properties?.[name] ?? {}, depth + 1)]));
  }
  if (type === "array") return [];
  if (type === "integer" || type === "number") return schema.minimum ?? 0;
  if (type === "boolean") return false;
  return type === "string" ? "" : null;
}

/** The address of a call with its values in it; a value that is empty is left out of the query. */
export function addressOf({ path, parameters }: Pick<ApiCall, "path" | "parameters">, values: Record<string, string>) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, name) => encodeURIComponent(values[name] ?? ""));
  const query = parameters.filter((one) => one.in === "query" && values[one.name]);
  return query.length === 0
    ? filled
    : `${filled}?${new URLSearchParams(query.map(({ name }) => [name, values[name]]))}`;
}
