/** The settings view has words of both languages for every field of the real configuration. */
import assert from "node:assert/strict";
import { fieldName, inWords } from "../../ui/config_words.ts";
import { type Field, fieldsOf } from "../../ui/schema_fields.ts";
import { language, LANGUAGES } from "../../ui/settings.ts";
import { generatedConfiguration } from "../core/server/generated_operations.ts";

const flat = (fields: readonly Field[]): Field[] =>
  fields.flatMap((field) => [field, ...(field.kind === "group" ? flat(field.fields) : [])]);

Deno.test("inWords() names and explains every field of the configuration in both languages", async () => {
  const { schema, fixed } = await generatedConfiguration().view();
  const before = language.value, plain = flat(fieldsOf(schema));
  try {
    const words = LANGUAGES.map((one) => {
      language.value = one;
      for (const name of Object.keys(fixed)) assert.notEqual(fieldName(name), name, `${one}: ${name}`);
      return flat(inWords(fieldsOf(schema)));
    });
    for (const [index, { path, kind }] of plain.entries()) {
      const [english, serbian] = words.map((fields) => fields[index]);
      assert.notEqual(english.title, path);
      assert.notEqual(english.title, serbian.title, path);
      if (kind !== "group") assert.notEqual(english.description, serbian.description, path);
    }
  } finally {
    language.value = before;
  }
});

Deno.test("inWords() leaves a field as the host describes it when this page has no words for it", () => {
  const schema = { properties: { newest: { type: "integer", description: "Something new" } } };
  const [field] = inWords(fieldsOf(schema));
  assert.deepEqual([field.title, field.description], ["newest", "Something new"]);
});
