/** Brings the plugins of a run together: folders read, the user's decisions, the lock, the ledger of touches, the network process. Starts nothing. */
import { join } from "node:path";
import { readLock } from "../cells/approval.ts";
import { Grants } from "../cells/grants.ts";
import { NetAgent } from "../cells/net_agent.ts";
import { type LoadedPlugin, PluginStore } from "../cells/plugin_store.ts";
import { TouchLedger } from "../cells/touch_ledger.ts";
import type { Config } from "../ops/config.ts";
import type { CoreSettings } from "../ops/core_settings.ts";
import type { Log } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import type { PhaseColorModel } from "../protocol/phase_color_model.ts";
import { loadPhaseModel } from "../vision/phase_model_file.ts";
import { UserChoices } from "./user_choices.ts";
import { PluginSet, type PluginSetOptions } from "./plugin_set.ts";

export interface OpenPluginsOptions
  extends Pick<PluginSetOptions, "onRows" | "onState" | "usageOf" | "measures" | "timings" | "reloadTimings"> {
  settings: CoreSettings;
  config: Config;
  log: Log;
}

/** Finds the plugins; none in safe mode. */
export async function openPlugins(
  options: OpenPluginsOptions,
): Promise<{ plugins: PluginSet; found: LoadedPlugin[]; choices: UserChoices }> {
  const { settings, config, log } = options;
  const { dataDir, projectDir } = settings;
  const bundled = join(projectDir, "plugins");
  const store = new PluginStore({
    folders: [bundled, dataDir, ...config.plugins, ...settings.pluginDirs ?? []],
    dataDir,
  });
  const [{ plugins: found, refused }, lock, grants, choices] = await Promise.all([
    settings.safeMode ? { plugins: [], refused: [] } : store.load(),
    readLock(bundled),
    Grants.open(dataDir),
    UserChoices.open(dataDir),
  ]);
  if (choices.trouble !== "") log("error", "plugins", choices.trouble);
  if (grants.trouble !== "") log("error", "plugins", grants.trouble);
  const touches = await TouchLedger.open({
    dataDir,
    nowMs: Date.now,
    onTrouble: (message) => log("warning", "plugins", message),
  });
  const agent = new NetAgent({ anyNetwork: config.allowPrivateNet.length > 0 });
  const phaseModels = await loadPhaseModels(found, options);
  return {
    plugins: new PluginSet({
      ...options,
      plugins: found,
      refused,
      store,
      grants,
      lock,
      agent,
      touches,
      choices,
      phaseModels,
      recordsDir: join(dataDir, "plugin-records"),
    }),
    found,
    choices,
  };
}

/** What was learnt of each bookmaker's colours; a file that cannot be used is told and left out. */
async function loadPhaseModels(
  found: readonly LoadedPlugin[],
  { settings, log }: Pick<OpenPluginsOptions, "settings" | "log">,
): Promise<Map<string, PhaseColorModel>> {
  const models = new Map<string, PhaseColorModel>();
  for (const { manifest: { name, kind } } of found) {
    if (kind !== "bookmaker") continue;
    try {
      const model = await loadPhaseModel(settings.dataDir, name);
      if (model) models.set(name, model);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      log("error", name, error.message);
    }
  }
  return models;
}
