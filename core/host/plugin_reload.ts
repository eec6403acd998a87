/** What becomes of plugin folders that change while the program runs: added, swapped, fallen back, removed. Decides; the set of plugins acts. */
import { isDeepStrictEqual } from "node:util";
import type { Found, LoadedPlugin, PluginStore } from "../cells/plugin_store.ts";
import type { Log } from "../ops/log.ts";
import { HostError } from "../protocol/errors.ts";
import { PluginWatcher, type PluginWatcherOptions } from "./plugin_watcher.ts";
import type { PluginSlot } from "./plugin_slot.ts";

/** The set of plugins, as far as reloading knows it. */
export interface ReloadTarget {
  slotAt(folder: string): PluginSlot | null;
  slotOf(name: string): PluginSlot | null;
  /** Takes a new plugin and starts it if it may run. */
  add(plugin: LoadedPlugin): Promise<void>;
  /** Ends a plugin whose folder is gone. */
  remove(slot: PluginSlot, reason: string): Promise<void>;
  /** Shows why a folder is no plugin; null: it is none of them any more. */
  setRefused(folder: string, error: string | null): void;
  changed(slot: PluginSlot): void;
}

export interface PluginReloadOptions extends Pick<PluginWatcherOptions, "quietMs" | "lookEveryMs"> {
  store: Pick<PluginStore, "folders" | "find" | "tryLoad">;
  target: ReloadTarget;
  log: Log;
}

export class PluginReload implements AsyncDisposable {
  readonly #options: PluginReloadOptions;
  readonly #watcher: PluginWatcher;

  constructor(options: PluginReloadOptions) {
    this.#options = options;
    const { store, log, quietMs, lookEveryMs } = options;
    this.#watcher = new PluginWatcher({
      folders: store.folders,
      quietMs,
      lookEveryMs,
      find: () => store.find(),
      onChange: (change) => this.#take(change),
      onTrouble: (message) => log("warning", "plugins", message),
    });
  }

  /** Looks now, instead of when it is time. */
  look(): Promise<void> {
    return this.#watcher.look();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#watcher[Symbol.asyncDispose]();
  }

  async #take({ changed, gone }: { changed: Found[]; gone: string[] }): Promise<void> {
    const { target } = this.#options;
    for (const folder of gone) {
      target.setRefused(folder, null);
      const slot = target.slotAt(folder);
      if (slot) await target.remove(slot, `its folder ${folder} is gone`);
    }
    // The name of one that is gone is free: another folder of that name gets its turn.
    const next = gone.length === 0
      ? []
      : (await this.#options.store.find()).filter((found) =>
        target.slotAt(found.folder) === null && !changed.some(({ folder }) => folder === found.folder)
      );
    for (const found of [...changed, ...next]) await this.#load(found);
  }

  async #load(found: Found): Promise<void> {
    const { store, target } = this.#options, { folder } = found;
    const loaded = await store.tryLoad(found);
    const running = target.slotAt(folder);
    if (loaded instanceof HostError) {
      if (running) this.#keep(running, loaded.message);
      else target.setRefused(folder, loaded.message);
      return;
    }
    const same = target.slotOf(loaded.manifest.name);
    if (same && same !== running) {
      const error = `Cannot use ${folder}: its name is that of ${same.plugin.folder}`;
      if (running) this.#keep(running, error);
      return target.setRefused(folder, error);
    }
    target.setRefused(folder, null);
    if (!running) await target.add(loaded);
    else if (loaded.hash !== running.plugin.hash) await this.#swap(running, loaded);
    else if (running.trouble !== "") this.#keep(running, "");
  }

  async #swap(slot: PluginSlot, loaded: LoadedPlugin): Promise<void> {
    const moved = whyNotBeside(slot.plugin, loaded);
    if (moved !== "") return this.#keep(slot, moved);
    const [before, now] = [slot.plugin.hash.slice(0, 12), loaded.hash.slice(0, 12)];
    try {
      await slot.swap(loaded);
      this.#options.log("info", slot.cell.name, `changed: version ${now} takes over from ${before}`);
      this.#options.target.changed(slot);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#keep(slot, `changed version ${now} is not used: ${error.message}`);
    }
  }

  #keep(slot: PluginSlot, trouble: string): void {
    if (trouble !== "") this.#options.log("error", slot.cell.name, `${trouble}; the version before works on`);
    slot.trouble = trouble;
    this.#options.target.changed(slot);
  }
}

/** Why a new version needs the program to start again; empty when it does not. */
function whyNotBeside(before: LoadedPlugin, now: LoadedPlugin): string {
  if (before.manifest.kind !== now.manifest.kind) {
    return `it was a ${before.manifest.kind}: restart to use it as ${now.manifest.kind}`;
  }
  const [old, table] = [before.manifest.table, now.manifest.table];
  if (!old || !table) return "";
  const places = ["window", "regions", "controls", "stakeMinMinor", "stakeMaxMinor", "currency", "locale"] as const;
  const moved = places.filter((field) => !isDeepStrictEqual(old[field], table[field]));
  return moved.length === 0 ? "" : `its table's ${moved.join(", ")} changed: restart to use that`;
}
