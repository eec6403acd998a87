/** The flight: multiplier and time agree exactly, both ways. */
import assert from "node:assert/strict";
import { flightMsUntil, multiplierAt } from "../../../core/simulator/flight.ts";
import { MULTIPLIER_MAX } from "../../../core/research/law.ts";

Deno.test("flightMsUntil() names the first millisecond at which multiplierAt() is there, for every multiplier to 100x", () => {
  for (let hundredths = 101; hundredths <= 10_000; hundredths += 1) {
    const ms = flightMsUntil(hundredths);
    assert.ok(multiplierAt(ms) >= hundredths && multiplierAt(ms - 1) < hundredths, `${hundredths}`);
  }
});

Deno.test("flightMsUntil() is zero for 1.00x and under four minutes for the highest crash point", () => {
  assert.equal(flightMsUntil(100), 0);
  assert.equal(Math.round(flightMsUntil(MULTIPLIER_MAX) / 1000), 230);
});
