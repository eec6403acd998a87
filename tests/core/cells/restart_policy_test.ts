/** When a crashed plugin is started again, and when it is not. */
import assert from "node:assert/strict";
import { CRASH_WINDOW_MS, RestartPolicy } from "../../../core/cells/restart_policy.ts";

Deno.test("RestartPolicy waits 1, 5 and 30 s, then gives up at the fourth crash in five minutes", () => {
  const policy = new RestartPolicy();
  assert.deepEqual([0, 1, 2, CRASH_WINDOW_MS - 1].map((atMs) => policy.crashed(atMs)), [1000, 5000, 30_000, null]);
});

Deno.test("RestartPolicy forgets a crash when it is five minutes old", () => {
  const policy = new RestartPolicy();
  assert.deepEqual([0, 1, 2, CRASH_WINDOW_MS].map((atMs) => policy.crashed(atMs)), [1000, 5000, 30_000, 30_000]);
});

Deno.test("RestartPolicy.reset() begins anew", () => {
  const policy = new RestartPolicy();
  policy.crashed(0);
  policy.reset();
  assert.equal(policy.crashed(1), 1000);
});
