import assert from "node:assert/strict";
import type { LineValue } from "../../../core/vision/line_value.ts";
import {
  chooseNumber,
  COUNT_ALONE_MIN,
  GLYPHS_ALONE_MIN,
  LINE_ALONE_MIN,
  type Suspicion,
} from "../../../core/vision/number_choice.ts";
import type { NumberFormat } from "../../../core/vision/number_format.ts";
import type { NumberText } from "../../../core/vision/number_text.ts";

const line = (value: number | null, confidence: number): LineValue => ({ value, confidence, contrary: 0, text: "" });
const NO_GLYPHS: NumberText = { value: null, confidence: 0 };

const FORMAT: NumberFormat = { kind: "multiplier", locale: "en-US" };

function choose(
  glyphs: NumberText,
  says: LineValue,
  { suspicion = "none", kind = "multiplier" }: { suspicion?: Suspicion; kind?: NumberFormat["kind"] } = {},
): [number | null, string] {
  const format: NumberFormat = { ...FORMAT, kind };
  const { value, method } = chooseNumber(glyphs, { suspicion: () => suspicion, readLine: () => says, format });
  return [value, method];
}

Deno.test("chooseNumber() believes sure glyphs without asking the line stage", () => {
  const choice = chooseNumber({ value: 345, confidence: GLYPHS_ALONE_MIN }, {
    suspicion: () => "none",
    readLine: () => assert.fail("asked"),
    format: FORMAT,
  });
  assert.deepEqual(choice, { value: 345, confidence: GLYPHS_ALONE_MIN, method: "glyphs" });
});

Deno.test("chooseNumber() wants the line stage's word where a part may be hidden", () => {
  const glyphs = { value: 345, confidence: 1 };
  assert.deepEqual(choose(glyphs, line(345, 0.98), { suspicion: "hidden" }), [345, "glyphs"]);
  assert.deepEqual(choose(glyphs, line(345, 0.85), { suspicion: "hidden" }), [null, "none"]);
  assert.deepEqual(choose(glyphs, line(null, 0), { suspicion: "hidden" }), [null, "none"]);
});

Deno.test("chooseNumber() lets the line stage decide where what hardly shows may be a cover", () => {
  const glyphs = { value: 251, confidence: 1 };
  assert.deepEqual(choose(glyphs, line(251, 0.7), { suspicion: "faint" }), [251, "glyphs"]);
  assert.deepEqual(choose(glyphs, line(251, 0.5), { suspicion: "faint" }), [null, "none"]);
  assert.deepEqual(choose(glyphs, line(null, 0), { suspicion: "faint" }), [null, "none"]);
  assert.deepEqual(choose(glyphs, line(83251, 0.9), { suspicion: "faint" }), [null, "none"]);
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
  assert.deepEqual(choose(NO_GLYPHS, line(345, COUNT_ALONE_MIN), { kind: "count" }), [345, "cnn"]);
  assert.deepEqual(choose(NO_GLYPHS, line(345, COUNT_ALONE_MIN - 0.001), { kind: "count" }), [null, "none"]);
  assert.deepEqual(choose(NO_GLYPHS, line(4, 0.98), { kind: "count", suspicion: "lone" }), [null, "none"]);
});

Deno.test("chooseNumber() wants a line alone, or one that agrees, to be surer where a part may be hidden", () => {
  const glyphs = { value: null, confidence: 0.8, doubtful: 345 };
  assert.deepEqual(choose(glyphs, line(345, 0.95), { suspicion: "hidden" }), [null, "none"]);
  assert.deepEqual(choose(NO_GLYPHS, line(345, 0.95), { suspicion: "hidden" }), [null, "none"]);
  assert.deepEqual(choose(NO_GLYPHS, line(345, 0.98), { suspicion: "hidden" }), [345, "cnn"]);
});

Deno.test("chooseNumber() wants the line stage's word for a lone figure", () => {
  const spinner = { value: 0, confidence: 0.99 };
  assert.deepEqual(choose(spinner, line(0, 0.85), { suspicion: "lone", kind: "count" }), [null, "none"]);
  assert.deepEqual(choose(spinner, line(0, 0.92), { suspicion: "lone", kind: "count" }), [0, "glyphs"]);
});

Deno.test("chooseNumber() believes two that agree when each is less sure", () => {
  assert.deepEqual(choose({ value: null, confidence: 0.6, doubtful: 345 }, line(345, 0.8)), [345, "cnn"]);
  assert.deepEqual(choose({ value: null, confidence: 0.1, doubtful: 345 }, line(345, 0.8)), [null, "none"]);
  assert.deepEqual(choose({ value: null, confidence: 0.6, doubtful: 345 }, line(345, 0.3)), [null, "none"]);
});
