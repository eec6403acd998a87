/** `tables move`: accepts the new place of a window that was moved, by one field of the configuration file. Guesses no file. */
import { windowOf } from "../host/screen_setup.ts";
import { type Config, loadConfig, parseConfig } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import type { Point, Rect } from "../protocol/picture.ts";
import { desktopSize, listMonitors } from "../screen/desktop_monitors.ts";
import type { CommonOptions } from "./common_options.ts";

/** Writes the table's window, at the size it had. @throws {HostError} `bad_config` when file or table are not there */
export async function moveTable(table: string, options: CommonOptions & { corner: Point }): Promise<number> {
  const { config: file, corner } = options;
  if (file === undefined) throw new HostError("bad_config", "Cannot move a table: name its file with --config FILE");
  const config = await loadConfig(file);
  const old = await oldWindow(config, table);
  const { value, tables } = await readTables(file);
  const window = [corner.x, corner.y, old.width, old.height];
  const place = tables.find((one) => one.bookmaker === table);
  if (!place) throw new HostError("bad_config", `Cannot move ${table}: ${file} does not name its tables; add "tables"`);
  place.window = window;
  const text = JSON.stringify(value, null, 2) + "\n";
  parseConfig(text, file);
  await Deno.writeTextFile(`${file}.new`, text);
  await Deno.rename(`${file}.new`, file);
  console.log(`${table}: window was at ${old.x},${old.y} and is now [${window.join(", ")}] in ${file}; start again`);
  return 0;
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
