/** `config show` and `config check`. */
import { resolve } from "node:path";
import { loadConfig } from "../ops/config.ts";
import type { CommonOptions } from "./common_options.ts";
import { findAllPlugins } from "./find_plugins.ts";

/** Prints the configuration in force. */
export async function showConfig(options: CommonOptions): Promise<number> {
  console.log(JSON.stringify(await loadConfig(options.config), null, 2));
  return 0;
}

/** Checks the configuration, and that every plugin it names is there and sound. */
export async function checkConfig(options: CommonOptions): Promise<number> {
  const config = await loadConfig(options.config);
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
