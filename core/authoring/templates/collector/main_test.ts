/** Which readings become rows. */
import { deepEqual, equal } from "node:assert/strict";
import type { NumberReading, Reading } from "@aviator/sdk";
import plugin from "./main.ts";

const number = (value: number | null): NumberReading => ({ value, confidence: 1, method: "glyphs", micros: 1 });
const reading = (score: number | null, takenAtMs: number): Reading => ({
  table: "soccer",
  tick: takenAtMs / 200,
  takenAtMs,
  phase: "flying",
  progress: null,
  score: number(score),
  myMoney: number(null),
  otherCount: number(null),
  otherMoney: number(null),
});

Deno.test("onReading() writes one row a flight that reaches the threshold", () => {
  const collector = plugin.create({ config: { threshold: 2000 } });
  equal(collector.onReading?.(reading(1999, 200), { roundId: 7 }), undefined);
  const row = { kind: "crossing", table: "soccer", roundId: 7, threshold: 2000, takenAtMs: 400 };
  deepEqual(collector.onReading?.(reading(2000, 400), { roundId: 7 }), [row]);
  equal(collector.onReading?.(reading(2100, 600), { roundId: 7 }), undefined, "the same flight");
  deepEqual(collector.onReading?.(reading(2100, 800), { roundId: 8 }), [{ ...row, roundId: 8, takenAtMs: 800 }]);
});

Deno.test("onReading() writes nothing when the score could not be read or the round is not known", () => {
  const collector = plugin.create({ config: { threshold: 2000 } });
  equal(collector.onReading?.(reading(null, 200), { roundId: 7 }), undefined);
  equal(collector.onReading?.(reading(2000, 400), { roundId: null }), undefined);
});
