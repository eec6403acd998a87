/** The configuration under which a recording is played: the tables that it holds, where they stood, and bets on paper only. */
import type { Config } from "../ops/config.ts";
import type { RecordingHeader } from "../recording/recording_format.ts";

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
