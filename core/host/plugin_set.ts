/** The plugins of this run: which are wanted, which could be loaded, and their cells. */
import { PluginCell } from "../cells/plugin_cell.ts";
import type { RowsMessage } from "../cells/event_sender.ts";
import type { UsageReader } from "../cells/process_usage.ts";
import type { LoadedPlugin, RefusedFolder } from "../cells/plugin_store.ts";
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import { KIND_FOLDERS, type PluginKind } from "../protocol/manifest.ts";
import type { PluginView } from "../protocol/page.ts";
import { HostError } from "../protocol/errors.ts";

export interface PluginSetOptions {
  config: Config;
  plugins: readonly LoadedPlugin[];
  refused: readonly RefusedFolder[];
  onRows: (plugin: string, message: RowsMessage) => void;
  onState: (view: PluginView) => void;
  usageOf?: UsageReader;
  log: Log;
}

export class PluginSet implements AsyncDisposable {
  readonly #cells = new Map<string, PluginCell>();
  /** views of what is wanted and cannot run */
  readonly #unusable: PluginView[] = [];
  readonly #log: Log;

  constructor(options: PluginSetOptions) {
    const { config, log } = options;
    this.#log = log;
    for (const { folder, error } of options.refused) {
      log("error", "plugins", error);
      this.#unusable.push(unusableView(lastPart(folder), { kind: kindOf(folder), reason: error }));
    }
    this.#want("bookmaker", config.tables.map((table) => table.bookmaker), options);
    this.#want("collector", config.collectors, options);
    this.#want("strategy", config.strategies.map((strategy) => strategy.strategy), options);
  }

  /** A wanted plugin's cell; null when it cannot be used. */
  get(name: string): PluginCell | null {
    return this.#cells.get(name) ?? null;
  }

  all(): PluginCell[] {
    return [...this.#cells.values()];
  }

  views(): PluginView[] {
    return [...this.all().map((cell) => cell.view()), ...this.#unusable];
  }

  /** Starts all at once; each plugin's state says what came of it. */
  async start(): Promise<void> {
    await Promise.all(this.all().map((cell) => cell.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.all().map((cell) => cell.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.all().map((cell) => cell[Symbol.asyncDispose]()));
  }

  #want(kind: PluginKind, names: readonly string[], options: PluginSetOptions): void {
    for (const name of new Set(names)) {
      const plugin = options.plugins.find((one) => one.manifest.name === name);
      if (plugin && plugin.manifest.kind !== kind) {
        this.#refuse(plugin.manifest, `it is a ${plugin.manifest.kind}, not a ${kind}`);
      } else if (plugin) this.#tryCell(plugin, options);
      else if (!this.#unusable.some((view) => view.name === name)) {
        const known = options.plugins.filter((one) => one.manifest.kind === kind).map((one) => one.manifest.name);
        this.#refuse({ name, kind }, `Cannot find ${kind} ${name}: there are ${known.sort().join(", ") || "none"}`);
      }
    }
  }

  #tryCell(plugin: LoadedPlugin, { config, onRows, onState, usageOf, log }: PluginSetOptions): void {
    const { name } = plugin.manifest;
    try {
      this.#cells.set(
        name,
        new PluginCell({
          plugin,
          config: config.settings[name] ?? {},
          onMessage: (message) => onRows(name, message),
          onState,
          usageOf,
          log: (level, message) => log(level, name, message),
        }),
      );
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#refuse(plugin.manifest, error.message);
    }
  }

  #refuse({ name, kind }: { name: string; kind: PluginKind }, reason: string): void {
    this.#log("error", name, reason);
    this.#unusable.push(unusableView(name, { kind, reason }));
  }
}

function lastPart(folder: string): string {
  return folder.split(/[\\/]/).filter(Boolean).pop() ?? folder;
}

function kindOf(folder: string): PluginKind {
  const kinds = Object.keys(KIND_FOLDERS) as PluginKind[];
  return kinds.find((kind) => folder.split(/[\\/]/).includes(KIND_FOLDERS[kind])) ?? "collector";
}

function unusableView(name: string, { kind, reason }: { kind: PluginKind; reason: string }): PluginView {
  return {
    name,
    title: name,
    kind,
    version: "0.0.0",
    state: "refused",
    reason,
    restarts: 0,
    rssBytes: 0,
    cpuShare: 0,
    messagesIn: 0,
    messagesOut: 0,
    permissions: [],
    hash: "",
  };
}
