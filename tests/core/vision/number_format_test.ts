import assert from "node:assert/strict";
import { type NumberFormat, parseField, parseNumber } from "../../../core/vision/number_format.ts";

const serbian = (kind: NumberFormat["kind"]): NumberFormat => ({ kind, locale: "sr-RS" });
const american = (kind: NumberFormat["kind"]): NumberFormat => ({ kind, locale: "en-US" });
const example = (kind: NumberFormat["kind"]): NumberFormat => ({
  kind,
  locale: { number: "12 345,60", multiplier: "x3.45" },
});

Deno.test("parseNumber() reads each kind in each locale", () => {
  const cases: [string, NumberFormat, number][] = [
    ["1.234,56", serbian("money"), 123456],
    ["1234,56", serbian("money"), 123456],
    ["1,234.56", american("money"), 123456],
    ["0.05", american("money"), 5],
    ["12 345,60", example("money"), 1234560],
    ["1.234.567", serbian("count"), 1234567],
    ["431", american("count"), 431],
    ["12 345", example("count"), 12345],
    ["3,45x", serbian("multiplier"), 345],
    ["3.45x", serbian("multiplier"), 345],
    ["x3.45", example("multiplier"), 345],
    ["1.00", american("multiplier"), 100],
    ["1,000,000.00x", american("multiplier"), 100_000_000],
  ];
  for (const [text, format, value] of cases) assert.equal(parseNumber(text, format), value, `${text} ${format.kind}`);
});

Deno.test("parseNumber() gives null when groups, decimals or limits are wrong", () => {
  const cases: [string, NumberFormat][] = [
    ["1.34,56", serbian("money")],
    ["1234.567,89", serbian("money")],
    ["1,234.56", serbian("money")],
    ["1.234", serbian("money")],
    ["12345", serbian("money")],
    ["12,5", serbian("money")],
    ["01,50", serbian("money")],
    ["", american("money")],
    [".50", american("money")],
    ["12,34", american("count")],
    ["1.5", american("count")],
    ["0.99x", american("multiplier")],
    ["1,000,000.01x", american("multiplier")],
    ["345x", american("multiplier")],
    ["x3.45x", american("multiplier")],
    ["3.4x5", american("multiplier")],
    ["3,45x", example("multiplier")],
    ["12345 60", example("money")],
    ["999999999999999", american("count")],
  ];
  for (const [text, format] of cases) assert.equal(parseNumber(text, format), null, `${text} ${format.kind}`);
});

Deno.test("parseNumber() reads money without decimals only when the locale's example has none", () => {
  assert.equal(parseNumber("12 345", { kind: "money", locale: { number: "1 000", multiplier: "1.00x" } }), 1_234_500);
  assert.equal(parseNumber("12 345", example("money")), null);
});

Deno.test("parseField() reads a stake with or without decimals, by either sign", () => {
  for (const text of ["10", "10.00", "10,00"]) assert.equal(parseField(text, serbian("money")), 1000, text);
  assert.equal(parseField("1.000", serbian("money")), 100_000);
  assert.equal(parseField("1.000", american("money")), null);
  assert.equal(parseField("10.0", american("money")), null);
  assert.equal(parseField("2.20x", serbian("multiplier")), 220);
});
