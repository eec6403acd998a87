import assert from "node:assert/strict";
import { leftMs, PLACING_MS_DEFAULT, PlacingPace } from "../../../core/betting/placing_pace.ts";

Deno.test("expectedMs() is the slowest of a table's last five bets, and a default before the first", () => {
  const pace = new PlacingPace();
  assert.equal(pace.expectedMs("one"), PLACING_MS_DEFAULT);
  for (const tookMs of [900, 300, 200, 250, 240]) pace.learn("one", tookMs);
  assert.equal(pace.expectedMs("one"), 900);
  pace.learn("one", 210);
  assert.equal(pace.expectedMs("one"), 300);
  assert.equal(pace.expectedMs("two"), PLACING_MS_DEFAULT);
});

Deno.test("doubt() forgets the slowest, so that one slow bet does not refuse all others for ever", () => {
  const pace = new PlacingPace();
  for (const tookMs of [9_000, 300]) pace.learn("one", tookMs);
  pace.doubt("one");
  assert.equal(pace.expectedMs("one"), 300);
  for (let refusals = 0; refusals < 3; refusals++) pace.doubt("one");
  assert.equal(pace.expectedMs("one"), PLACING_MS_DEFAULT);
});

Deno.test("leftMs() takes the clock's word or the bar's, whichever leaves less", () => {
  const phase = { nowMs: 1_000, deadlineMs: 4_000, progress: null };
  assert.equal(leftMs(phase), 3_000);
  assert.equal(leftMs({ ...phase, progress: 0.75, waitingMs: 8_000 }), 2_000);
  assert.equal(leftMs({ ...phase, progress: 0.1, waitingMs: 8_000 }), 3_000);
  assert.equal(leftMs({ ...phase, progress: 0.9 }), 500);
});
