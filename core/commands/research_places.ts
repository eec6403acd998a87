/** What the research commands have in common: where plugins lie, which rounds are meant, settings given one by one. */
import { join, resolve } from "node:path";
import { loadConfig } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import { type PluginPlaces, rangeOfTable, USUAL_RANGE } from "../research/find_strategy.ts";
import type { RoundsSource } from "../research/rounds_source.ts";
import type { StakeRange } from "../betting/bet_rules.ts";
import type { CommonOptions } from "./common_options.ts";
import { PROJECT_DIR } from "./project.ts";

/** Options that say which rounds. */
export interface RoundsOptions extends CommonOptions {
  /** with a file: whose stake limits hold; without: whose recorded rounds are taken */
  table?: string;
  generate?: number;
  seed: number;
}

/** What a table takes at most and at least, in its currency. */
export interface RangeOptions {
  stakeMin?: number;
  stakeMax?: number;
}

/** Plugins of the project, of the data folder and of the configuration. */
export async function placesOf({ data, config }: CommonOptions): Promise<PluginPlaces> {
  const { plugins } = await loadConfig(config, { data });
  return {
    dataDir: resolve(data),
    folders: [join(PROJECT_DIR, "plugins"), resolve(data), ...plugins.map((dir) => resolve(dir))],
  };
}

/** @throws {HostError} `bad_config` when none or several are named */
export function sourceOf(file: string | undefined, { table, generate, seed }: RoundsOptions): RoundsSource {
  if (file !== undefined && generate !== undefined) {
    throw new HostError("bad_config", `Cannot use ${file} and --generate ${generate} at once: one of them`);
  }
  if (file !== undefined) return { kind: "file", path: resolve(file) };
  if (generate !== undefined) return { kind: "law", seed, count: generate };
  if (table !== undefined) return { kind: "table", table };
  throw new HostError(
    "bad_config",
    "Cannot choose rounds: none are named; a file, --table NAME or --generate N is wanted",
  );
}

/** Stake limits: those given, else the table's, else the usual ones. */
export async function rangeOf(
  { table, stakeMin, stakeMax }: RoundsOptions & RangeOptions,
  places: PluginPlaces,
): Promise<StakeRange> {
  const usual = table === undefined ? USUAL_RANGE : await rangeOfTable(table, places);
  return {
    stakeMinMinor: stakeMin === undefined ? usual.stakeMinMinor : Math.round(100 * stakeMin),
    stakeMaxMinor: stakeMax === undefined ? usual.stakeMaxMinor : Math.round(100 * stakeMax),
  };
}

/**
 * Settings given as `key=value`; values are JSON, or plain text where they are none.
 *
 * @throws {HostError} `bad_config` naming the one without `=`
 */
export function settingsOf(given: readonly string[] = []): Record<string, unknown> {
  return Object.fromEntries(given.map((text) => {
    const at = text.indexOf("=");
    if (at < 1) throw new HostError("bad_config", `Cannot set ${JSON.stringify(text)}: key=value is wanted`);
    return [text.slice(0, at), jsonOrText(text.slice(at + 1))];
  }));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
