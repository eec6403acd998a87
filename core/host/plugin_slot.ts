/**
 * One plugin that was found: what configuration and user say about it, and its cell. The cell runs exactly when the
 * plugin is in use, switched on and approved.
 */
import { approvalOf, type PluginLock } from "../cells/approval.ts";
import { resolvePermissions } from "../cells/asked_hosts.ts";
import type { Grants } from "../cells/grants.ts";
import type { PluginCell } from "../cells/plugin_cell.ts";
import type { LoadedPlugin } from "../cells/plugin_store.ts";
import { inert } from "../ops/log.ts";
import type { LogLevel } from "../protocol/log_entry.ts";
import type { Approval } from "../protocol/grant.ts";
import type { PluginLogLine, PluginView } from "../protocol/page.ts";

/** Lines of a plugin's own log that are kept for the page. */
const LOG_LINES_KEPT = 100;
const LOG_CHARACTERS_MAX = 500;

export interface SlotOptions {
  cell: PluginCell;
  /** whether the configuration has it run, as long as the user says nothing else */
  wanted: boolean;
  grants: Grants;
  lock: PluginLock;
}

export class PluginSlot {
  readonly cell: PluginCell;
  readonly #options: SlotOptions;
  readonly #log: PluginLogLine[] = [];
  /** whether it is to run, as long as the user says nothing else */
  wanted: boolean;
  /** why another version of it is not used; empty when there is none */
  trouble = "";

  constructor(options: SlotOptions) {
    this.#options = options;
    this.wanted = options.wanted;
    this.cell = options.cell;
  }

  /** The version that runs, or would. */
  get plugin(): LoadedPlugin {
    return this.cell.plugin;
  }

  get log(): readonly PluginLogLine[] {
    return this.#log;
  }

  get approval(): Approval {
    const { grants, lock } = this.#options;
    return approvalOf({ ...this.plugin, settings: this.cell.config }, { given: grants.grantOf(this.cell.name), lock });
  }

  /** Has the cell do what the decisions say now; what crashed too often stays where it is. */
  async settle(): Promise<void> {
    if (!this.#inUse || !this.approval.approved) await this.cell.stop();
    else if (this.cell.view().state !== "quarantined") await this.cell.start();
  }

  /** Puts another version in its place; the old one ends first. */
  async replace(plugin: LoadedPlugin): Promise<void> {
    await this.cell.stop();
    this.cell.replace(plugin);
    this.trouble = "";
  }

  /**
   * Has another version take over while the old one works on; where it may not run without approval, the old one ends.
   *
   * @throws {HostError} why it cannot take over; the old one works on
   */
  async swap(plugin: LoadedPlugin): Promise<void> {
    const { grants, lock } = this.#options;
    const mayRun =
      approvalOf({ ...plugin, settings: this.cell.config }, { given: grants.grantOf(this.cell.name), lock }).approved;
    if (this.#inUse && mayRun) await this.cell.swap(plugin);
    else await this.replace(plugin);
    this.trouble = "";
    await this.settle();
  }

  /** Keeps a line of its log. */
  note(line: { atMs: number; level: LogLevel; message: string }): void {
    this.#log.push({ ...line, message: inert(line.message.slice(0, LOG_CHARACTERS_MAX)) });
    if (this.#log.length > LOG_LINES_KEPT) this.#log.shift();
  }

  view(): PluginView {
    const view = this.#withTrouble(this.cell.view()), { approved, grant, reason } = this.approval;
    const permissions = resolvePermissions(this.plugin.manifest, this.cell.config);
    const known = { ...view, permissions, approvedBy: grant?.by ?? null, approvedAtMs: grant?.approvedAtMs ?? null };
    if (view.state !== "stopped") return known;
    if (this.#options.grants.enabled(this.cell.name) === false) {
      return { ...known, state: "disabled", reason: view.reason || "switched off by the user" };
    }
    if (!approved) return { ...known, state: "waiting", reason };
    if (this.#inUse) return known;
    const why = this.plugin.manifest.kind === "bookmaker"
      ? "not in use: it needs an entry in the configuration's tables, and a restart"
      : "not in use: the configuration does not name it";
    return { ...known, reason: why };
  }

  #withTrouble(view: PluginView): PluginView {
    if (this.trouble === "") return view;
    return { ...view, reason: [view.reason, this.trouble].filter(Boolean).join("; ") };
  }

  get #inUse(): boolean {
    return this.#options.grants.enabled(this.cell.name) ?? this.wanted;
  }
}
