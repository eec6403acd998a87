import { deepEqual, equal } from "node:assert/strict";
import type { LoadedPlugin } from "../../../core/cells/plugin_store.ts";
import { FIRST_FAILURES_MAX, TRIAL_MS, VersionTrial } from "../../../core/cells/version_trial.ts";

const previous = {} as LoadedPlugin;

Deno.test("VersionTrial.hasFailed() says so once, when the first answers have all failed", () => {
  const trial = new VersionTrial(previous, 0);
  const said = Array.from({ length: FIRST_FAILURES_MAX + 2 }, () => trial.hasFailed(false));
  deepEqual(said, [false, false, true, false, false]);
});

Deno.test("VersionTrial.hasFailed() never says so once an answer was good", () => {
  const trial = new VersionTrial(previous, 0);
  deepEqual([false, true, false, false, false, false].map((isGood) => trial.hasFailed(isGood)), Array(6).fill(false));
});

Deno.test("VersionTrial.isOn() ends with its time", () => {
  const trial = new VersionTrial(previous, 1000);
  equal(trial.isOn(1000 + TRIAL_MS - 1), true);
  equal(trial.isOn(1000 + TRIAL_MS), false);
});
