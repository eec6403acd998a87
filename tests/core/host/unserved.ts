/** Settings of a core that a test runs in its own process: virtual tables, time as fast as the machine, no page. */
import { fileURLToPath } from "node:url";
import type { CoreSettings } from "../../../core/ops/core_settings.ts";

/** When the tables' time begins, epoch milliseconds. */
export const UNSERVED_START_MS = Date.UTC(2026, 0, 5, 8);

export function unservedSettings(dataDir: string, seed: number): CoreSettings {
  return {
    dataDir,
    projectDir: fileURLToPath(new URL("../../../", import.meta.url)),
    denoDir: "",
    configFile: null,
    port: 0,
    token: "not served in this test",
    seed,
    speed: Infinity,
    worldStartMs: UNSERVED_START_MS,
    crashes: 0,
    safeMode: false,
  };
}
