/** Text with marks that steer a terminal or the reading direction. */
import assert from "node:assert/strict";
import { parseHarmless } from "../../ui/harmless.ts";

Deno.test("parseHarmless() shows steering marks when a text holds them", () => {
  const text = JSON.stringify({ name: "a\u202egnp.exe", log: ["\x1b[2J\x07", "\u2066x\u2069", "a\u200bb", "\u0085"] });
  assert.deepEqual(parseHarmless(text), {
    name: "a\ufffdgnp.exe",
    log: ["\ufffd[2J\ufffd", "\ufffdx\ufffd", "a\ufffdb", "\ufffd"],
  });
});

Deno.test("parseHarmless() leaves everything else when there is nothing to steer", () => {
  const value = { n: 1.5, b: true, none: null, text: "Šta? <b>čćžđ</b> 😀\t\n", list: [1, "x"] };
  assert.deepEqual(parseHarmless(JSON.stringify(value)), value);
});
