import assert from "node:assert/strict";
import type { PhaseOpinions } from "../../../core/protocol/reading.ts";
import { PhaseAccuracyCounter } from "../../../core/tables/phase_accuracy.ts";
import type { Observation } from "../../../core/tables/round_tracker.ts";
import { makeReading } from "../cells/plugin_fixture.ts";

const ROUND = {
  id: 1,
  table: "soccer",
  startedAtMs: 5_000,
  endedAtMs: 9_000,
  multiplier: 127,
  players: null,
  playersMoneyMinor: null,
};

function seen(atMs: number, opinions: PhaseOpinions, round: Observation["round"] = null): Observation {
  const reading = { ...makeReading(), takenAtMs: atMs, opinions };
  return { reading, roundId: 1, change: null, round, missed: null, doubts: [] } as unknown as Observation;
}

Deno.test("PhaseAccuracyCounter tells nothing before anything was counted", () => {
  const nothing = { compared: 0, agreement: null, judged: 0, rules: null, model: null };
  assert.deepEqual(new PhaseAccuracyCounter().view(), nothing);
});

Deno.test("PhaseAccuracyCounter counts agreement at once and who was right when the round is over", () => {
  const counter = new PhaseAccuracyCounter();
  counter.observe(seen(6_000, { rules: "flying", model: "flying" }));
  counter.observe(seen(7_000, { rules: "flying", model: "crashed" }));
  counter.observe(seen(8_000, { rules: "unknown", model: "flying" }));
  counter.observe(seen(8_200, { rules: "flying", model: null }));
  assert.deepEqual(counter.view(), { compared: 2, agreement: 0.5, judged: 0, rules: null, model: null });
  counter.observe(seen(9_600, { rules: "crashed", model: "crashed" }, ROUND));
  assert.deepEqual(counter.view(), { compared: 3, agreement: 2 / 3, judged: 5, rules: 1, model: 3 / 4 });
});

Deno.test("PhaseAccuracyCounter judges nothing where a phase begins or ends, nor before the flight", () => {
  const counter = new PhaseAccuracyCounter();
  for (const atMs of [2_000, 4_700, 5_300, 8_700]) counter.observe(seen(atMs, { rules: "flying", model: "flying" }));
  counter.observe(seen(9_300, { rules: "flying", model: "flying" }, ROUND));
  assert.equal(counter.view().judged, 0);
});
