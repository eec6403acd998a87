/** Opens the screen and the input device that the configuration names, and places the tables on it. */
import type { InputDevice } from "../betting/input_device.ts";
import { VirtualDevice } from "../betting/virtual_device.ts";
import type { Clock } from "../clock.ts";
import type { Config } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import type { Manifest } from "../protocol/manifest.ts";
import type { Rect } from "../protocol/picture.ts";
import { type LayoutName, layoutWindows } from "../screen/layout.ts";
import { ReplaySource } from "../screen/replay_source.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import { VirtualDesktop } from "../screen/virtual_source.ts";
import { type SkinName, SKINS } from "../simulator/skins.ts";
import { placeTable, type Table } from "../tables/table.ts";

/** A screen with the tables on it. */
export interface ScreenSetup {
  source: ScreenSource;
  /** null where nothing may be clicked */
  device: InputDevice | null;
  tables: Table[];
  /** of a recording: what it has shown so far */
  replayed?: () => ReplayCounts;
}

/** How much of a recording was played. */
export interface ReplayCounts {
  frames: number;
  /** looks that the recorder had to leave out */
  dropped: number;
  /** what could not be played, in words */
  damage: string[];
}

export interface ScreenSetupOptions {
  config: Config;
  clock: Clock;
  /** manifests of the bookmakers that can be used, by name */
  bookmakers: ReadonlyMap<string, Manifest>;
  seed: number;
  /** how often something covers each virtual table */
  popupsAnHour?: number;
  /** moment at which the virtual tables' rounds begin */
  worldStartMs: number;
}

/**
 * Opens everything.
 *
 * @throws {HostError} `bad_config` when a table does not fit, `screen` or `device` when the real ones cannot be used
 */
export async function openScreen(options: ScreenSetupOptions): Promise<ScreenSetup> {
  switch (options.config.source) {
    case "virtual":
      return openVirtual(options);
    case "desktop":
      return await openDesktop(options);
    case "replay":
      return openReplay(options);
  }
}

function openReplay({ config, clock, bookmakers }: ScreenSetupOptions): ScreenSetup {
  const source = ReplaySource.open(config.recording ?? "", { clock });
  const replayed = () => ({ ...source.counts, damage: [...source.damage] });
  return { source, device: null, tables: placeTables(config, { bookmakers, screen: source }), replayed };
}

function openVirtual(
  { config, clock, bookmakers, seed, worldStartMs, popupsAnHour }: ScreenSetupOptions,
): ScreenSetup {
  const tables = placeTables(config, { bookmakers, screen: config.screen });
  const source = new VirtualDesktop({
    clock,
    seed,
    startMs: worldStartMs,
    popupsAnHour,
    ...config.screen,
    tables: tables.map(({ name, window }) => ({ name, window, skin: skinOf(name) })),
  });
  return { source, device: new VirtualDevice(source), tables };
}

async function openDesktop({ config, bookmakers }: ScreenSetupOptions): Promise<ScreenSetup> {
  // Loaded only here: whoever watches virtual tables needs none of what it needs.
  const source = await openDesktopSource();
  const perMonitor = config.tables.some(({ window }) => isOnMonitor(window));
  const monitors = perMonitor ? await (await import("../screen/desktop_monitors.ts")).listMonitors() : undefined;
  const tables = placeTables(config, { bookmakers, screen: source, monitors });
  // Without live bets nothing may be clicked, so nothing that clicks is opened.
  if (!config.liveAllowed || !config.strategies.some((strategy) => strategy.mode === "live")) {
    return { source, device: null, tables };
  }
  const { DesktopDevice } = await import("../betting/desktop_device.ts");
  return { source, device: await DesktopDevice.open(), tables };
}

/** X11 grabs rectangles; every other system photographs whole monitors. */
async function openDesktopSource(): Promise<ScreenSource> {
  if (Deno.build.os === "linux") return await (await import("../screen/desktop_source.ts")).DesktopSource.open();
  return await (await import("../screen/monitor_source.ts")).MonitorSource.open();
}

type TablePlace = Config["tables"][number]["window"];

function isOnMonitor(window: TablePlace): window is Extract<TablePlace, { monitor: number }> {
  return typeof window === "object" && "monitor" in window;
}

interface Places {
  bookmakers: ReadonlyMap<string, Manifest>;
  screen: { width: number; height: number };
  /** the whole screen is one unless told */
  monitors?: readonly Rect[];
}

function placeTables(config: Config, places: Places): Table[] {
  const { bookmakers, screen } = places;
  return config.tables.flatMap(({ bookmaker, window }) => {
    const manifest = bookmakers.get(bookmaker);
    if (!manifest?.table) return [];
    const place = { window: windowOf(window, { ...places, layout: config.layout }), screen };
    return [placeTable({ name: bookmaker, title: manifest.title, description: manifest.table }, place)];
  });
}

/**
 * Where a window stands on the screen.
 *
 * @throws {HostError} `bad_config` when there is no such monitor
 */
export function windowOf(
  window: TablePlace,
  { screen, layout, monitors = [{ x: 0, y: 0, ...screen }] }: Omit<Places, "bookmakers"> & { layout: LayoutName },
): Rect {
  if (typeof window === "number") return layoutWindows(layout, screen)[window];
  if (!isOnMonitor(window)) return { x: window[0], y: window[1], width: window[2], height: window[3] };
  const monitor = monitors[window.monitor];
  if (monitor) return layoutWindows(window.layout ?? layout, monitor)[window.cell];
  const known = monitors.map(({ width, height }, index) => `${index} (${width}x${height})`);
  throw new HostError("bad_config", `Cannot use monitor ${window.monitor}: there are ${known.join(", ")}`);
}

/** A bookmaker's second table, `mozzart-2`, looks like the first. */
function skinOf(name: string): SkinName {
  const skin = name.replace(/-\d+$/, "");
  if (skin in SKINS) return skin as SkinName;
  throw new HostError(
    "bad_config",
    `Cannot draw ${name}: the virtual desktop has skins for ${Object.keys(SKINS).join(", ")}; use source desktop`,
  );
}
