/**
 * One plugin as the host uses it: its lifecycle over all its cells, and the calls that its kind has. Refuses calls while
 * it does not run; never lets one plugin's trouble reach its caller as anything but a null, a HostError, or its state.
 */
import assert from "node:assert/strict";
import type { Decision } from "../protocol/bet.ts";
import type { CellMessage, CollectorEvent, HostMessage } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import type { CellState, PluginView } from "../protocol/page.ts";
import type { Picture } from "../protocol/picture.ts";
import type { Reading, Region } from "../protocol/reading.ts";
import { CropMemory } from "./crop_memory.ts";
import { EventSender } from "./event_sender.ts";
import { parsePluginConfig } from "./plugin_config.ts";
import { answerFetch } from "./plugin_net.ts";
import { type LoadedPlugin, verifyBundle } from "./plugin_store.ts";
import { initMessage, PLUGIN_TIMINGS, type PluginCellOptions, type PluginTimings } from "./plugin_cell_options.ts";
import { restingView } from "./plugin_view.ts";
import { RestartPolicy } from "./restart_policy.ts";
import { WatchedCell } from "./watched_cell.ts";

type FrameInfo = Pick<Extract<HostMessage, { type: "frame" }>, "table" | "tick" | "takenAtMs">;
type DecideRequest = Omit<Extract<HostMessage, { type: "decide" }>, "type" | "id">;

/** The states in which there is a cell that answers, or will. */
const USABLE: readonly CellState[] = ["running", "unresponsive"];

export class PluginCell implements AsyncDisposable {
  readonly #options: PluginCellOptions;
  #plugin: LoadedPlugin;
  readonly #timings: PluginTimings;
  readonly #policy: RestartPolicy;
  readonly #crops = new CropMemory();
  readonly #events: EventSender;
  #config: Record<string, unknown>;
  #watched: WatchedCell | null = null;
  #launching: Promise<void> = Promise.resolve();
  #state: CellState = "stopped";
  #reason = "";
  #wanted = false;
  #paused = false;
  #restartTimer: ReturnType<typeof setTimeout> | undefined;
  #restarts = 0;
  #earlier = { messagesIn: 0, messagesOut: 0 };

  /** @throws {HostError} `bad_config` when the configuration does not fit the manifest */
  constructor(options: PluginCellOptions) {
    this.#options = options;
    this.#plugin = options.plugin;
    this.#timings = { ...PLUGIN_TIMINGS, ...options.timings };
    this.#policy = new RestartPolicy({ delaysMs: this.#timings.restartDelaysMs });
    this.#config = parsePluginConfig(options.plugin.manifest, options.config ?? {});
    this.#events = new EventSender((message) => options.onMessage?.(message));
  }

  get name(): string {
    return this.#plugin.manifest.name;
  }

  /** Starts the plugin, or a quarantined one anew. Settles when it runs or its first try failed; its state says which. */
  async start(): Promise<void> {
    if (this.#wanted && this.#state !== "quarantined") return;
    this.#wanted = true;
    this.#policy.reset();
    await this.#launch();
  }

  /**
   * Has a bookmaker read a frame; `crops` holds what changed, what an earlier frame could not deliver is added.
   *
   * @returns null when the plugin does not run or is still busy with an earlier frame
   * @throws {HostError} `deadline`, `plugin_failed`, `plugin_gone`
   */
  async readFrame(frame: FrameInfo, crops: ReadonlyMap<Region, Picture>): Promise<Reading | null> {
    this.#crops.keep(crops);
    const cell = this.#usableCell();
    if (cell === null || cell.unanswered("frame") > 0) return null;
    const taken = this.#crops.take();
    try {
      const sizes = [...taken].map(([region, { width, height }]) => ({ region, width, height }));
      const parts = taken.values().map(({ data }) => data).toArray();
      const message = { type: "frame", ...frame, crops: sizes } as const;
      const { reading } = await cell.request(message, { deadlineMs: this.#timings.readMs, parts });
      this.#checkReading(reading, frame);
      return reading;
    } catch (error) {
      this.#crops.giveBack(taken.keys());
      throw error;
    }
  }

  /** Gives a collector its events; they wait while it cannot take them, and are lost on it while it is paused or stopped for good. */
  deliver(events: readonly CollectorEvent[]): void {
    if (!this.#wanted || this.#paused) return;
    this.#options.touch?.("events", events.length);
    this.#events.push(events);
  }

  /** A collector that wants colour samples right now. */
  get takesSamples(): boolean {
    return USABLE.includes(this.#state) && this.#watched!.takesSamples;
  }

  /**
   * Asks a strategy.
   *
   * @returns null for no bet, and when the plugin does not run
   * @throws {HostError} `deadline`, `plugin_failed`, `plugin_gone`, `queue_full`
   */
  async decide(request: DecideRequest): Promise<Decision | null> {
    const cell = this.#usableCell();
    if (cell === null) return null;
    const { decision } = await cell.request({ type: "decide", ...request }, { deadlineMs: this.#timings.decideMs });
    return decision;
  }

  /** @throws {HostError} `bad_config`; the configuration in use stays */
  configure(config: Record<string, unknown>): void {
    this.#config = parsePluginConfig(this.#plugin.manifest, config);
    if (this.#watched && this.#state !== "starting") {
      this.#watched.cell.send({ type: "configure", config: this.#config });
    }
  }

  /** Nothing is asked of the plugin until `resume()`; its cell lives on. */
  pause(): void {
    this.#paused = true;
    if (USABLE.includes(this.#state)) this.#setState("paused", "paused by the user");
  }

  resume(): void {
    this.#paused = false;
    if (this.#state === "paused") this.#setState("running", "");
  }

  /** Lets a collector work off its events, then ends the plugin, in bounded time. */
  async stop(): Promise<void> {
    clearTimeout(this.#restartTimer);
    if (!this.#wanted) return;
    if (this.#usableCell()) await this.#events.drained(this.#timings.drainMs);
    this.#wanted = false;
    this.#setState("stopping", "");
    await this.#launching;
    await this.#watched?.cell.stop(this.#timings.stopMs);
    await this.#watched?.ended();
    this.#events.detach();
    this.#setState("stopped", "");
  }

  /** Ends the plugin this very moment: nothing that it still has to say counts. */
  async cutOff(reason: string): Promise<void> {
    await this.#end(reason);
    this.#events.detach();
    this.#setState("stopped", reason);
  }

  /**
   * Puts another version in the place of a plugin that does not run.
   *
   * @throws {HostError} `bad_config` when the configuration does not fit the new manifest; the old version stays
   */
  replace(plugin: LoadedPlugin): void {
    assert(!this.#wanted && this.#watched === null, `${this.name} runs`);
    this.#config = parsePluginConfig(plugin.manifest, this.#options.config ?? {});
    this.#plugin = plugin;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end("its owner is done with it");
  }

  async #end(reason: string): Promise<void> {
    clearTimeout(this.#restartTimer);
    this.#wanted = false;
    this.#watched?.cell.kill(reason);
    await this.#launching;
    await this.#watched?.ended();
  }

  view(): PluginView {
    const cell = this.#watched?.cell;
    return {
      ...restingView(this.#plugin),
      state: this.#state,
      reason: this.#reason,
      restarts: this.#restarts,
      rssBytes: this.#watched?.rssBytes ?? 0,
      cpuShare: this.#watched?.cpuShare ?? 0,
      messagesIn: this.#earlier.messagesIn + (cell?.messagesIn ?? 0),
      messagesOut: this.#earlier.messagesOut + (cell?.messagesOut ?? 0),
    };
  }

  /** Id of the cell's process; null while there is none. */
  get pid(): number | null {
    return this.#watched?.cell.pid ?? null;
  }

  /** Events of a collector that wait or were dropped for want of room. */
  get queue(): { waiting: number; droppedReadings: number; droppedChanges: number } {
    return this.#events.counts;
  }

  #usableCell() {
    return USABLE.includes(this.#state) ? this.#watched!.cell : null;
  }

  #checkReading(reading: Reading, { table, tick, takenAtMs }: FrameInfo): void {
    if (reading.table === table && reading.tick === tick && reading.takenAtMs === takenAtMs) return;
    const found = `${reading.table} at tick ${reading.tick}`;
    this.#watched?.cell.kill(`it gave a reading of ${found} when asked for ${table} at tick ${tick}`);
    throw new HostError("bad_message", `Cannot take a reading of ${found}: it is not the frame's`);
  }

  /** Settles when this start has come to something; the plugin's own end is handled apart. */
  #launch(): Promise<void> {
    return this.#launching = (async () => {
      this.#setState("starting", "");
      try {
        await verifyBundle(this.#plugin);
        const watched = this.#watched = await this.#spawn();
        void this.#handleEnd(watched);
        if (!this.#wanted) watched.cell.kill("it was stopped before it had started");
        await watched.ready;
      } catch (error) {
        if (!(error instanceof HostError)) this.#crashed(`Cannot start: ${error}`);
        else if (error.code !== "plugin_failed") this.#refuse(error.message);
        return;
      }
      if (!this.#wanted) return;
      this.#crops.forgetSeen();
      this.#setState(this.#paused ? "paused" : "running", this.#paused ? "paused by the user" : "");
      this.#events.attach(this.#watched.cell);
    })();
  }

  #spawn(): Promise<WatchedCell> {
    return WatchedCell.start({
      grant: this.#plugin,
      init: initMessage(this.#plugin, { config: this.#config, phaseModel: this.#options.phaseModel }),
      limits: this.#timings,
      usageOf: this.#options.usageOf,
      touch: this.#options.touch,
      onMessage: (message) => this.#take(message),
      onNoise: (line) => this.#options.log?.("warning", line),
      onResponsive: (responsive) => this.#setResponsive(responsive),
    });
  }

  async #handleEnd(watched: WatchedCell): Promise<void> {
    const { reason } = await watched.ended();
    this.#earlier.messagesIn += watched.cell.messagesIn;
    this.#earlier.messagesOut += watched.cell.messagesOut;
    this.#watched = null;
    this.#events.detach();
    if (this.#wanted) this.#crashed(reason);
  }

  /** What is stored is not what was approved: no other try would change that. */
  #refuse(reason: string): void {
    this.#wanted = false;
    this.#setState("refused", reason);
    this.#options.log?.("error", reason);
  }

  #crashed(reason: string): void {
    this.#setState("crashed", reason);
    this.#options.log?.("error", `crashed: ${reason}`);
    const delayMs = this.#policy.crashed(performance.now());
    if (delayMs === null) return this.#setState("quarantined", `crashed too often, last: ${reason}`);
    this.#setState("restarting", `in ${delayMs / 1000} s, after: ${reason}`);
    this.#restartTimer = setTimeout(() => {
      this.#restarts += 1;
      this.#options.touch?.("restarts", 1);
      void this.#launch();
    }, delayMs);
  }

  #take(message: CellMessage): void {
    if (message.type === "fetch") {
      return void answerFetch(message, { cell: this.#watched!.cell, net: this.#options.net });
    }
    if (message.type === "rows") return this.#events.take(message);
    if (message.type === "log") return this.#options.log?.(message.level, message.message);
    if (message.type === "failure") return this.#options.log?.("error", message.message);
    if (message.type !== "stopped") throw new HostError("bad_message", `Cannot take ${message.type}: not asked for`);
  }

  #setResponsive(responsive: boolean): void {
    if (!responsive && this.#state === "running") this.#setState("unresponsive", "it does not answer");
    if (responsive && this.#state === "unresponsive") this.#setState("running", "");
  }

  #setState(state: CellState, reason: string): void {
    this.#state = state;
    this.#reason = reason;
    this.#options.onState?.(this.view());
  }
}
