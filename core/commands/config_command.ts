/** `config show` and `config check`. */
import { resolve } from "node:path";
import { HIDDEN, hideSecrets } from "../cells/secret_settings.ts";
import { type Config, loadConfig } from "../ops/config.ts";
import type { CommonOptions } from "./common_options.ts";
import { findAllPlugins } from "./find_plugins.ts";

/** Prints the configuration in force, without the plugins' secrets. */
export async function showConfig(options: CommonOptions): Promise<number> {
  const config = await loadConfig(options.config, options);
  const forwarding = config.forwarding && { ...config.forwarding, token: HIDDEN };
  const deadMan = config.deadMan && { ...config.deadMan, url: HIDDEN };
  console.log(
    JSON.stringify({ ...config, forwarding, deadMan, settings: await shownSettings(config, options) }, null, 2),
  );
  return 0;
}

/** What belongs to no plugin that is there may be a secret: nobody says that it is not. */
async function shownSettings({ settings, plugins: dirs }: Config, options: CommonOptions): Promise<Config["settings"]> {
  if (Object.keys(settings).length === 0) return settings;
  const folders = dirs.map((dir) => resolve(dir));
  const { plugins } = await findAllPlugins({ dataDir: resolve(options.data), folders });
  return Object.fromEntries(
    Object.entries(settings).map(([name, given]) => {
      const manifest = plugins.find((plugin) => plugin.manifest.name === name)?.manifest;
      return [name, manifest ? hideSecrets(manifest, given) : mapValues(given, () => HIDDEN)];
    }),
  );
}

function mapValues(values: Record<string, unknown>, change: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

/** Checks the configuration, and that every plugin it names is there and sound. */
export async function checkConfig(options: CommonOptions): Promise<number> {
  const config = await loadConfig(options.config, options);
  const folders = config.plugins.map((dir) => resolve(dir));
  const { plugins, refused } = await findAllPlugins({ dataDir: resolve(options.data), folders });
  const problems = [...refused];
  const names = new Set(plugins.map((plugin) => plugin.manifest.name));
  const wanted = [
    ...config.tables.map((table) => table.bookmaker),
    ...config.collectors,
    ...config.strategies.map((strategy) => strategy.strategy),
  ];
  for (const name of new Set(wanted)) {
    if (!names.has(name)) {
      problems.push({ folder: name, error: `no plugin of that name; there are ${[...names].sort().join(", ")}` });
    }
  }
  if (options.json) console.log(JSON.stringify({ ok: problems.length === 0, problems }));
  else if (problems.length === 0) console.log(`configuration and ${plugins.length} plugins are in order`);
  else for (const problem of problems) console.error(`${problem.folder}: ${problem.error}`);
  return problems.length === 0 ? 0 : 2;
}
