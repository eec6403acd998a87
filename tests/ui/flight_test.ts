/** The curve between two readings, and the three colours. */
import assert from "node:assert/strict";
import { band, extrapolated, EXTRAPOLATION_MS_MAX } from "../../ui/flight.ts";

Deno.test("extrapolated() is the reading itself when no time has passed", () => {
  for (const reading of [100, 101, 115, 999, 123_456]) assert.equal(extrapolated(reading, 0), reading);
});

Deno.test("extrapolated() follows e^(0.06 t) when time passes", () => {
  assert.equal(extrapolated(1_000, 500), Math.floor(1_000 * Math.exp(0.03)));
});

Deno.test("extrapolated() stands still when no reading comes any more", () => {
  assert.equal(extrapolated(1_000, 60_000), extrapolated(1_000, EXTRAPOLATION_MS_MAX));
  assert.equal(extrapolated(1_000, -5), 1_000);
});

Deno.test("band() changes colour when 2 and 10 are reached", () => {
  assert.deepEqual([100, 199, 200, 999, 1_000].map(band), ["low", "low", "middle", "middle", "high"]);
});
