/** A plugin's settings as fields: every kind there and back, every limit at its edge and one past it. */
import assert from "node:assert/strict";
import { parsePluginConfig } from "../../core/cells/plugin_config.ts";
import { draftOf, fieldsOf, readDraft } from "../../ui/schema_fields.ts";

const SCHEMA = {
  type: "object",
  properties: {
    word: {
      type: "string",
      minLength: 2,
      maxLength: 4,
      pattern: "^[a-z]+$",
      default: "abc",
      title: "Word",
      description: "A word",
    },
    share: { type: "number", minimum: 0, maximum: 1, default: 0.5 },
    count: { type: "integer", minimum: 1, maximum: 9, default: 3 },
    isOn: { type: "boolean", default: true },
    choice: { enum: ["low", "high", 7], default: "low" },
    steps: { type: "array", items: { type: "integer", minimum: 1 }, minItems: 1, maxItems: 3, default: [1, 2] },
    nested: { type: "object", properties: { name: { type: "string", default: "x" } }, default: { name: "x" } },
    deep: { type: "array", items: { type: "array", items: { type: "number" } }, default: [[1]] },
  },
};
const MANIFEST = { name: "tested", config: SCHEMA };
const fields = fieldsOf(SCHEMA);
const defaults = parsePluginConfig(MANIFEST, {});
const read = (path: string, text: string | boolean) =>
  readDraft(fields, { ...draftOf(fields, defaults), [path]: text });

Deno.test("fieldsOf() gives each property its kind, title and description", () => {
  const kinds = fields.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["text", "number", "integer", "boolean", "choice", "list", "group", "json"]);
  assert.deepEqual([fields[0].title, fields[0].description, fields[1].title], ["Word", "A word", "share"]);
  assert.deepEqual(fields[6].fields.map(({ path }) => path), ["nested.name"]);
});

Deno.test("readDraft() gives back the settings that draftOf() was given, and the host takes them", () => {
  const { settings, problems } = readDraft(fields, draftOf(fields, defaults));
  assert.deepEqual([settings, problems], [defaults, {}]);
  assert.deepEqual(parsePluginConfig(MANIFEST, settings), defaults);
});

Deno.test("readDraft() takes what is typed when it lies within the limits, as the host does", () => {
  const typed: [string, string | boolean, unknown][] = [
    ["word", "ab", "ab"],
    ["word", "abcd", "abcd"],
    ["share", "1", 1],
    ["count", " 9 ", 9],
    ["isOn", false, false],
    ["choice", "7", 7],
    ["steps", "5\n\n 6\n7", [5, 6, 7]],
    ["deep", "[[2],[3]]", [[2], [3]]],
  ];
  for (const [path, text, value] of typed) {
    const { settings, problems } = read(path, text);
    assert.deepEqual([settings[path], problems], [value, {}], path);
    parsePluginConfig(MANIFEST, settings);
  }
  assert.deepEqual(read("nested.name", "y").settings.nested, { name: "y" });
  assert.equal("count" in read("count", "").settings, false, "the default fills in");
});

Deno.test("readDraft() says what would be right when a text is one past a limit, and the host refuses it too", () => {
  const typed: [string, string, string, unknown][] = [
    ["word", "a", "fieldShort", "a"],
    ["word", "abcde", "fieldLong", "abcde"],
    ["word", "ab1", "fieldPattern", "ab1"],
    ["share", "1.01", "fieldMost", 1.01],
    ["share", "-0.01", "fieldLeast", -0.01],
    ["share", "much", "fieldNumber", "much"],
    ["count", "1.5", "fieldWhole", 1.5],
    ["count", "10", "fieldMost", 10],
    ["choice", "middle", "fieldChoice", "middle"],
    ["steps", "", "fieldFew", []],
    ["steps", "1\n2\n3\n4", "fieldMany", [1, 2, 3, 4]],
    ["steps", "1\n0", "fieldLeast", [1, 0]],
    ["deep", "[[", "fieldJson", "[["],
  ];
  for (const [path, text, key, value] of typed) {
    assert.deepEqual(
      [Object.keys(read(path, text).problems), read(path, text).problems[path]?.key],
      [[path], key],
      text,
    );
    assert.throws(() => parsePluginConfig(MANIFEST, { ...defaults, [path]: value }), /^HostError: Cannot configure/);
  }
});

Deno.test("readDraft() takes amounts of money in whole units and keeps minor ones, to the cent", () => {
  const schema = {
    properties: {
      stakeMinor: { type: "integer", minimum: 50, maximum: 1_000_000 },
      stakesMinor: { type: "array", items: { type: "integer", minimum: 1 }, maxItems: 3 },
      limits: { type: "object", properties: { lossMinor: { type: "integer", nullable: true } } },
      minorCount: { type: "integer" },
    },
  };
  const money = fieldsOf(schema), given = { stakeMinor: 1_029, stakesMinor: [29, 1_000], limits: { lossMinor: 7 } };
  const draft = draftOf(money, { ...given, minorCount: 3 });
  assert.deepEqual(
    [draft.stakeMinor, draft.stakesMinor, draft["limits.lossMinor"], draft.minorCount],
    ["10.29", "0.29\n10", "0.07", "3"],
  );
  assert.deepEqual(readDraft(money, draft), { settings: { ...given, minorCount: 3 }, problems: {} });
  const problems = (text: string) => readDraft(money, { ...draft, stakeMinor: text }).problems.stakeMinor;
  assert.deepEqual(problems("0.495"), { key: "fieldMoney", values: {} });
  assert.deepEqual(problems("0.49"), { key: "fieldLeast", values: { minimum: 0.5 } });
  assert.deepEqual(problems("10000.01"), { key: "fieldMost", values: { maximum: 10_000 } });
  assert.equal(problems("10000"), undefined);
  for (let minor = 50; minor <= 20_000; minor++) {
    const { settings } = readDraft(money, draftOf(money, { stakeMinor: minor }));
    assert.equal(settings.stakeMinor, minor);
  }
});
