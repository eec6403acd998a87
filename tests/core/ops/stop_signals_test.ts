/** Which signals are listened for: on Windows only those that it has, for listening to any other throws there. */
import { deepEqual, ok } from "node:assert/strict";
import { haltSignals, stopSignals } from "../../../core/ops/stop_signals.ts";

/** All that Deno takes on Windows. */
const ON_WINDOWS = ["SIGINT", "SIGBREAK", "SIGHUP"];

Deno.test("stopSignals() and haltSignals() name only signals that Windows has, where they are for Windows", () => {
  ok([...stopSignals("windows"), ...haltSignals("windows")].every((signal) => ON_WINDOWS.includes(signal)));
  deepEqual([stopSignals("linux"), haltSignals("linux")], [["SIGINT", "SIGTERM"], ["SIGUSR1"]]);
});
