/** The configuration under which a recording is played: the tables that it holds, where they stood, and bets on paper only. */
import { resolve } from "node:path";
import type { Config } from "../ops/config.ts";
import { RecordingFile } from "../recording/recording_file.ts";
import type { RecordingHeader } from "../recording/recording_format.ts";

/** A run's configuration: of a recording, what it holds; any other as it is. @throws {HostError} `storage` */
export function asPlayed(config: Config): Config {
  if (config.source !== "replay") return config;
  const recording = resolve(config.recording ?? "");
  using file = RecordingFile.open(recording);
  return replayConfig(config, { header: file.header, recording });
}

/** Adapts a configuration to a recording. @param only names of tables; all unless told */
export function replayConfig(
  config: Config,
  { header, recording, only }: { header: RecordingHeader; recording: string; only?: readonly string[] },
): Config {
  const recorded = header.tables.filter(({ name }) => only?.includes(name) ?? true);
  const names = recorded.map(({ name }) => name);
  return {
    ...config,
    source: "replay",
    recording,
    screen: header.screen,
    tables: recorded.map(({ name, window: { x, y, width, height } }) => ({
      bookmaker: name,
      window: [x, y, width, height],
    })),
    strategies: config.strategies.filter(({ table }) => names.includes(table))
      .map((strategy) => ({ ...strategy, mode: "paper" })),
    tickMs: header.tickMs,
    liveAllowed: false,
    keepSessionsAlive: false,
  };
}
