import assert from "node:assert/strict";
import { ColorSampler, SAMPLE_EVERY_MS, SAMPLES_PENDING_MAX } from "../../../core/tables/color_sampler.ts";
import { makeReading } from "../cells/plugin_fixture.ts";
import { flatPicture, stageTable } from "./stages.ts";

function open(wanted = true) {
  const sampler = new ColorSampler({ tables: [stageTable("soccer"), stageTable("admiral")], wanted: () => wanted });
  const look = (takenAtMs: number, ...shades: number[]) =>
    sampler.onFrame({ takenAtMs, pictures: shades.map(flatPicture) });
  const sampleAt = (takenAtMs: number, table = "soccer") => sampler.of({ ...makeReading({ table }), takenAtMs });
  return { sampler, look, sampleAt };
}

Deno.test("ColorSampler gives each table's colours with the phase when the reading of the same picture comes", () => {
  const { look, sampler } = open();
  look(1000, 10, 200);
  const reading = makeReading({ table: "admiral", phase: "crashed" });
  assert.equal(sampler.of({ ...reading, takenAtMs: 800 }), null);
  assert.deepEqual(sampler.of({ ...reading, takenAtMs: 1000 }), {
    table: "admiral",
    takenAtMs: 1000,
    phase: "crashed",
    regions: [{ region: "phase", mean: [200, 200, 200], deviation: [0, 0, 0] }],
  });
  assert.equal(sampler.of({ ...reading, takenAtMs: 1000 }), null);
});

Deno.test("ColorSampler samples twice a second when the loop looks five times", () => {
  const { look, sampler } = open();
  for (let atMs = 0; atMs < 10_000; atMs += 200) look(atMs, 1, 2);
  assert.equal(sampler.taken / 2, 10_000 / SAMPLE_EVERY_MS);
});

Deno.test("ColorSampler goes on when the clock is set back", () => {
  const { look, sampler } = open();
  look(1_000_000, 1, 2);
  look(0, 1, 2);
  assert.equal(sampler.taken, 4);
});

Deno.test("ColorSampler looks at no pixel when nobody wants samples", () => {
  const { look, sampler } = open(false);
  look(0, 1, 2);
  assert.equal(sampler.taken, 0);
});

Deno.test("ColorSampler gives samples up when their readings do not come", () => {
  const { look, sampleAt } = open();
  for (let index = 0; index <= SAMPLES_PENDING_MAX; index++) look(index * SAMPLE_EVERY_MS, 1, 2);
  assert.equal(sampleAt(0), null);
  assert.notEqual(sampleAt(SAMPLE_EVERY_MS), null);
});
