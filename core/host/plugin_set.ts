/** The plugins of this run: those found, whether they may run, and what the user decides about them while they do. */
import { askedHosts, type PluginLock } from "../cells/approval.ts";
import { BYTES_PER_SECOND_MAX, MESSAGES_PER_SECOND_MAX } from "../cells/cell.ts";
import { CELL_HEAP_MEGABYTES } from "../cells/cell_command.ts";
import type { RowsMessage } from "../cells/event_sender.ts";
import type { Grants } from "../cells/grants.ts";
import type { NetAgent } from "../cells/net_agent.ts";
import { PluginCell } from "../cells/plugin_cell.ts";
import type { PluginTimings } from "../cells/plugin_cell_options.ts";
import { FETCHES_AT_ONCE_MAX, FETCHES_PER_MINUTE_MAX, PluginNet } from "../cells/plugin_net.ts";
import type { LoadedPlugin, PluginStore, RefusedFolder } from "../cells/plugin_store.ts";
import { refusedView } from "../cells/plugin_view.ts";
import type { UsageReader } from "../cells/process_usage.ts";
import type { TouchLedger } from "../cells/touch_ledger.ts";
import { CELL_RSS_BYTES_MAX } from "../cells/watched_cell.ts";
import type { Config } from "../ops/config.ts";
import type { Log } from "../ops/log.ts";
import type { Bet } from "../protocol/bet.ts";
import { CELL_MESSAGE_BYTES_MAX } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import type { Granter } from "../protocol/grant.ts";
import type { PhaseColorModel } from "../protocol/phase_color_model.ts";
import { KIND_FOLDERS, type PluginKind } from "../protocol/manifest.ts";
import type { PluginControls, PluginDetails, PluginView } from "../protocol/page.ts";
import type { StoredRow } from "../protocol/rows.ts";
import type { TouchKind } from "../protocol/touch.ts";
import { PluginSlot } from "./plugin_slot.ts";

const GRANTS_POLL_MS = 1000;
const BET_TOUCHES: Partial<Record<Bet["state"], TouchKind>> = {
  requested: "betsAsked",
  placed: "betsPlaced",
  refused: "betsRefused",
};

/** The limits that hold for every plugin, as the page shows them. */
const QUOTAS = {
  messagesPerSecond: MESSAGES_PER_SECOND_MAX,
  bytesPerSecond: BYTES_PER_SECOND_MAX,
  messageBytes: CELL_MESSAGE_BYTES_MAX,
  heapMegabytes: CELL_HEAP_MEGABYTES,
  residentBytes: CELL_RSS_BYTES_MAX,
  fetchesAtOnce: FETCHES_AT_ONCE_MAX,
  fetchesPerMinute: FETCHES_PER_MINUTE_MAX,
};

export interface PluginSetOptions {
  config: Config;
  plugins: readonly LoadedPlugin[];
  refused: readonly RefusedFolder[];
  /** reads a folder anew before it is approved */
  store: Pick<PluginStore, "loadFolder">;
  grants: Grants;
  lock: PluginLock;
  agent: NetAgent;
  touches: TouchLedger;
  /** by bookmaker */
  phaseModels?: ReadonlyMap<string, PhaseColorModel>;
  onRows: (plugin: string, message: RowsMessage) => void;
  onState: (view: PluginView) => void;
  usageOf?: UsageReader;
  /** deadlines; the usual ones unless told */
  timings?: Partial<PluginTimings>;
  log: Log;
}

export class PluginSet implements PluginControls, AsyncDisposable {
  readonly #options: PluginSetOptions;
  readonly #slots = new Map<string, PluginSlot>();
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #nets = new Map<string, PluginNet>();
  /** views of what was found or wanted and cannot run */
  readonly #unusable: PluginView[] = [];

  constructor(options: PluginSetOptions) {
    this.#options = options;
    for (const { folder, error } of options.refused) {
      options.log("error", "plugins", error);
      this.#unusable.push(refusedView(lastPart(folder), { kind: kindOf(folder), reason: error }));
    }
    const wanted = wantedBy(options.config);
    for (const plugin of options.plugins) this.#add(plugin, wanted);
    for (const { name, kind } of wanted) this.#checkFound(name, kind);
  }

  /** A plugin's cell; null when it cannot be used. */
  get(name: string): PluginCell | null {
    return this.#slots.get(name)?.cell ?? null;
  }

  /** The cells of all plugins that can be used, running or not. */
  all(kind?: PluginKind): PluginCell[] {
    const slots = this.#slots.values().filter(({ plugin }) => !kind || plugin.manifest.kind === kind);
    return slots.map(({ cell }) => cell).toArray();
  }

  views(): PluginView[] {
    return [...this.#slots.values().map((slot) => slot.view()), ...this.#unusable];
  }

  /** Starts all that may run at once; each plugin's state says what came of it. */
  async start(): Promise<void> {
    await this.#settle();
    this.#timer = setInterval(() => void this.#refresh(), GRANTS_POLL_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.all().map((cell) => cell.stop()));
  }

  /** Switches a plugin on or off, over restarts too. */
  async setEnabled(name: string, enabled: boolean): Promise<void> {
    const slot = this.#slot(name, enabled ? "enable" : "disable");
    await this.#options.grants.setEnabled(name, enabled);
    this.#options.log("info", name, enabled ? "switched on by the user" : "switched off by the user");
    await slot.settle();
    this.#options.onState(slot.view());
  }

  /** @throws {HostError} `refused` when the folder no longer holds what was shown */
  async approve(name: string, { hash, by }: { hash: string; by: Granter }): Promise<void> {
    const slot = this.#slot(name, "approve");
    const found = await this.#options.store.loadFolder(slot.plugin.folder);
    if (found.hash !== slot.plugin.hash && (found.hash === hash || slot.cell.pid === null)) await slot.replace(found);
    if (found.hash !== hash) {
      this.#options.onState(slot.view());
      const [shown, now] = [hash.slice(0, 12), found.hash.slice(0, 12)];
      throw new HostError("refused", `Cannot approve ${name} ${shown}: its folder now holds ${now}; look at it again`);
    }
    const net = askedHosts(found.manifest);
    await this.#options.grants.approve(name, { hash, net, approvedAtMs: Date.now(), by });
    this.#options.log("warning", name, `approved (${by}, ${hash.slice(0, 12)}): ${net.join(", ") || "no permission"}`);
    await slot.settle();
    this.#options.onState(slot.view());
  }

  /** Ends the plugin and all that it fetches at once, then forgets its approval; one that needs none is switched off. */
  async revoke(name: string): Promise<void> {
    const slot = this.#slot(name, "revoke");
    this.#nets.get(name)?.[Symbol.dispose]();
    const ended = slot.cell.cutOff("revoked by the user");
    await this.#options.grants.revoke(name);
    if (slot.approval.approved) await this.#options.grants.setEnabled(name, false);
    await ended;
    this.#options.log("warning", name, "revoked by the user");
    this.#options.onState(slot.view());
  }

  details(name: string): PluginDetails {
    const slot = this.#slot(name, "show"), { manifest, folder } = slot.plugin;
    return {
      plugin: slot.view(),
      description: manifest.description,
      folder,
      quotas: { ...QUOTAS },
      touches: this.#options.touches.of(name),
      log: [...slot.log],
    };
  }

  /** Counts a bet's new state for the strategy that asked for it. */
  noteBet({ strategy, state }: Bet): void {
    const kind = BET_TOUCHES[state];
    if (kind && this.#slots.has(strategy)) this.#options.touches.count(strategy, { kind, count: 1 });
  }

  /** Counts rows that are in the database for good; `rejected` names the plugin of each that was set aside. */
  noteRows(rows: readonly StoredRow[], rejected: readonly string[]): void {
    const { touches } = this.#options;
    for (const [plugin, own] of Map.groupBy(rows, (row) => row.plugin)) {
      const bad = rejected.filter((name) => name === plugin).length;
      touches.count(plugin, { kind: "rowsWritten", count: own.length - bad });
      if (bad > 0) touches.count(plugin, { kind: "rowsRejected", count: bad });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.all().map((cell) => cell[Symbol.asyncDispose]()));
    await this.#options.agent[Symbol.asyncDispose]();
    await this.#options.touches[Symbol.asyncDispose]();
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#slots.values().map((slot) => slot.settle()));
  }

  /** What a command decided while the program was not yet there to ask holds all the same. */
  async #refresh(): Promise<void> {
    if (await this.#options.grants.refresh()) await this.#settle();
  }

  #slot(name: string, action: string): PluginSlot {
    const slot = this.#slots.get(name);
    if (slot) return slot;
    const why = this.#unusable.find((view) => view.name === name)?.reason ?? "there is no such plugin";
    throw new HostError("refused", `Cannot ${action} ${name}: ${why}`);
  }

  #add(plugin: LoadedPlugin, wanted: readonly Wanted[]): void {
    const { name, kind } = plugin.manifest, { grants, lock } = this.#options;
    const asKind = wanted.find((one) => one.name === name)?.kind;
    if (asKind && asKind !== kind) return this.#refuse(plugin.manifest, `it is a ${kind}, not a ${asKind}`);
    // A collector that did not come with the program was dropped in to run.
    const isWanted = asKind !== undefined || (kind === "collector" && !(name in lock.plugins));
    const cell = this.#tryCell(plugin);
    if (cell) this.#slots.set(name, new PluginSlot({ plugin, cell, wanted: isWanted, grants, lock }));
  }

  #tryCell(plugin: LoadedPlugin): PluginCell | null {
    const { config, onRows, onState, usageOf, touches } = this.#options;
    const { name } = plugin.manifest;
    const touch = (kind: TouchKind, count: number) => touches.count(name, { kind, count });
    const net = this.#netOf(name);
    try {
      return new PluginCell({
        plugin,
        config: config.settings[name] ?? {},
        phaseModel: this.#options.phaseModels?.get(name),
        net: (request) => net.fetch(request),
        onMessage: (message) => {
          if (message.rows.length > 0) touch("rowsAsked", message.rows.length);
          onRows(name, message);
        },
        onState,
        usageOf,
        timings: this.#options.timings,
        touch,
        log: (level, message) => {
          touch("logLines", 1);
          this.#slots.get(name)?.note({ atMs: Date.now(), level, message });
          this.#options.log(level, name, message);
        },
      });
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#refuse(plugin.manifest, error.message);
      return null;
    }
  }

  #netOf(name: string): PluginNet {
    const { agent, touches, config } = this.#options;
    const net = new PluginNet({
      plugin: name,
      agent,
      policy: () => ({
        allowed: this.#slots.get(name)?.approval.net ?? [],
        allowedPrivate: config.allowPrivateNet,
      }),
      touch: (kind, count) => touches.count(name, { kind, count }),
      touchHost: (host, touched) => touches.countHost(name, { host, touched }),
    });
    this.#nets.set(name, net);
    return net;
  }

  #checkFound(name: string, kind: PluginKind): void {
    if (this.#slots.has(name) || this.#unusable.some((view) => view.name === name)) return;
    const known = this.all(kind).map((cell) => cell.name).sort();
    this.#refuse({ name, kind }, `Cannot find ${kind} ${name}: there are ${known.join(", ") || "none"}`);
  }

  #refuse({ name, kind }: { name: string; kind: PluginKind }, reason: string): void {
    this.#options.log("error", name, reason);
    this.#unusable.push(refusedView(name, { kind, reason }));
  }
}

interface Wanted {
  name: string;
  kind: PluginKind;
}

function wantedBy({ tables, collectors, strategies }: Config): Wanted[] {
  return [
    ...tables.map(({ bookmaker }) => ({ name: bookmaker, kind: "bookmaker" as const })),
    ...collectors.map((name) => ({ name, kind: "collector" as const })),
    ...strategies.map(({ strategy }) => ({ name: strategy, kind: "strategy" as const })),
  ];
}

function lastPart(folder: string): string {
  return folder.split(/[\\/]/).filter(Boolean).pop() ?? folder;
}

function kindOf(folder: string): PluginKind {
  const kinds = Object.keys(KIND_FOLDERS) as PluginKind[];
  return kinds.find((kind) => folder.split(/[\\/]/).includes(KIND_FOLDERS[kind])) ?? "collector";
}
