/** `plugins list`: what is there, and what is wrong with what cannot be used. */
import { join, resolve } from "node:path";
import { type LoadedPlugin, PluginStore, type RefusedFolder } from "../cells/plugin_store.ts";
import { loadConfig } from "../ops/config.ts";
import type { CommonOptions } from "./common_options.ts";
import { PROJECT_DIR } from "./project.ts";

/** Finds the plugins of the project and of further folders. */
export async function findAllPlugins(
  options: { dataDir: string; folders: readonly string[] },
): Promise<{ plugins: LoadedPlugin[]; refused: RefusedFolder[] }> {
  const store = new PluginStore({
    folders: [join(PROJECT_DIR, "plugins"), options.dataDir, ...options.folders],
    dataDir: options.dataDir,
  });
  return await store.load();
}

/** Prints a line a plugin; returns 0 even when some cannot be used: they are listed with the reason. */
export async function listPlugins(options: CommonOptions): Promise<number> {
  const config = await loadConfig(options.config);
  const folders = config.plugins.map((dir) => resolve(dir));
  const { plugins, refused } = await findAllPlugins({ dataDir: resolve(options.data), folders });
  if (options.json) {
    console.log(
      JSON.stringify({
        plugins: plugins.map(({ manifest, folder, hash }) => ({ ...manifest, folder, hash })),
        refused,
      }),
    );
    return 0;
  }
  for (const { manifest, hash } of plugins) {
    console.log(
      `${manifest.kind.padEnd(10)} ${manifest.name.padEnd(20)} ${manifest.version.padEnd(8)} ${
        hash.slice(0, 12)
      }  ${manifest.title}`,
    );
  }
  for (const { error } of refused) console.log(`refused: ${error}`);
  return 0;
}
