/** `record`: records the tables' pixels to a file, without reading or storing anything else. */
import { join, resolve } from "node:path";
import { PluginStore } from "../cells/plugin_store.ts";
import { VirtualClock, WallClock } from "../clock.ts";
import { recordSession } from "../host/record_session.ts";
import { openScreen } from "../host/screen_setup.ts";
import { type Config, loadConfig } from "../ops/config.ts";
import { onStopSignals } from "../ops/stop_signals.ts";
import { HostError } from "../protocol/errors.ts";
import type { CommonOptions } from "./common_options.ts";
import { PROJECT_DIR } from "./project.ts";

const MEGABYTE = 1_000_000;

export interface RecordOptions extends CommonOptions {
  out: string;
  seconds?: number;
  /** names with commas; all unless told */
  tables?: string;
  full?: boolean;
  seed: number;
  speed: number;
  fileMb?: number;
  files?: number;
}

/** Records until the time is over or Ctrl+C; prints what is in the file. */
export async function record(options: RecordOptions): Promise<number> {
  const config = only(await loadConfig(options.config, options), options.tables);
  if (config.source === "replay") throw new HostError("bad_config", "Cannot record a recording: copy the file");
  if (config.source === "desktop" && options.speed !== 1) {
    throw new HostError("bad_config", `Cannot record at speed ${options.speed}: a real screen runs at 1`);
  }
  const folders = [join(PROJECT_DIR, "plugins"), resolve(options.data), ...config.plugins.map((dir) => resolve(dir))];
  const { plugins } = await new PluginStore({ folders, dataDir: resolve(options.data) }).load();
  const startMs = Date.now();
  const clock = options.speed === 1 ? new WallClock() : new VirtualClock({ startMs, speed: options.speed });
  const bookmakers = new Map(plugins.map(({ manifest }) => [manifest.name, manifest]));
  const screen = await openScreen({ config, clock, bookmakers, seed: options.seed, worldStartMs: startMs });
  await using _source = screen.source;
  await using _device = screen.device;
  const stop = new AbortController();
  using _signals = onStopSignals(() => stop.abort());
  const counts = await recordSession({
    path: resolve(options.out),
    screen,
    clock,
    tickMs: config.tickMs,
    full: options.full ?? false,
    seed: options.seed,
    durationMs: options.seconds === undefined ? null : Math.round(options.seconds * 1000),
    fileBytesMax: options.fileMb && Math.round(options.fileMb * MEGABYTE),
    filesMax: options.files,
    stop: stop.signal,
    onTrouble: (message) => console.error(message),
  });
  print(counts, options);
  return 0;
}

function print(
  counts: { frames: number; dropped: number; bytes: number; files: number; lateTicks: number },
  { out, json }: RecordOptions,
): void {
  if (json) return console.log(JSON.stringify({ file: out, ...counts }));
  const { frames, dropped, bytes, files } = counts;
  console.log(`${out}: ${frames} frames, ${(bytes / MEGABYTE).toFixed(1)} MB in ${files} files, ${dropped} dropped`);
}

/** The configuration with some of its tables. @throws {HostError} `bad_config` */
function only(config: Config, names: string | undefined): Config {
  if (names === undefined) return config;
  const wanted = names.split(","), known = config.tables.map((table) => table.bookmaker);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new HostError("bad_config", `Cannot record table ${JSON.stringify(unknown)}: there are ${known.join(", ")}`);
  }
  return { ...config, tables: config.tables.filter(({ bookmaker }) => wanted.includes(bookmaker)) };
}
