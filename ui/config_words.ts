/** Puts the reader's words on the configuration's fields. A field that this page has no words for keeps the host's own. */
import type { Field } from "./schema_fields.ts";
import { STRING_KEYS, type StringKey, t } from "./strings.ts";

/** A field's name in the reader's language; its own where there is none. */
export const fieldName = (path: string): string => wordsFor("config", path) ?? path;

/** The same fields, and those inside them, with names and explanations in the reader's language. */
export function inWords(fields: readonly Field[]): Field[] {
  return fields.map((field) => ({
    ...field,
    title: fieldName(field.path),
    description: wordsFor("configAbout", field.path) ?? field.description,
    fields: field.kind === "group" ? inWords(field.fields) : field.fields,
  }));
}

function wordsFor(kind: "config" | "configAbout", path: string): string | undefined {
  const key = STRING_KEYS.find((known): known is StringKey & `${typeof kind}.${string}` => known === `${kind}.${path}`);
  return key && t(key);
}
