/** The plugins of this run: those found, whether they may run, and what the user decides about them while they do. */
import { type PluginLock, requireShown } from "../cells/approval.ts";
import { askedHosts } from "../cells/asked_hosts.ts";
import type { Grants } from "../cells/grants.ts";
import type { PluginCell } from "../cells/plugin_cell.ts";
import type { PluginNet } from "../cells/plugin_net.ts";
import type { LoadedPlugin, PluginStore, RefusedFolder } from "../cells/plugin_store.ts";
import { refusedView } from "../cells/plugin_view.ts";
import type { Bet } from "../protocol/bet.ts";
import { HostError } from "../protocol/errors.ts";
import type { Granter } from "../protocol/grant.ts";
import type { PluginKind } from "../protocol/manifest.ts";
import type { PluginControls, PluginDetails, PluginView } from "../protocol/page.ts";
import type { StoredRow } from "../protocol/rows.ts";
import { countBet, countRows } from "./plugin_touches.ts";
import { makeCell, type MakerOptions } from "./plugin_maker.ts";
import { restoreSecrets } from "../cells/secret_settings.ts";
import { detailsOf } from "./plugin_details.ts";
import { PluginReload, type PluginReloadOptions, type ReloadTarget } from "./plugin_reload.ts";
import { PluginSlot } from "./plugin_slot.ts";
import { refusedFolder, type Wanted, wantedBy } from "./wanted_plugins.ts";

const GRANTS_POLL_MS = 1000;
export interface PluginSetOptions extends Omit<MakerOptions, "slotOf"> {
  plugins: readonly LoadedPlugin[];
  refused: readonly RefusedFolder[];
  /** reads a folder anew before it is approved, or when it has changed */
  store: Pick<PluginStore, "loadFolder" | "folders" | "find" | "tryLoad">;
  grants: Grants;
  lock: PluginLock;
  /** how folders are watched; the usual way unless told */
  reloadTimings?: Pick<PluginReloadOptions, "quietMs" | "lookEveryMs">;
}

export class PluginSet implements PluginControls, ReloadTarget, AsyncDisposable {
  readonly #options: PluginSetOptions;
  readonly #slots = new Map<string, PluginSlot>();
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #nets = new Map<string, PluginNet>();
  /** views of what was found or wanted and cannot run */
  #unusable: PluginView[] = [];
  readonly #refusedFolders = new Map<string, PluginView>();
  readonly #wanted: Wanted[];
  /** collectors that can be used, running or not; the same array over the whole run */
  readonly collectors: PluginCell[] = [];
  #reload: PluginReload | null = null;

  constructor(options: PluginSetOptions) {
    this.#options = options;
    for (const { folder, error } of options.refused) {
      options.log("error", "plugins", error);
      this.#refusedFolders.set(folder, refusedFolder(folder, error));
    }
    this.#wanted = wantedBy(options.config, options.choices);
    for (const plugin of options.plugins) this.#add(plugin);
    for (const { name, kind } of this.#wanted) this.#checkFound(name, kind);
  }

  /** A plugin's cell; null when it cannot be used. */
  get(name: string): PluginCell | null {
    return this.#slots.get(name)?.cell ?? null;
  }

  /** @throws {HostError} `refused` saying why there is no such plugin, or no longer */
  existing(name: string): PluginCell {
    return this.#slot(name, "use").cell;
  }

  /** The cells of all plugins that can be used, running or not. */
  all(kind?: PluginKind): PluginCell[] {
    const slots = this.#slots.values().filter(({ plugin }) => !kind || plugin.manifest.kind === kind);
    return slots.map(({ cell }) => cell).toArray();
  }

  views(): PluginView[] {
    return [...this.#slots.values().map((slot) => slot.view()), ...this.#unusable, ...this.#refusedFolders.values()];
  }

  /** Starts all that may run at once; each plugin's state says what came of it. */
  async start(): Promise<void> {
    await this.#settle();
    this.#timer = setInterval(() => void this.#refresh(), GRANTS_POLL_MS);
    const { store, log, reloadTimings } = this.#options;
    this.#reload = new PluginReload({ store, log, target: this, ...reloadTimings });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reload?.[Symbol.asyncDispose]();
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

  /** @throws {HostError} `refused` when the folder no longer holds what was shown, or settings name other hosts */
  async approve(name: string, shown: { hash: string; hosts: readonly string[]; by: Granter }): Promise<void> {
    const { hash, by } = shown;
    const slot = this.#slot(name, "approve");
    const found = await this.#options.store.loadFolder(slot.plugin.folder);
    if (found.hash !== slot.plugin.hash && (found.hash === hash || slot.cell.pid === null)) await slot.replace(found);
    if (found.hash !== hash) {
      this.#options.onState(slot.view());
      const now = found.hash.slice(0, 12);
      throw new HostError(
        "refused",
        `Cannot approve ${name} ${hash.slice(0, 12)}: its folder now holds ${now}; look at it again`,
      );
    }
    const net = askedHosts(found.manifest, slot.cell.config);
    requireShown(name, { shown: shown.hosts, asked: net });
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

  async configure(name: string, settings: Record<string, unknown>): Promise<void> {
    const slot = this.#slot(name, "configure");
    const whole = restoreSecrets(slot.plugin.manifest, { settings, inUse: slot.cell.config });
    slot.cell.configure(whole);
    await this.#options.choices.setSettings(name, whole);
    this.#options.log("info", name, "its settings were changed by the user");
    // They may name another host, which nobody has approved yet.
    await slot.settle();
    this.#options.onState(slot.view());
  }

  async pause(name: string): Promise<void> {
    const slot = this.#slot(name, "pause");
    slot.cell.pause();
    this.#options.log("info", name, "paused by the user");
    await Promise.resolve();
  }

  async resume(name: string): Promise<void> {
    const slot = this.#slot(name, "resume");
    this.#options.log("info", name, "resumed by the user");
    slot.cell.resume();
    if (slot.cell.view().state === "quarantined") await slot.cell.start();
  }

  slotAt(folder: string): PluginSlot | null {
    return this.#slots.values().find(({ plugin }) => plugin.folder === folder) ?? null;
  }

  slotOf(name: string): PluginSlot | null {
    return this.#slots.get(name) ?? null;
  }

  /** Takes a plugin that was dropped in, and starts it if it may run. */
  async add(plugin: LoadedPlugin): Promise<void> {
    const { manifest: { name, kind }, folder } = plugin, { log, onState } = this.#options;
    this.#unusable = this.#unusable.filter((view) => view.name !== name);
    this.#add(plugin);
    const slot = this.#slots.get(name);
    if (!slot) return;
    log("info", name, `${kind} found in ${folder}`);
    await slot.settle();
    onState(slot.view());
  }

  /** Ends a plugin whose folder is gone; whoever still asks it gets no answer. */
  async remove(slot: PluginSlot, reason: string): Promise<void> {
    const { name } = slot.cell, { kind } = slot.plugin.manifest;
    await slot.cell.stop();
    this.#nets.get(name)?.[Symbol.dispose]();
    this.#slots.delete(name);
    this.collectors.splice(0, this.collectors.length, ...this.collectors.filter((cell) => cell !== slot.cell));
    this.#refuse({ name, kind }, reason);
    this.#options.onState(this.#unusable.at(-1)!);
  }

  setRefused(folder: string, error: string | null): void {
    const before = this.#refusedFolders.get(folder)?.reason ?? null;
    if (before === error) return;
    this.#refusedFolders.delete(folder);
    if (error === null) return;
    this.#options.log("error", "plugins", error);
    const view = refusedFolder(folder, error);
    this.#refusedFolders.set(folder, view);
    this.#options.onState(view);
  }

  changed(slot: PluginSlot): void {
    this.#options.onState(slot.view());
  }

  details(name: string): PluginDetails {
    return detailsOf(this.#slot(name, "show"), this.#options);
  }

  noteBet(bet: Bet): void {
    if (this.#slots.has(bet.strategy)) countBet(bet, this.#options.touches);
  }

  noteRows(rows: readonly StoredRow[], rejected: readonly string[]): void {
    countRows(rows, { rejected, touches: this.#options.touches });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#reload?.[Symbol.asyncDispose]();
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

  #add(plugin: LoadedPlugin): void {
    const { name, kind } = plugin.manifest, { grants, lock } = this.#options;
    const asKind = this.#wanted.find((one) => one.name === name)?.kind;
    if (asKind && asKind !== kind) return this.#refuse(plugin.manifest, `it is a ${kind}, not a ${asKind}`);
    // What did not come with the program was dropped in to run; a bookmaker needs a table of the configuration.
    const isWanted = asKind !== undefined || (kind !== "bookmaker" && !Object.hasOwn(lock.plugins, name));
    const made = this.#tryMake(plugin);
    if (!made) return;
    this.#nets.set(name, made.net);
    if (kind === "collector") this.collectors.push(made.cell);
    this.#slots.set(name, new PluginSlot({ cell: made.cell, wanted: isWanted, grants, lock }));
  }

  #tryMake(plugin: LoadedPlugin): { cell: PluginCell; net: PluginNet } | null {
    try {
      return makeCell(plugin, { ...this.#options, slotOf: () => this.#slots.get(plugin.manifest.name) ?? null });
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.#refuse(plugin.manifest, error.message);
      return null;
    }
  }

  #checkFound(name: string, kind: PluginKind): void {
    if (this.views().some((view) => view.name === name)) return;
    const known = this.all(kind).map((cell) => cell.name).sort();
    this.#refuse({ name, kind }, `Cannot find ${kind} ${name}: there are ${known.join(", ") || "none"}`);
  }

  #refuse({ name, kind }: { name: string; kind: PluginKind }, reason: string): void {
    this.#options.log("error", name, reason);
    this.#unusable.push(refusedView(name, { kind, reason }));
  }
}
