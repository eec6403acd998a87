import assert from "node:assert/strict";
import type { Phase } from "../../../core/protocol/reading.ts";
import { FreezeWatch, STILL_BAR_MAX_MS, STILL_FLIGHT_MAX_MS, STILL_MAX_MS } from "../../../core/tables/freeze_watch.ts";
import { makeReading } from "../cells/plugin_fixture.ts";
import { flatPicture, stageTable } from "./stages.ts";

const TICK_MS = 200;

/** How long a still picture is believed, milliseconds. */
function believedMs(
  phase: Phase,
  { progress = null, tickMs = TICK_MS }: { progress?: number | null; tickMs?: number } = {},
): number {
  const watch = new FreezeWatch([stageTable("soccer")]);
  for (let atMs = 0; atMs <= 2 * STILL_MAX_MS; atMs += tickMs) {
    watch.onFrame({ takenAtMs: atMs, pictures: [flatPicture(7)] });
    if (watch.stillMs({ ...makeReading({ phase }), takenAtMs: atMs, progress }) > 0) return atMs - tickMs;
  }
  return Infinity;
}

Deno.test("FreezeWatch.stillMs() doubts a picture when it stands still for longer than its phase allows", () => {
  assert.equal(believedMs("flying"), STILL_FLIGHT_MAX_MS);
  assert.equal(believedMs("waiting", { progress: 0.4 }), STILL_BAR_MAX_MS);
  assert.equal(believedMs("waiting"), STILL_MAX_MS);
  assert.equal(believedMs("crashed"), STILL_MAX_MS);
  assert.equal(believedMs("unknown"), Infinity);
});

Deno.test("FreezeWatch.stillMs() wants several equal pictures when the loop looks seldom", () => {
  assert.equal(believedMs("flying", { tickMs: 5_000 }), 15_000);
});

Deno.test("FreezeWatch.stillMs() doubts nothing when the picture changes again", () => {
  const watch = new FreezeWatch([stageTable("soccer")]);
  for (let atMs = 0; atMs <= 10_000; atMs += TICK_MS) watch.onFrame({ takenAtMs: atMs, pictures: [flatPicture(7)] });
  const reading = { ...makeReading({ phase: "flying" }), takenAtMs: 10_000 };
  assert.equal(watch.stillMs(reading), 10_000);
  watch.onFrame({ takenAtMs: 10_200, pictures: [flatPicture(8)] });
  assert.equal(watch.stillMs({ ...reading, takenAtMs: 10_200 }), 0);
});
