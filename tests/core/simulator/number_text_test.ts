/** Numbers as tables write them and players type them. */
import assert from "node:assert/strict";
import {
  countText,
  fieldText,
  moneyText,
  multiplierText,
  parseFieldText,
} from "../../../core/simulator/number_text.ts";

Deno.test("moneyText(), countText() and multiplierText() group and separate as the tag says", () => {
  assert.equal(moneyText(123_456_789, "sr-RS"), "1.234.567,89");
  assert.equal(moneyText(123_456_789, "en-US"), "1,234,567.89");
  assert.equal(moneyText(5, "en-US"), "0.05");
  assert.equal(countText(1234, "sr-RS"), "1.234");
  assert.equal(countText(999, "en-US"), "999");
  assert.equal(multiplierText(345, "sr-RS"), "3,45x");
  assert.equal(fieldText(100_000_00, "sr-RS"), "100000,00");
});

Deno.test("parseFieldText() takes either separator and up to two decimals, and nothing else", () => {
  const right = { "10": 1000, "2,20": 220, "2.2": 220, "7.": 700, " 15 ": 1500 };
  for (const [text, hundredths] of Object.entries(right)) assert.equal(parseFieldText(text), hundredths, text);
  for (const text of ["", ".5", "1.234", "1,2,3", "-5", "1e3", "x", "1234567890"]) {
    assert.equal(parseFieldText(text), null, text);
  }
});
