/** Every word in both languages, none missing, none unused. */
import assert from "node:assert/strict";
import { VIEW_NAMES } from "../../ui/route.ts";
import { BET_STATES } from "../../core/protocol/bet.ts";
import { CELL_STATES } from "../../core/protocol/page.ts";
import { language } from "../../ui/settings.ts";
import { STRING_KEYS, t, textIn } from "../../ui/strings.ts";

/** The same in both languages, and rightly so. */
const SAME = ["minutes", "modelModel", "none"];

Deno.test("every text exists in both languages when the page is shown", () => {
  for (const key of STRING_KEYS) {
    assert.ok(textIn("en", key).length > 0 && textIn("sr", key).length > 0, key);
    if (!SAME.includes(key)) assert.notEqual(textIn("en", key), textIn("sr", key), key);
  }
});

Deno.test("both languages name the same values when a text has any", () => {
  const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const key of STRING_KEYS) assert.deepEqual(names(textIn("en", key)), names(textIn("sr", key)), key);
});

Deno.test("Serbian is in Latin letters when read", () => {
  for (const key of STRING_KEYS) assert.doesNotMatch(textIn("sr", key), /\p{Script=Cyrillic}/u, key);
});

Deno.test("every state has a word when the protocol gains one", () => {
  const keys: readonly string[] = STRING_KEYS;
  for (const state of BET_STATES) assert.ok(keys.includes(`bet.${state}`), state);
  for (const state of CELL_STATES) assert.ok(keys.includes(`cell.${state}`), state);
});

Deno.test("every text is used when the page's sources are searched", async () => {
  let sources = "";
  for await (const entry of Deno.readDir("ui")) {
    if (/\.tsx?$/.test(entry.name) && !entry.name.endsWith("strings.ts")) {
      sources += await Deno.readTextFile(`ui/${entry.name}`);
    }
  }
  const computed =
    /^(alert|bet|cell|config|configAbout|kind|betting|place|shows|state|step|touch|quota|level|verdict|fairness|lease|cause|forward|job|gap|part)\./;
  const named: string[] = [...VIEW_NAMES, "paper", "virtual", "lost", "locked"];
  const unused = STRING_KEYS.filter((key) =>
    !computed.test(key) && !named.includes(key) && !sources.includes(`"${key}"`)
  );
  assert.deepEqual(unused, []);
});

Deno.test("t() puts values in and leaves unknown ones when called", () => {
  const before = language.value;
  language.value = "en";
  assert.equal(t("armConfirm", { minutes: 15 }), "Arm for 15 minutes");
  assert.equal(t("armConfirm"), "Arm for {minutes} minutes");
  language.value = before;
});
