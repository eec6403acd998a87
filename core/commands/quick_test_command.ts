/** `quick-test`: reads the configured tables for some seconds and says region by region how well that goes. */
import { VirtualClock, WallClock } from "../clock.ts";
import { type QuickRegion, type QuickTable, quickTest } from "../host/quick_test.ts";
import { openScreen } from "../host/screen_setup.ts";
import { type Config, loadConfig } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import type { Manifest } from "../protocol/manifest.ts";
import { showValue } from "../vision/overlay.ts";
import type { CommonOptions } from "./common_options.ts";
import { findBookmaker } from "./find_bookmaker.ts";
import { ProgressBar } from "./progress_bar.ts";

export interface QuickTestOptions extends CommonOptions {
  /** only this table */
  table?: string;
  seconds: number;
  /** of the virtual tables */
  seed: number;
}

/** Returns 1 when a table cannot be read where the configuration says it stands. */
export async function quickTestCommand(options: QuickTestOptions): Promise<number> {
  const config = only(await loadConfig(options.config, options), options.table);
  const bookmakers = new Map<string, Manifest>();
  for (const { bookmaker } of config.tables) bookmakers.set(bookmaker, await findBookmaker(bookmaker, options));
  const startMs = Date.now();
  // Only a real screen has to be waited for.
  const clock = config.source === "desktop" ? new WallClock() : new VirtualClock({ startMs, speed: Infinity });
  const screen = await openScreen({ config, clock, bookmakers, seed: options.seed, worldStartMs: startMs });
  await using _source = screen.source;
  await using _device = screen.device;
  const bar = new ProgressBar("reading");
  const tables = await quickTest({
    screen,
    clock,
    tickMs: config.tickMs,
    durationMs: options.seconds * 1000,
    onProgress: (done, all) => bar.update(done, all),
  });
  for (const table of tables) console.log(options.json ? JSON.stringify(table) : describe(table));
  return tables.every(({ place }) => place === "here") ? 0 : 1;
}

function describe({ table, window: { x, y, width, height }, regions, phases, place, shift }: QuickTable): string {
  const seen = Object.entries(phases).map(([phase, count]) => `${count} ${phase}`).join(", ");
  const where = place === "here"
    ? "reads where the configuration says"
    : place === "moved"
    ? `moved: the window seems to stand at ${x + shift.dx},${y + shift.dy}; change that line of the configuration`
    : "not found here or nearby: covered, logged out, elsewhere, or another zoom than it was calibrated at";
  const lines = regions.map(regionLine);
  return [`${table} at ${x},${y} ${width}x${height}: ${where}`, `  looks: ${seen}`, ...lines].join("\n");
}

function regionLine({ region, reads, values, last, p50Ms }: QuickRegion): string {
  if (reads === 0) return `  ${region.padEnd(10)} never due: no flight was seen`;
  const withheld = `${(100 * (reads - values) / reads).toFixed(1)} % withheld`;
  const shown = last === null ? "none" : showValue(region, last);
  return `  ${region.padEnd(10)} ${values} of ${reads} read, ${withheld}, ${p50Ms.toFixed(2)} ms, last ${shown}`;
}

function only(config: Config, name: string | undefined): Config {
  if (name === undefined) return config;
  const tables = config.tables.filter(({ bookmaker }) => bookmaker === name);
  if (tables.length > 0) return { ...config, tables };
  const known = config.tables.map(({ bookmaker }) => bookmaker).join(", ");
  throw new HostError("bad_config", `Cannot test table ${JSON.stringify(name)}: the configuration has ${known}`);
}
