import assert from "node:assert/strict";
import type { LineValue } from "../../../core/vision/line_value.ts";
import { chooseNumber, GLYPHS_ALONE_MIN, LINE_ALONE_MIN } from "../../../core/vision/number_choice.ts";
import type { NumberText } from "../../../core/vision/number_text.ts";

const line = (value: number | null, confidence: number): LineValue => ({ value, confidence, text: "" });
const NO_GLYPHS: NumberText = { value: null, confidence: 0 };

function choose(glyphs: NumberText, says: LineValue, hidden = false): [number | null, string] {
  const { value, method } = chooseNumber(glyphs, { isHidden: () => hidden, readLine: () => says });
  return [value, method];
}

Deno.test("chooseNumber() believes sure glyphs without asking the line stage", () => {
  const choice = chooseNumber({ value: 345, confidence: GLYPHS_ALONE_MIN }, {
    isHidden: () => false,
    readLine: () => assert.fail("asked"),
  });
  assert.deepEqual(choice, { value: 345, confidence: GLYPHS_ALONE_MIN, method: "glyphs" });
});

Deno.test("chooseNumber() wants the line stage's word where a part may be hidden", () => {
  const glyphs = { value: 345, confidence: 1 };
  assert.deepEqual(choose(glyphs, line(345, 0.6), true), [345, "glyphs"]);
  assert.deepEqual(choose(glyphs, line(345, 0.2), true), [null, "none"]);
  assert.deepEqual(choose(glyphs, line(null, 0), true), [null, "none"]);
});

Deno.test("chooseNumber() withholds what one stage says and the other, sure too, contradicts", () => {
  assert.deepEqual(choose({ value: 345, confidence: 0.9 }, line(845, 0.9)), [null, "none"]);
  assert.deepEqual(choose({ value: 345, confidence: 0.9 }, line(845, 0.2)), [345, "glyphs"]);
  assert.deepEqual(choose({ value: null, confidence: 0.8, doubtful: 345 }, line(845, 1)), [null, "none"]);
});

Deno.test("chooseNumber() believes a line alone only when it is very sure", () => {
  assert.deepEqual(choose(NO_GLYPHS, line(345, LINE_ALONE_MIN)), [345, "cnn"]);
  assert.deepEqual(choose(NO_GLYPHS, line(345, LINE_ALONE_MIN - 0.001)), [null, "none"]);
  assert.deepEqual(choose(NO_GLYPHS, line(null, 1)), [null, "none"]);
});

Deno.test("chooseNumber() believes two that agree when each is less sure", () => {
  assert.deepEqual(choose({ value: null, confidence: 0.6, doubtful: 345 }, line(345, 0.9)), [345, "cnn"]);
  assert.deepEqual(choose({ value: null, confidence: 0.1, doubtful: 345 }, line(345, 0.9)), [null, "none"]);
  assert.deepEqual(choose({ value: null, confidence: 0.6, doubtful: 345 }, line(345, 0.3)), [null, "none"]);
});
