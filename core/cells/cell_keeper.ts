/**
 * Keeps one plugin's cell running: starts it, starts it again after crashes, gives up after too many, has another version
 * take over and falls back to the one before when that fails. Knows nothing of what a plugin is asked.
 */
import assert from "node:assert/strict";
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import type { CellState } from "../protocol/page.ts";
import { quotasOf } from "../protocol/quotas.ts";
import type { Interest } from "../protocol/topics.ts";
import type { Cell } from "./cell.ts";
import { type LoadedPlugin, verifyBundle } from "./plugin_store.ts";
import { figuresOf } from "./plugin_view.ts";
import { FIRST_FAILURES_MAX, VersionTrial } from "./version_trial.ts";
import type { CellKeeperOptions } from "./cell_keeper_options.ts";
import { Restarts } from "./restarts.ts";
import { WatchedCell } from "./watched_cell.ts";

/** The states in which there is a cell that answers, or will. */
const USABLE: readonly CellState[] = ["running", "unresponsive"];

export class CellKeeper implements AsyncDisposable {
  readonly #options: CellKeeperOptions;
  readonly #restarts: Restarts;
  #plugin: LoadedPlugin;
  #watched: WatchedCell | null = null;
  /** of the version that is about to take over */
  #candidate: WatchedCell | null = null;
  #trial: VersionTrial | null = null;
  /** what became of a version that was no good; shown while the one before runs */
  #note = "";
  #launching: Promise<void> = Promise.resolve();
  #swapping: Promise<void> = Promise.resolve();
  #state: CellState = "stopped";
  #reason = "";
  #wanted = false;
  #paused = false;
  #earlier = { messagesIn: 0, messagesOut: 0 };

  constructor(options: CellKeeperOptions) {
    this.#options = options;
    this.#plugin = options.plugin;
    this.#restarts = new Restarts(options.timings.restartDelaysMs);
  }

  get plugin(): LoadedPlugin {
    return this.#plugin;
  }

  /** The cell that may be asked; null while there is none. */
  get usable(): Cell | null {
    return USABLE.includes(this.#state) ? this.#watched!.cell : null;
  }

  /** Started and not stopped, paused or given up: what is meant for the plugin is kept for it. */
  get expected(): boolean {
    return this.#wanted && !this.#paused;
  }

  /** What the cell that may be asked wants to be told. */
  get interest(): Interest | null {
    return this.usable && this.#watched!.interest;
  }

  /** Id of the cell's process; null while there is none. */
  get pid(): number | null {
    return this.#watched?.cell.pid ?? null;
  }

  view() {
    return {
      state: this.#state,
      reason: this.#reason,
      restarts: this.#restarts.count,
      ...figuresOf(this.#watched, this.#earlier),
    };
  }

  /** Starts the plugin, or a quarantined one anew. Settles when it runs or its first try failed; its state says which. */
  async start(): Promise<void> {
    if (this.#wanted && this.#state !== "quarantined") return;
    this.#wanted = true;
    this.#restarts.reset();
    await this.#launch();
  }

  /** Nothing is to be asked of the plugin until `resume()`; its cell lives on. */
  pause(): void {
    this.#paused = true;
    if (this.usable) this.#setState("paused", "paused by the user");
  }

  resume(): void {
    this.#paused = false;
    if (this.#state === "paused") this.#setState("running", this.#note);
  }

  /** Sends what is no question to whatever cell there is. */
  tell(message: HostMessage): void {
    if (this.#watched && this.#state !== "starting") this.#watched.cell.send(message);
  }

  kill(reason: string): void {
    this.#watched?.cell.kill(reason);
  }

  /** Counts an answer to a question: a version on trial must give a good one soon. */
  answered(isGood: boolean): void {
    if (this.#trial?.hasFailed(isGood)) this.kill(`its first ${FIRST_FAILURES_MAX} answers failed`);
  }

  /** Ends the plugin in order, in bounded time; `finish` lets it end its work first. */
  async stop(finish: (cell: Cell) => Promise<void>): Promise<void> {
    this.#restarts.cancel();
    if (!this.#wanted) return;
    if (this.usable) await finish(this.usable);
    this.#wanted = false;
    this.#setState("stopping", "");
    this.#candidate?.cell.kill("it is not needed any more");
    await Promise.all([this.#launching, this.#swapping]);
    await this.#watched?.cell.stop(this.#options.timings.stopMs);
    await this.#watched?.ended();
    this.#setState("stopped", "");
  }

  /** Ends the plugin this very moment: nothing that it still has to say counts. */
  async cutOff(reason: string): Promise<void> {
    await this.#end(reason);
    this.#setState("stopped", reason);
  }

  /** Puts another version in the place of one that does not run. */
  replace(plugin: LoadedPlugin): void {
    assert(!this.#wanted && this.#watched === null, `${this.#plugin.manifest.name} runs`);
    this.#forgetVersions(plugin);
  }

  /**
   * Has another version take over: it is started beside the old one, which works until the new one is ready, and ends
   * once what it was asked is `answered`. For a minute after that a crash brings the old one back.
   *
   * @throws {HostError} why it could not start; the old one works on
   */
  swap(plugin: LoadedPlugin, answered: () => Promise<unknown>): Promise<void> {
    const swap = this.#swapping.then(() => this.#swap(plugin, answered));
    this.#swapping = swap.catch(() => {});
    return swap;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end("its owner is done with it");
  }

  async #swap(plugin: LoadedPlugin, answered: () => Promise<unknown>): Promise<void> {
    await this.#launching;
    if (!this.usable && this.#state !== "paused") return await this.#startInstead(plugin);
    await verifyBundle(plugin);
    const next = this.#candidate = await this.#spawn(plugin);
    void this.#handleEnd(next);
    try {
      if (!this.#wanted) next.cell.kill("it was stopped before it had started");
      await next.ready;
    } finally {
      this.#candidate = null;
    }
    const old = this.#watched;
    // While the new one started, the old one was stopped, or it crashed and will be started again.
    if (!this.#wanted || old === null) {
      next.cell.kill("it came too late");
      await next.ended();
      return this.#wanted ? await this.#startInstead(plugin) : undefined;
    }
    this.#trial = new VersionTrial(
      this.#trial?.isOn(performance.now()) ? this.#trial.previous : this.#plugin,
      performance.now(),
    );
    const askedBefore = answered();
    this.#watched = next;
    this.#plugin = plugin;
    this.#note = "";
    this.#use(next);
    await askedBefore;
    await old.cell.stop(this.#options.timings.stopMs);
  }

  /** The old version does not work anyway. */
  async #startInstead(plugin: LoadedPlugin): Promise<void> {
    this.#forgetVersions(plugin);
    this.#restarts.reset();
    if (this.#wanted) await this.#launch();
  }

  #forgetVersions(plugin: LoadedPlugin): void {
    this.#plugin = plugin;
    this.#trial = null;
    this.#note = "";
  }

  #use(watched: WatchedCell): void {
    this.#setState(this.#paused ? "paused" : "running", this.#paused ? "paused by the user" : this.#note);
    this.#options.onCell(watched, { crashed: false });
  }

  async #end(reason: string): Promise<void> {
    this.#restarts.cancel();
    this.#wanted = false;
    this.#watched?.cell.kill(reason);
    this.#candidate?.cell.kill(reason);
    await Promise.all([this.#launching, this.#swapping]);
    await this.#watched?.ended();
  }

  /** Settles when this start has come to something; the plugin's own end is handled apart. */
  #launch(): Promise<void> {
    return this.#launching = (async () => {
      this.#setState("starting", this.#note);
      try {
        await verifyBundle(this.#plugin);
        const watched = this.#watched = await this.#spawn(this.#plugin);
        void this.#handleEnd(watched);
        if (!this.#wanted) watched.cell.kill("it was stopped before it had started");
        await watched.ready;
      } catch (error) {
        if (!(error instanceof HostError)) this.#crashed(`Cannot start: ${error}`);
        if (!(error instanceof HostError) || error.code === "plugin_failed") return;
        // What is stored is not what was approved: no other try would change that.
        this.#wanted = false;
        this.#options.log?.("error", error.message);
        return this.#setState("refused", error.message);
      }
      if (this.#wanted) this.#use(this.#watched);
    })();
  }

  async #spawn(plugin: LoadedPlugin): Promise<WatchedCell> {
    const watched: WatchedCell = await WatchedCell.start({
      grant: { bundleFile: plugin.bundleFile, quotas: quotasOf(plugin.manifest, this.#options.quotas) },
      init: this.#options.init(plugin),
      limits: this.#options.timings,
      usageOf: this.#options.usageOf,
      touch: this.#options.touch,
      hear: this.#options.hear,
      onMessage: (message) => this.#hear(watched, message),
      onNoise: (line) => this.#options.log?.("warning", line),
      onResponsive: (responsive) => this.#setResponsive(watched, responsive),
    });
    return watched;
  }

  /** What a version says that does not count, or not any more, is lost; but for why it failed. */
  #hear(watched: WatchedCell, message: CellMessage): void {
    const counts = this.#watched === watched;
    if (counts || message.type === "failure" || message.type === "log") this.#options.onMessage(message, watched.cell);
  }

  async #handleEnd(watched: WatchedCell): Promise<void> {
    const { reason } = await watched.ended();
    this.#earlier.messagesIn += watched.cell.messagesIn;
    this.#earlier.messagesOut += watched.cell.messagesOut;
    if (watched !== this.#watched) return;
    this.#watched = null;
    this.#options.onCell(null, { crashed: this.#wanted });
    if (this.#wanted) this.#crashed(reason);
  }

  #crashed(reason: string): void {
    this.#setState("crashed", reason);
    this.#options.log?.("error", `crashed: ${reason}`);
    if (this.#trial?.isOn(performance.now())) return this.#fallBack(this.#trial.previous, reason);
    const delayMs = this.#restarts.afterCrash(() => {
      this.#options.touch?.("restarts", 1);
      void this.#launch();
    });
    if (delayMs === null) return this.#setState("quarantined", `crashed too often, last: ${reason}`);
    this.#setState("restarting", `in ${delayMs / 1000} s, after: ${reason}`);
  }

  #fallBack(previous: LoadedPlugin, reason: string): void {
    const [bad, good] = [this.#plugin.hash.slice(0, 12), previous.hash.slice(0, 12)];
    this.#note = `version ${bad} failed, ${good} works again: ${reason}`;
    this.#options.log?.("error", this.#note);
    this.#plugin = previous;
    this.#trial = null;
    this.#restarts.count += 1;
    void this.#launch();
  }

  #setResponsive(watched: WatchedCell, responsive: boolean): void {
    if (watched !== this.#watched) return;
    if (!responsive && this.#state === "running") this.#setState("unresponsive", "it does not answer");
    if (responsive && this.#state === "unresponsive") this.#setState("running", this.#note);
  }

  #setState(state: CellState, reason: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#options.onState();
  }
}
