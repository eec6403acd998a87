/** `tables move`: accepts the new place of a window that was moved, by one field of the configuration. Guesses no file. */
import { join } from "node:path";
import { windowOf } from "../host/screen_setup.ts";
import { type Config, configOf, loadConfig, parseConfig, readConfigFile } from "../ops/config.ts";
import { CHANGES_FILE, readChanges, writeChanges } from "../ops/config_changes.ts";
import { HostError } from "../protocol/errors.ts";
import type { Point, Rect } from "../protocol/picture.ts";
import { desktopSize, listMonitors } from "../screen/desktop_monitors.ts";
import { writeAtomic } from "../storage/atomic_file.ts";
import type { CommonOptions } from "./common_options.ts";

type Window = [number, number, number, number];

/**
 * Writes the table's window, at the size it had, to where the tables in force stand: the page's changes, else the file.
 *
 * @throws {HostError} `bad_config` when file or table are not there
 */
export async function moveTable(table: string, options: CommonOptions & { corner: Point }): Promise<number> {
  const { config: file, corner, data } = options;
  const config = await loadConfig(file, options), changes = await readChanges(data);
  if (file === undefined && changes.tables === undefined) {
    throw new HostError("bad_config", "Cannot move a table: name its file with --config FILE");
  }
  const old = await oldWindow(config, table);
  const window: Window = [corner.x, corner.y, old.width, old.height];
  if (changes.tables !== undefined) {
    const tables = config.tables.map((one) => one.bookmaker === table ? { ...one, window } : one);
    configOf({ ...await readConfigFile(file), ...changes, tables }, CHANGES_FILE);
    await writeChanges(data, { ...changes, tables });
  } else await moveInFile(file!, { table, window });
  const where = changes.tables !== undefined ? join(data, CHANGES_FILE) : file;
  console.log(`${table}: window was at ${old.x},${old.y} and is now [${window.join(", ")}] in ${where}; start again`);
  return 0;
}

async function moveInFile(file: string, { table, window }: { table: string; window: Window }): Promise<void> {
  const { value, tables } = await readTables(file);
  const place = tables.find((one) => one.bookmaker === table);
  if (!place) throw new HostError("bad_config", `Cannot move ${table}: ${file} does not name its tables; add "tables"`);
  place.window = window;
  const text = JSON.stringify(value, null, 2) + "\n";
  parseConfig(text, file);
  await writeAtomic(file, text);
}

async function oldWindow(config: Config, table: string): Promise<Rect> {
  const found = config.tables.find(({ bookmaker }) => bookmaker === table);
  if (!found) {
    const known = config.tables.map(({ bookmaker }) => bookmaker).join(", ");
    throw new HostError("bad_config", `Cannot move table ${JSON.stringify(table)}: there are ${known}`);
  }
  const { layout, source, screen } = config;
  if (Array.isArray(found.window) || source === "virtual") return windowOf(found.window, { layout, screen });
  const monitors = await listMonitors();
  return windowOf(found.window, { layout, screen: desktopSize(monitors), monitors });
}

/** The file's own text as data: what is written back is what the user wrote, but for one field. */
async function readTables(file: string): Promise<{ value: unknown; tables: Record<string, unknown>[] }> {
  const value: unknown = JSON.parse(await Deno.readTextFile(file));
  const tables = typeof value === "object" && value !== null && "tables" in value ? value.tables : [];
  return { value, tables: Array.isArray(tables) ? tables : [] };
}
