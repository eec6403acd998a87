/** How a program is run, made up for tests of server and page: a run with its figures. */
import type { Operations } from "../../../core/protocol/operations.ts";
import type { PerformanceFile } from "../../../core/protocol/performance.ts";

export const GENERATED_PERFORMANCE: PerformanceFile = {
  version: 1,
  runs: [{
    ...{ startedAtMs: 1_000, endedAtMs: 61_000, source: "virtual", tables: 4, rounds: 12 },
    modules: {
      server: {
        ...{ calls: 30, failures: 1, totalMs: 60, ioWaitMs: 0, meanMs: 2, p50Ms: 1.5, p95Ms: 5, maxMs: 9 },
        ...{ rssBytes: null, rssBytesMax: null, cpuShare: null },
      },
    },
  }],
  minutes: { atMs: [61_000], values: { "server.meanMs": [2], "program.cpu": [0.1] } },
  anomalies: [{ atMs: 61_000, series: "server.meanMs", value: 9, usual: 2 }],
};

export function generatedOperations(): Operations {
  return { performance: () => GENERATED_PERFORMANCE };
}
