/**
 * A plugin's settings as fields of a form: what its JSON Schema allows, the texts that stand in the form, and what they mean.
 * The host checks everything once more; what a form cannot show is edited as JSON.
 */
import type { StringKey } from "./strings.ts";

/** Minor units in one whole. */
const MINOR_UNITS = 100;

type Schema = Record<string, unknown>;
export type FieldKind = "text" | "number" | "integer" | "boolean" | "choice" | "list" | "group" | "json";

export interface Field {
  key: string;
  /** the key, or `group.key` */
  path: string;
  kind: FieldKind;
  title: string;
  description: string;
  schema: Schema;
  /** an amount in minor units, shown and typed in whole ones: its name says so */
  isMoney: boolean;
  /** never shown, only set */
  secret: boolean;
  /** of a choice */
  choices: (string | number)[];
  /** of a group its fields; of a list what each line is */
  fields: Field[];
}

/** What stands in the form, by path. */
export type Draft = Record<string, string | boolean>;

/** Why a text is no value of its field. */
export interface Problem {
  key: StringKey;
  values: Record<string, string | number>;
}

/** The fields of a settings schema, in its order. */
export function fieldsOf(schema: Schema, parent = ""): Field[] {
  return Object.entries(isObject(schema.properties) ? schema.properties : {}).map(([key, value]) =>
    fieldOf(key, { schema: isObject(value) ? value : {}, parent })
  );
}

/** The texts of the fields for these settings. */
export function draftOf(fields: readonly Field[], settings: Schema): Draft {
  return Object.assign(
    {},
    ...fields.map((field): Draft => {
      const value = settings[field.key];
      if (field.kind === "group") return draftOf(field.fields, isObject(value) ? value : {});
      return { [field.path]: field.kind === "boolean" ? value === true : textOf(field, value) };
    }),
  );
}

/** The settings that the texts mean, and by path what is wrong with those that mean nothing. An empty number is left out. */
export function readDraft(
  fields: readonly Field[],
  draft: Draft,
): { settings: Schema; problems: Record<string, Problem> } {
  const settings: Schema = {}, problems: Record<string, Problem> = {};
  for (const field of fields) {
    if (field.kind === "group") {
      const inside = readDraft(field.fields, draft);
      settings[field.key] = inside.settings;
      Object.assign(problems, inside.problems);
      continue;
    }
    const read = readField(field, draft[field.path] ?? "");
    if ("problem" in read) problems[field.path] = read.problem;
    else if (read.value !== undefined) settings[field.key] = read.value;
  }
  return { settings, problems };
}

type Read = { value: unknown } | { problem: Problem };

function fieldOf(key: string, { schema, parent }: { schema: Schema; parent: string }): Field {
  const path = parent === "" ? key : `${parent}.${key}`;
  const kind = kindOf(schema, { nested: parent !== "" });
  const { title, description } = schema;
  return {
    key,
    path,
    kind,
    title: typeof title === "string" ? title : key,
    description: typeof description === "string" ? description : "",
    schema,
    isMoney: isMoney(path),
    secret: schema.writeOnly === true,
    choices: Array.isArray(schema.enum) ? schema.enum : [],
    fields: kind === "group"
      ? fieldsOf(schema, path)
      : kind === "list"
      ? [fieldOf("item", { schema: schema.items as Schema, parent: path })]
      : [],
  };
}

/** A name that ends with its unit, as amounts of money do, or a line of a list that has such a name. */
function isMoney(path: string): boolean {
  return /Minor(\.item)?$/.test(path);
}

/** What a value is divided by to be shown. */
export function scaleOf({ isMoney }: Field): number {
  return isMoney ? MINOR_UNITS : 1;
}

function kindOf({ type, enum: choices, items, properties }: Schema, { nested }: { nested: boolean }): FieldKind {
  if (Array.isArray(choices) && choices.every((one) => typeof one === "string" || typeof one === "number")) {
    return "choice";
  }
  if (type === "string") return "text";
  if (type === "number" || type === "integer" || type === "boolean") return type;
  if (type === "array" && isObject(items)) {
    return ["text", "number", "integer", "choice"].includes(kindOf(items, { nested: true })) ? "list" : "json";
  }
  // One level: what lies deeper is for those who read JSON.
  return type === "object" && isObject(properties) && !nested ? "group" : "json";
}

function textOf(field: Field, value: unknown): string {
  const { kind, isMoney, fields } = field;
  if (value === undefined || (value === null && kind !== "json")) return "";
  if (kind === "list" && Array.isArray(value)) return value.map((one) => textOf(fields[0], one)).join("\n");
  if (isMoney && typeof value === "number") return String(value / MINOR_UNITS);
  return kind === "json" ? JSON.stringify(value) : String(value);
}

function readField(field: Field, text: string | boolean): Read {
  if (typeof text === "boolean") return { value: text };
  switch (field.kind) {
    case "number":
    case "integer":
      return readNumber(field, text.trim());
    case "choice": {
      const value = field.choices.find((one) => String(one) === text);
      return value === undefined && text !== ""
        ? { problem: { key: "fieldChoice", values: { choices: field.choices.join(", ") } } }
        : { value };
    }
    case "list":
      return readList(field, text);
    case "json":
      return readJson(text);
    default:
      return readText(field, text);
  }
}

function readNumber(field: Field, text: string): Read {
  const { kind, schema, isMoney } = field, scale = scaleOf(field);
  if (text === "") return { value: schema.nullable === true ? null : undefined };
  const typed = Number(text);
  if (!Number.isFinite(typed)) return { problem: { key: "fieldNumber", values: {} } };
  // 0.29 times a hundred is less than 29.
  const value = isMoney ? Number((typed * scale).toFixed(6)) : typed;
  if (kind === "integer" && !Number.isInteger(value)) {
    return { problem: { key: isMoney ? "fieldMoney" : "fieldWhole", values: {} } };
  }
  const { minimum, maximum } = schema;
  if (typeof minimum === "number" && value < minimum) {
    return { problem: { key: "fieldLeast", values: { minimum: minimum / scale } } };
  }
  if (typeof maximum === "number" && value > maximum) {
    return { problem: { key: "fieldMost", values: { maximum: maximum / scale } } };
  }
  return { value };
}

function readText({ schema: { minLength, maxLength, pattern } }: Field, text: string): Read {
  const length = [...text].length;
  if (typeof minLength === "number" && length < minLength) {
    return { problem: { key: "fieldShort", values: { minLength } } };
  }
  if (typeof maxLength === "number" && length > maxLength) {
    return { problem: { key: "fieldLong", values: { maxLength } } };
  }
  // A pattern may take for ever on a long text; the host checks that one.
  if (typeof pattern === "string" && pattern.length <= 200 && length <= 200 && !matches(pattern, text)) {
    return { problem: { key: "fieldPattern", values: { pattern } } };
  }
  return { value: text };
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    // The host knows better.
    return true;
  }
}

function readList({ fields: [item], schema: { minItems, maxItems } }: Field, text: string): Read {
  const values: unknown[] = [];
  for (const line of text.split("\n").map((one) => one.trim()).filter((one) => one !== "")) {
    const read = readField(item, line);
    if ("problem" in read) return read;
    values.push(read.value);
  }
  if (typeof minItems === "number" && values.length < minItems) {
    return { problem: { key: "fieldFew", values: { minItems } } };
  }
  if (typeof maxItems === "number" && values.length > maxItems) {
    return { problem: { key: "fieldMany", values: { maxItems } } };
  }
  return { value: values };
}

function readJson(text: string): Read {
  if (text.trim() === "") return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: { key: "fieldJson", values: {} } };
  }
}

function isObject(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
