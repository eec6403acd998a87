/** How a program is run, made up for tests of server and page: a run with its figures. */
import type { PredictionsView } from "../../../core/protocol/model_view.ts";
import { judgeForecasts } from "../../../core/research/model_verdict.ts";
import { unnotedTrial } from "../../../core/research/trial_book.ts";
import type { FleetView } from "../../../core/protocol/forwarding.ts";
import { ConfigDesk } from "../../../core/host/config_desk.ts";
import { parseConfig } from "../../../core/ops/config.ts";
import type { Operations } from "../../../core/protocol/operations.ts";
import type { PerformanceFile } from "../../../core/protocol/performance.ts";
import type { Signal } from "../../../core/protocol/rows.ts";

const MINUTES = Array.from({ length: 240 }, (_, minute) => minute);

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
  minutes: {
    atMs: MINUTES.map((minute) => 61_000 + minute * 60_000),
    values: {
      "program.cpu": MINUTES.map((minute) => 0.3 + 0.1 * Math.sin(minute / 9)),
      "program.memory": MINUTES.map((minute) => 400e6 + minute * 1e5),
      "core.memory": MINUTES.map((minute) => minute % 50 === 0 ? null : 180e6),
      "core.gap": MINUTES.map((minute) => minute % 17),
      "writer.rows": MINUTES.map((minute) => 1_200 + minute % 31),
      "program.rounds": MINUTES.map((minute) => 9 + minute % 4),
    },
  },
  anomalies: [{ atMs: 61_000, series: "server.meanMs", value: 9, usual: 2 }],
};

export const GENERATED_SIGNAL: Signal = {
  ...{ id: 1, table: "oddsmaker", event: "Red - Blue", market: "h2h", selection: "Red", atMs: 60_000 },
  ...{ oddsThousandths: 2_200, probability: 0.5, from: "consensus", value: 0.1, kelly: 0.083 },
};

const GENERATED_SCORES = judgeForecasts(
  { probabilities: Float64Array.of(0.4, 0.45, 0.5, 0.55), outcomes: Uint8Array.of(1, 0, 0, 1) },
  { targetHundredths: 200, lawProbability: 0.485, trial: unnotedTrial() },
);

export const GENERATED_PREDICTIONS: PredictionsView = {
  targetHundredths: 200,
  tables: [
    {
      ...{ table: "mozzart", rounds: 700, roundsNeeded: 1_200, training: false, trouble: "" },
      model: { name: "live-mozzart", version: 2, createdAtMs: 60_000, trainedRounds: 552, heldOut: GENERATED_SCORES },
      next: { probabilityHigh: 0.47, probabilityLow: 0.53, prediction: "low" },
      live: GENERATED_SCORES,
    },
    {
      ...{ table: "soccer", rounds: 40, roundsNeeded: 500, training: false, trouble: "", model: null, next: null },
      live: null,
    },
  ],
};

const MACHINE = { rows: 1_204_331, duplicates: 96, conflicts: 0, firstAtMs: 1_700_000_000_000 };
/** Two machines, one of them silent since yesterday. */
export const FLEET: FleetView = {
  ...{ machines: 2, active: 1, rows: 1_310_442, duplicates: 96, conflicts: 0, atMs: 1_700_600_000_000 },
  listed: [
    { ...MACHINE, device: "edge-1", lastAtMs: 1_700_599_999_000 },
    { ...MACHINE, device: "edge-2", rows: 106_111, duplicates: 0, lastAtMs: 1_700_500_000_000 },
  ],
};
/** The default configuration, changed in no folder that there is. */
export function generatedConfiguration(dataDir = "/nowhere/that/is"): ConfigDesk {
  return new ConfigDesk({
    ...{ dataDir, configFile: null, running: parseConfig("{}", "the defaults") },
    ...{ apply: () => {}, restart: () => {}, log: () => {} },
  });
}

export function generatedOperations(): Operations {
  return {
    fleet: () => Promise.resolve(FLEET),
    performance: () => GENERATED_PERFORMANCE,
    logs: ({ source = "core" }) =>
      Promise.resolve({
        entries: [{ atMs: 60_000, level: "info" as const, source, message: "a line" }],
        cursor: null,
        sources: ["core", source],
      }),
    signals: () => Promise.resolve([GENERATED_SIGNAL]),
    predictions: () => Promise.resolve(GENERATED_PREDICTIONS),
  };
}
