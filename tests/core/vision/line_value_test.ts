import assert from "node:assert/strict";
import { openSidesOf, valueOfSpellings, valueOfText } from "../../../core/vision/line_value.ts";
import type { NumberFormat } from "../../../core/vision/number_format.ts";

const score: NumberFormat = { kind: "multiplier", locale: "sr-RS" };
const money: NumberFormat = { kind: "money", locale: "sr-RS" };
const count: NumberFormat = { kind: "count", locale: "sr-RS" };

Deno.test("valueOfText() reads numbers, and leaves out words beside money and counts", () => {
  assert.equal(valueOfText("1.250,37x", score), 125037);
  assert.equal(valueOfText("x3.45", score), 345);
  assert.equal(valueOfText("? 1.234,56 ?.", money), 123456);
  assert.equal(valueOfText("$12,50", money), 1250);
  assert.equal(
    valueOfText("12 345,60 $", { kind: "money", locale: { number: "12 345,60", multiplier: "x3.45" } }),
    1234560,
  );
  assert.equal(valueOfText("431 ?", count), 431);
});

Deno.test("valueOfText() gives nothing when a part cannot be read or belongs to something else", () => {
  for (const text of ["#,45x", "3,4#x", "3.45 ?", "? 3.45x", "3?45x", "3.4x", ""]) {
    assert.equal(valueOfText(text, score), null, text);
  }
  for (const text of ["#234,56", "1.234,5?", "?1.234,56", "1.234,56#", "12,50 #"]) {
    assert.equal(valueOfText(text, money), null, text);
  }
  for (const text of ["4?1", "24?", "?24", "# 24", "12 45"]) assert.equal(valueOfText(text, count), null, text);
});

Deno.test("valueOfSpellings() adds up what spells the same value", () => {
  const spellings = [{ text: "3.45x", chance: 0.5 }, { text: "3,45x", chance: 0.3 }, { text: "8.45x", chance: 0.1 }];
  const { value, confidence, text } = valueOfSpellings(spellings, score);
  assert.equal(value, 345);
  assert(Math.abs(confidence - 0.8) < 1e-9);
  assert.equal(text, "3.45x");
});

Deno.test("valueOfSpellings() takes a sign that makes no number for the other one only where that was seen too", () => {
  const seen = [{ text: "1,234,56", chance: 0.6 }, { text: "1.234,56", chance: 0.3 }];
  assert.deepEqual(valueOfSpellings(seen, money).value, 123456);
  assert(valueOfSpellings(seen, money).confidence > 0.89);
  assert.equal(valueOfSpellings([{ text: "1,234,56", chance: 0.9 }], money).value, null);
  const hardly = [{ text: "1,234,56", chance: 0.9 }, { text: "1.234,56", chance: 0.001 }];
  assert(valueOfSpellings(hardly, money).confidence < 0.01);
});

Deno.test("openSidesOf() says where more figures might stand", () => {
  assert.deepEqual(openSidesOf("3.45x", score), { left: true, right: false });
  assert.deepEqual(openSidesOf("x3.45", score), { left: false, right: true });
  assert.deepEqual(openSidesOf("? 12,50", money), { left: false, right: false });
  assert.deepEqual(openSidesOf("431", count), { left: true, right: true });
});
