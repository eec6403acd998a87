import assert from "node:assert/strict";
import { spellingsOf, valueOfSpelling } from "../../../core/vision/spellings.ts";

const SERBIAN = { locale: "sr-RS", grouped: true } as const;

Deno.test("spellingsOf() writes a value as a table may when thousands are parted, are not, or are parted by spaces", () => {
  assert.deepEqual(spellingsOf(123_456_789, { ...SERBIAN, kind: "money" }), ["1.234.567.89"]);
  assert.deepEqual(spellingsOf(123_456_789, { ...SERBIAN, kind: "money", grouped: false }), ["1234567.89"]);
  const spaced = { number: "12 345,60", multiplier: "x3.45" };
  assert.deepEqual(spellingsOf(123_456_789, { locale: spaced, grouped: true, kind: "money" }), ["1234567.89"]);
  assert.deepEqual(spellingsOf(1_234, { ...SERBIAN, kind: "count" }), ["1.234"]);
  assert.deepEqual(spellingsOf(345, { ...SERBIAN, kind: "multiplier" }), ["3.45x", "x3.45", "3.45"]);
});

Deno.test("valueOfSpelling() is the inverse of spellingsOf() when any value is spelled", () => {
  for (const kind of ["money", "count", "multiplier"] as const) {
    for (const grouped of [true, false]) {
      for (const value of [100, 101, 999, 1_000, 12_345, 99_999_999, 100_000_000]) {
        for (const text of spellingsOf(value, { kind, grouped, locale: "en-US" })) {
          assert.equal(valueOfSpelling(text, { kind, grouped, locale: "en-US" }), value, `${kind} ${text}`);
        }
      }
    }
  }
});

Deno.test("valueOfSpelling() gives no value when a figure or a separator is missing or too many", () => {
  for (const text of ["", "x", "2166.301.63", "12.34.56", "1.234.5", ".50", "01.00", "1..00"]) {
    assert.equal(valueOfSpelling(text, { ...SERBIAN, kind: "money" }), null, text);
  }
  for (const text of ["0.99x", "3.4x", "x3.45x", "345", "1000000.01x"]) {
    assert.equal(valueOfSpelling(text, { ...SERBIAN, kind: "multiplier" }), null, text);
  }
});
