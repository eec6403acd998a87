/** Where a restarted core finds the virtual tables. */
import { equal } from "node:assert/strict";
import { worldNowMs } from "../../../core/host/host_parts.ts";
import type { CoreSettings } from "../../../core/ops/core_settings.ts";

const settings = (part: Partial<CoreSettings>) =>
  ({ worldStartMs: 1_000_000, speed: 1, crashes: 0, ...part }) as CoreSettings;

Deno.test("worldNowMs() begins at the beginning, and after a crash goes on where time has come to", () => {
  equal(worldNowMs(settings({ speed: 15 }), 1_004_000), 1_000_000);
  equal(worldNowMs(settings({ speed: 15, crashes: 1 }), 1_004_000), 1_060_000);
  equal(worldNowMs(settings({ speed: 15, crashes: 1 }), 999_000), 1_000_000);
  equal(worldNowMs(settings({ speed: Infinity, crashes: 1 }), 1_004_000), 1_000_000);
});
