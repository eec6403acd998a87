/** The plugins that a start with the same options would find, and how each stands. Starts none of them. */
import { join, resolve } from "node:path";
import { approvalOf, readLock } from "../cells/approval.ts";
import { resolvePermissions } from "../cells/asked_hosts.ts";
import { Grants } from "../cells/grants.ts";
import { type LoadedPlugin, PluginStore, type RefusedFolder } from "../cells/plugin_store.ts";
import { restingView } from "../cells/plugin_view.ts";
import { UserChoices } from "../host/user_choices.ts";
import { loadConfig } from "../ops/config.ts";
import type { PluginView } from "../protocol/page.ts";
import type { CommonOptions } from "./common_options.ts";
import { PROJECT_DIR } from "./project.ts";

/** The plugins that come with the program. */
export const BUNDLED_DIR = join(PROJECT_DIR, "plugins");

export interface PluginsOptions extends CommonOptions {
  /** further folders of plugins */
  plugins?: string[];
}

export interface FoundPlugins {
  plugins: LoadedPlugin[];
  refused: RefusedFolder[];
}

/** Finds the plugins of the project, of the data folder and of further folders. */
export async function findAllPlugins(
  options: { dataDir: string; folders: readonly string[] },
): Promise<FoundPlugins> {
  const store = new PluginStore({
    folders: [BUNDLED_DIR, options.dataDir, ...options.folders],
    dataDir: options.dataDir,
  });
  return await store.load();
}

/** The same by a command's options. */
export async function findPlugins(options: PluginsOptions): Promise<FoundPlugins> {
  const config = await loadConfig(options.config, options);
  const folders = [...config.plugins, ...options.plugins ?? []].map((dir) => resolve(dir));
  return await findAllPlugins({ dataDir: resolve(options.data), folders });
}

/** Plugins' settings as a start with the same options would have them, without the defaults of their manifests. */
export async function restingSettings(options: CommonOptions): Promise<(plugin: string) => Record<string, unknown>> {
  const [choices, config] = await Promise.all([
    UserChoices.open(resolve(options.data)),
    loadConfig(options.config, options),
  ]);
  return (plugin) => choices.settingsOf(plugin) ?? config.settings[plugin] ?? {};
}

/** How plugins stand while no program runs: by the decisions in the data folder. */
export async function restingViews(
  plugins: readonly LoadedPlugin[],
  options: PluginsOptions,
): Promise<Map<string, PluginView>> {
  const [grants, lock, settingsOf] = await Promise.all([
    Grants.open(resolve(options.data)),
    readLock(BUNDLED_DIR),
    restingSettings(options),
  ]);
  return new Map(plugins.map((plugin) => {
    const { name } = plugin.manifest, settings = settingsOf(name);
    const { approved, grant, reason } = approvalOf({ ...plugin, settings }, { given: grants.grantOf(name), lock });
    const permissions = resolvePermissions(plugin.manifest, settings),
      resting = { ...restingView(plugin), permissions };
    const view = { ...resting, approvedBy: grant?.by ?? null, approvedAtMs: grant?.approvedAtMs ?? null };
    if (grants.enabled(name) === false) {
      return [name, { ...view, state: "disabled", reason: "switched off by the user" }];
    }
    return [name, approved ? view : { ...view, state: "waiting", reason }];
  }));
}
