/** Heartbeats, judged without waiting for them. */
import assert from "node:assert/strict";
import { Watchdog, WATCHDOG_LIMITS } from "../../../core/cells/watchdog.ts";

function verdicts(watchdog: Watchdog, atMs: readonly number[]): string[] {
  return atMs.map((nowMs) => watchdog.tick(nowMs).verdict);
}

Deno.test("Watchdog calls a plugin unresponsive after 3 s and dead within 10 s of its last sign of life", () => {
  const watchdog = new Watchdog(WATCHDOG_LIMITS, 0);
  const seconds = Array.from({ length: 10 }, (_, index) => (index + 1) * 1000);
  assert.deepEqual(verdicts(watchdog, seconds), [
    ...Array(3).fill("alive"),
    ...Array(6).fill("unresponsive"),
    "dead",
  ]);
});

Deno.test("Watchdog pings again only when the last ping was answered", () => {
  const watchdog = new Watchdog(WATCHDOG_LIMITS, 0);
  assert.equal(watchdog.tick(1000).ping, true);
  assert.equal(watchdog.tick(2000).ping, false);
  watchdog.answered();
  assert.deepEqual(watchdog.tick(3000), { verdict: "alive", ping: true });
});

Deno.test("Watchdog counts no silence when the core itself stood still", () => {
  const watchdog = new Watchdog(WATCHDOG_LIMITS, 0);
  watchdog.tick(1000);
  assert.deepEqual(verdicts(watchdog, [3_600_000, 3_601_000]), ["alive", "alive"]);
  assert.deepEqual(verdicts(watchdog, [3_602_000]), ["unresponsive"]);
});
