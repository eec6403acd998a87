/** Finds strategies by name, and what a table lets them stake, without loading any other plugin. Runs none of their code. */
import { basename, join } from "node:path";
import { type LoadedPlugin, PluginStore } from "../cells/plugin_store.ts";
import { HostError } from "../protocol/errors.ts";
import { parseManifest } from "../protocol/manifest.ts";
import type { StakeRange } from "../betting/bet_rules.ts";

/** Where plugins lie. */
export interface PluginPlaces {
  dataDir: string;
  /** each a plugin itself or a folder of kind folders; the first of a name counts */
  folders: readonly string[];
}

/** What tables usually take: 10.00 to 10,000.00. */
export const USUAL_RANGE: StakeRange = { stakeMinMinor: 1_000, stakeMaxMinor: 1_000_000 };

/**
 * Loads one strategy.
 *
 * @throws {HostError} `bad_config` naming those that there are; `bad_manifest` when its folder is wrong
 */
export async function findStrategy(name: string, { dataDir, folders }: PluginPlaces): Promise<LoadedPlugin> {
  const store = new PluginStore({ folders: [...folders], dataDir });
  const found = (await store.find()).filter(({ kindFolder }) => kindFolder === null || kindFolder === "strategies");
  const place = found.find(({ folder }) => basename(folder) === name);
  if (!place) {
    const names = found.filter(({ kindFolder }) => kindFolder !== null).map(({ folder }) => basename(folder));
    throw new HostError("bad_config", `Cannot play ${name}: no such strategy; there are ${names.join(", ")}`);
  }
  const loaded = await store.tryLoad(place);
  if (loaded instanceof HostError) throw loaded;
  if (loaded.manifest.kind === "strategy") return loaded;
  throw new HostError("bad_config", `Cannot play ${name}: it is a ${loaded.manifest.kind}; a strategy is wanted`);
}

/** What a bookmaker's table takes, by its manifest; the usual where there is no such bookmaker. */
export async function rangeOfTable(table: string, { folders }: PluginPlaces): Promise<StakeRange> {
  for (const folder of folders) {
    const file = join(folder, "bookmakers", table, "plugin.json");
    const text = await Deno.readTextFile(file).catch(() => null);
    const description = text === null ? undefined : parseManifest(text, file).table;
    if (description) return { stakeMinMinor: description.stakeMinMinor, stakeMaxMinor: description.stakeMaxMinor };
  }
  return USUAL_RANGE;
}
