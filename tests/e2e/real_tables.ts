/** Tables of the demo site in a real browser on a real screen, watched the way the host watches them. */
import type { Page } from "playwright-core";
import { WallClock } from "../../core/clock.ts";
import { parseManifest } from "../../core/protocol/manifest.ts";
import type { Reading } from "../../core/protocol/reading.ts";
import type { Round } from "../../core/protocol/round.ts";
import { DesktopSource } from "../../core/screen/desktop_source.ts";
import { layoutWindows } from "../../core/screen/layout.ts";
import { type DemoSite, startDemoSite } from "../../core/simulator/demo_site.ts";
import type { SkinName } from "../../core/simulator/skins.ts";
import { CaptureLoop, type TableEye } from "../../core/tables/capture_loop.ts";
import { RoundTracker } from "../../core/tables/round_tracker.ts";
import { placeTable, type Table } from "../../core/tables/table.ts";
import { TableReader } from "../../core/vision/table_reader.ts";
import { launchChromium } from "./chromium.ts";
import { startXvfb } from "./xvfb.ts";

const SCREEN = { width: 1920, height: 1080 };
const TICK_MS = 200;
/** With this one the first rounds of the four tables that are shown all end below 2x: tests need not wait for long flights. */
const SHORT_ROUNDS_SEED = 259_757;

export interface RealTables extends AsyncDisposable {
  readonly display: string;
  readonly site: DemoSite;
  readonly page: Page;
  readonly tables: Table[];
  readonly source: DesktopSource;
}

async function manifestTable(name: SkinName, index: number): Promise<Table> {
  const file = new URL(`../../plugins/bookmakers/${name}/plugin.json`, import.meta.url);
  const { title, table } = parseManifest(await Deno.readTextFile(file), name);
  const window = layoutWindows("2x2", SCREEN)[index];
  return placeTable({ name, title, description: table! }, { window, screen: SCREEN });
}

/** Shows up to four tables in a 2×2 layout on a screen of 1920×1080. */
export async function openRealTables(names: SkinName[]): Promise<RealTables> {
  await using opened = new AsyncDisposableStack();
  const tables = await Promise.all(names.map(manifestTable));
  const skins = names.map((name) => ({ name, skin: name }));
  const site = opened.use(await startDemoSite({ port: 0, seed: SHORT_ROUNDS_SEED, speed: 1, tables: skins }));
  const { display } = opened.use(await startXvfb(SCREEN));
  const { page } = opened.use(await launchChromium({ display, url: site.url, ...SCREEN }));
  await page.waitForFunction(() => document.body.dataset.ready === "true");
  const source = opened.use(await DesktopSource.open({ display }));
  const resources = opened.move();
  return { display, site, page, tables, source, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** What was seen of one table. */
export interface Seen {
  table: Table;
  readings: Reading[];
  rounds: Round[];
  refused: string[];
  missed: number;
}

/** Reads all tables at 5 Hz, as long as told. */
export async function watch({ tables, source }: RealTables, milliseconds: number): Promise<Seen[]> {
  const clock = new WallClock();
  const seen = tables.map((table): Seen => ({ table, readings: [], rounds: [], refused: [], missed: 0 }));
  const eyes: TableEye[] = tables.map((table) => {
    const reader = new TableReader(table.description, table.name);
    return { table, read: (frame) => Promise.resolve(reader.read(frame)) };
  });
  let nextId = 1;
  const trackers = tables.map(({ name }) => new RoundTracker({ table: name, nextId: () => nextId++ }));
  const onReading = (reading: Reading) => {
    const index = tables.findIndex(({ name }) => name === reading.table);
    const { round, refused, missed } = trackers[index].observe(reading);
    seen[index].readings.push(reading);
    if (round) seen[index].rounds.push(round);
    if (refused) seen[index].refused.push(`${reading.takenAtMs} ${reading.phase}: ${refused}`);
    if (missed) seen[index].missed += 1;
  };
  const onTrouble = (message: string) => {
    throw new Error(message);
  };
  const settle = () => Promise.resolve();
  const loop = new CaptureLoop({
    ...{ source, clock, tickMs: TICK_MS, eyes, onReading, settle },
    ...{ onTrouble, onBlind: (table, reason) => onTrouble(`${table}: ${reason}`) },
  });
  loop.start();
  await clock.sleep(milliseconds);
  await loop[Symbol.asyncDispose]();
  return seen;
}
