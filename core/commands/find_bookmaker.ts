/** Finds one bookmaker's manifest by its name, without running or bundling anything. */
import { basename, join, resolve } from "node:path";
import { loadConfig } from "../ops/config.ts";
import { HostError } from "../protocol/errors.ts";
import { type Manifest, parseManifest, type TableDescription } from "../protocol/manifest.ts";
import type { CommonOptions } from "./common_options.ts";
import { PROJECT_DIR } from "./project.ts";

/**
 * Looks in the project's plugins, in those that calibration saved in the data folder, and in the configuration's.
 *
 * @throws {HostError} `bad_config` when there is none, `bad_manifest` when it is wrong
 */
export async function findBookmaker(
  name: string,
  options: Pick<CommonOptions, "data" | "config">,
): Promise<Manifest & { table: TableDescription }> {
  const config = await loadConfig(options.config, options);
  const further = config.plugins.map((dir) => resolve(dir));
  const roots = [join(PROJECT_DIR, "plugins"), resolve(options.data), ...further];
  const folders = [
    ...roots.map((root) => join(root, "bookmakers", name)),
    ...further.filter((dir) => basename(dir) === name),
  ];
  for (const folder of folders) {
    const file = join(folder, "plugin.json");
    const text = await Deno.readTextFile(file).catch(() => null);
    if (text === null) continue;
    const manifest = parseManifest(text, file);
    if (manifest.table) return { ...manifest, table: manifest.table };
    throw new HostError("bad_config", `Cannot use ${name}: ${file} is a ${manifest.kind}, not a bookmaker`);
  }
  throw new HostError("bad_config", `Cannot find bookmaker ${name}: no plugin.json in ${folders.join(", ")}`);
}
