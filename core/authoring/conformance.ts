/**
 * The conformance suite: tries one plugin's folder as the program would run it, its own bundle in a real cell, with usual
 * and with strange input. Says of each check what was found; runs nothing of the plugin outside its cell.
 */
import { resolve } from "node:path";
import { quotasOf } from "../protocol/quotas.ts";
import { PLUGIN_TIMINGS } from "../cells/plugin_cell_options.ts";
import { readFolder } from "../cells/plugin_folder.ts";
import { isModuleFile, textOf } from "../cells/plugin_source.ts";
import { type LoadedPlugin, PluginStore } from "../cells/plugin_store.ts";
import { CELL_MESSAGE_BYTES_MAX } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import { type Manifest, parseManifest } from "../protocol/manifest.ts";
import { checkBookmaker } from "./bookmaker_checks.ts";
import { type CheckList, Finding } from "./check_list.ts";
import { checkCollector } from "./collector_checks.ts";
import { checkStrategy } from "./strategy_checks.ts";
import { TriedPlugin } from "./tried_plugin.ts";

export interface ConformanceOptions {
  folder: string;
  /** settings to try it with; what they leave out has the manifest's defaults */
  settings: Record<string, unknown>;
  /** for its bundle; the caller deletes it */
  scratchDir: string;
}

/** Makes all checks that still make sense after those that failed; `list` tells of each. */
export async function checkConformance(list: CheckList, options: ConformanceOptions): Promise<LoadedPlugin | null> {
  const folder = resolve(options.folder);
  const manifest = await readManifest(list, folder);
  if (manifest === null) return null;
  const plugin = await loadPlugin(list, { folder, scratchDir: options.scratchDir });
  if (plugin === null) return null;
  const start = () => TriedPlugin.start(plugin, options.settings);
  let tried: TriedPlugin | null = null;
  await list.check("starts", async () => {
    const startMs = performance.now();
    tried = await start();
    return `ready after ${(performance.now() - startMs).toFixed(0)} ms of ${PLUGIN_TIMINGS.readyMs}`;
  });
  if (tried === null) return plugin;
  await using running: TriedPlugin = tried;
  await checkKind(list, { plugin, tried: running, startAnother: start });
  // What ended it has been told.
  if (running.cell.view().state === "running") {
    await checkWhole(list, { plugin, tried: running, settings: options.settings });
  }
  return plugin;
}

async function readManifest(list: CheckList, folder: string): Promise<Manifest | null> {
  let manifest: Manifest | null = null;
  await list.check("manifest", async () => {
    const { files } = await readFolder(folder).catch((error) => {
      if (error instanceof Deno.errors.NotFound) throw new Finding(`there is no folder ${folder}`);
      throw error;
    });
    const bytes = files.get("plugin.json");
    if (!bytes) {
      throw new Finding(`${folder} has no plugin.json; \`plugins new\` writes a folder that has all it needs`);
    }
    manifest = parseManifest(textOf("plugin.json", bytes), "plugin.json");
    const { kind, name, version } = manifest;
    return `${kind} ${name} ${version}, ${files.size} files`;
  });
  return manifest;
}

async function loadPlugin(
  list: CheckList,
  { folder, scratchDir }: { folder: string; scratchDir: string },
): Promise<LoadedPlugin | null> {
  let plugin: LoadedPlugin | null = null;
  await list.check("builds", async () => {
    plugin = await new PluginStore({ folders: [], dataDir: scratchDir }).loadFolder(folder);
    const { size } = await Deno.stat(plugin.bundleFile);
    return `one file of ${(size / 1024).toFixed(0)} KB with the SDK`;
  });
  return plugin;
}

async function checkKind(
  list: CheckList,
  { plugin, tried, startAnother }: {
    plugin: LoadedPlugin;
    tried: TriedPlugin;
    startAnother: () => Promise<TriedPlugin>;
  },
): Promise<void> {
  const { kind } = plugin.manifest;
  if (kind === "strategy") {
    return await checkStrategy(list, { tried, startAnother, sources: await sourcesOf(plugin.folder) });
  }
  if (kind === "collector") return await checkCollector(list, { tried, startAnother });
  await checkBookmaker(list, { tried, plugin });
}

/** What holds for every kind, once it has worked for a while. */
async function checkWhole(
  list: CheckList,
  { plugin, tried, settings }: { plugin: LoadedPlugin; tried: TriedPlugin; settings: Record<string, unknown> },
): Promise<void> {
  await list.check("takes settings while it runs", () => {
    tried.cell.configure(settings);
    tried.checkAlive("after new settings");
    const names = Object.keys((plugin.manifest.config.properties ?? {}) as Record<string, unknown>);
    return names.length === 0 ? "it has none" : names.join(", ");
  });
  await list.check("asks the network for nothing else than its manifest", () => {
    const [other] = tried.unasked;
    if (other === undefined) return `${plugin.manifest.permissions.length} permissions`;
    const right = `{"net": [${JSON.stringify(other)}], "reason": "…"} under permissions, or no request`;
    throw new Finding(`it asks ${other}, which its manifest does not name: ${right}`);
  });
  await list.check("memory and messages", () => {
    const used = Math.round(tried.rssBytes / 1_048_576), { memoryMegabytes } = quotasOf(plugin.manifest);
    if (used > memoryMegabytes / 2) {
      throw new HostError("plugin_failed", `it uses ${used} MB already; ${memoryMegabytes} end it`);
    }
    const largest = (tried.largestBytes / 1024).toFixed(1);
    return `${used} MB of ${memoryMegabytes}, at most ${largest} KB at once, ` +
      `${CELL_MESSAGE_BYTES_MAX / 1024} KB a message allowed`;
  });
  await list.check("ends in order", async () => `within ${(await tried.stop()).toFixed(0)} ms`);
}

/** Modules of the plugin that are not its tests. */
async function sourcesOf(folder: string): Promise<Map<string, string>> {
  const { files } = await readFolder(folder);
  const own = [...files].filter(([path]) => isModuleFile(path) && !/_test\.[jt]sx?$|\.json$/.test(path));
  return new Map(own.map(([path, bytes]) => [path, textOf(path, bytes)]));
}
