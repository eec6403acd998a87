/**
 * One plugin as the host uses it: the calls that its kind has, over all its cells and versions. Refuses calls while it
 * does not run; never lets one plugin's trouble reach its caller as anything but a null, a HostError, or its state.
 */
import type { Decision } from "../protocol/bet.ts";
import type { CellMessage, CollectorEvent, HostMessage } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import type { PluginView } from "../protocol/page.ts";
import type { Picture } from "../protocol/picture.ts";
import type { Reading, Region } from "../protocol/reading.ts";
import type { Topic, TopicCounts } from "../protocol/topics.ts";
import type { Cell } from "./cell.ts";
import { CellKeeper } from "./cell_keeper.ts";
import { CropMemory } from "./crop_memory.ts";
import { EventSender } from "./event_sender.ts";
import { parsePluginConfig } from "./plugin_config.ts";
import { answerFetch } from "./plugin_net.ts";
import type { LoadedPlugin } from "./plugin_store.ts";
import { initMessage, PLUGIN_TIMINGS, type PluginCellOptions, type PluginTimings } from "./plugin_cell_options.ts";
import { restingView } from "./plugin_view.ts";
import type { SaidLog } from "./said_lines.ts";
import type { WatchedCell } from "./watched_cell.ts";

type FrameInfo = Pick<Extract<HostMessage, { type: "frame" }>, "table" | "tick" | "takenAtMs">;
type DecideRequest = Omit<Extract<HostMessage, { type: "decide" }>, "type" | "id">;

/** Of an event that is set aside, in the log. */
const EVIDENCE_CHARACTERS_MAX = 2000;

export class PluginCell implements AsyncDisposable {
  readonly #options: PluginCellOptions;
  readonly #timings: PluginTimings;
  readonly #log: SaidLog;
  readonly #keeper: CellKeeper;
  readonly #crops = new CropMemory();
  readonly #events: EventSender;
  /** questions under way */
  readonly #asked = new Set<Promise<unknown>>();
  /** as the user wrote it; each version's manifest fills in its own defaults */
  #given: Record<string, unknown>;
  #config: Record<string, unknown>;

  /** @throws {HostError} `bad_config` when the configuration does not fit the manifest */
  constructor(options: PluginCellOptions) {
    this.#options = options;
    this.#log = options.log ?? (() => {});
    this.#timings = { ...PLUGIN_TIMINGS, ...options.timings };
    this.#given = options.config ?? {};
    this.#config = parsePluginConfig(options.plugin.manifest, this.#given);
    this.#events = new EventSender(
      (message) => options.onMessage?.(message),
      (event) => this.#setAside(event),
    );
    const { plugin, phaseModel, usageOf, touch, hear, quotas } = options;
    this.#keeper = new CellKeeper({
      plugin,
      usageOf,
      quotas,
      touch,
      hear,
      log: this.#log,
      timings: this.#timings,
      init: (version) => initMessage(version, { config: parsePluginConfig(version.manifest, this.#given), phaseModel }),
      onMessage: (message, cell) => this.#take(message, cell),
      onCell: (watched, { crashed }) => this.#useCell(watched, crashed),
      onState: () => options.onState?.(this.view()),
    });
  }

  get name(): string {
    return this.#options.plugin.manifest.name;
  }

  /** The version that runs, or would. */
  get plugin(): LoadedPlugin {
    return this.#keeper.plugin;
  }

  /** The configuration in use, defaults filled in. */
  get config(): Record<string, unknown> {
    return structuredClone(this.#config);
  }

  /** Starts the plugin, or a quarantined one anew. Settles when it runs or its first try failed; its state says which. */
  start(): Promise<void> {
    return this.#keeper.start();
  }

  /**
   * Has a bookmaker read a frame; `crops` holds what changed, what an earlier frame could not deliver is added.
   *
   * @returns null when the plugin does not run or is still busy with an earlier frame
   * @throws {HostError} `deadline`, `plugin_failed`, `plugin_gone`
   */
  async readFrame(frame: FrameInfo, crops: ReadonlyMap<Region, Picture>): Promise<Reading | null> {
    this.#crops.keep(crops);
    const cell = this.#keeper.usable;
    // The version before may still be at it.
    if (cell === null || cell.unanswered("frame") > 0 || this.#asked.size > 0) return null;
    const taken = this.#crops.take();
    try {
      const sizes = [...taken].map(([region, { width, height }]) => ({ region, width, height }));
      const parts = taken.values().map(({ data }) => data).toArray();
      const message = { type: "frame", ...frame, crops: sizes } as const;
      const { reading } = await this.#ask(cell.request(message, { deadlineMs: this.#timings.readMs, parts }));
      this.#checkReading(reading, frame);
      return reading;
    } catch (error) {
      this.#crops.giveBack(taken.keys());
      throw error;
    }
  }

  /** Gives a collector its events; they wait while it cannot take them, and are lost on it while it is paused or stopped for good. */
  deliver(events: readonly CollectorEvent[]): void {
    if (!this.#keeper.expected) return;
    const kept = this.#events.push(events);
    if (kept > 0) this.#options.touch?.("events", kept);
  }

  /** Whether a collector has a use for a topic, and is not off. */
  takes(topic: Topic): boolean {
    return this.#keeper.expected && this.#events.takes(topic);
  }

  /** A collector that wants colour samples right now. */
  get takesSamples(): boolean {
    return this.#keeper.interest?.topics.includes("sample") ?? false;
  }

  /**
   * Asks a strategy; with a `config`, what it would answer under those settings, which must have been checked.
   *
   * @returns null for no bet, and when the plugin does not run
   * @throws {HostError} `deadline`, `plugin_failed`, `plugin_gone`, `queue_full`
   */
  async decide(request: DecideRequest): Promise<Decision | null> {
    const cell = this.#keeper.usable;
    if (cell === null) return null;
    const message = { type: "decide", ...request } as const;
    const { decision } = await this.#ask(cell.request(message, { deadlineMs: this.#timings.decideMs }));
    return decision;
  }

  /** @throws {HostError} `bad_config`; the configuration in use stays */
  configure(config: Record<string, unknown>): void {
    this.#config = parsePluginConfig(this.plugin.manifest, config);
    this.#given = config;
    this.#keeper.tell({ type: "configure", config: this.#config });
  }

  /** Nothing is asked of the plugin until `resume()`; its cell lives on. */
  pause(): void {
    this.#keeper.pause();
  }

  resume(): void {
    this.#keeper.resume();
  }

  /** Lets a collector work off its events, then ends the plugin, in bounded time. */
  stop(): Promise<void> {
    return this.#keeper.stop(() => this.#events.drained(this.#timings.drainMs));
  }

  /** Ends the plugin this very moment: nothing that it still has to say counts. */
  cutOff(reason: string): Promise<void> {
    return this.#keeper.cutOff(reason);
  }

  /**
   * Puts another version in the place of a plugin that does not run.
   *
   * @throws {HostError} `bad_config` when the configuration does not fit the new manifest; the old version stays
   */
  replace(plugin: LoadedPlugin): void {
    const config = parsePluginConfig(plugin.manifest, this.#given);
    this.#keeper.replace(plugin);
    this.#config = config;
  }

  /**
   * Has another version take over between two questions; no event is lost on it, and the old one comes back if it fails.
   *
   * @throws {HostError} `bad_config`, `plugin_failed`, `refused`: the old version works on
   */
  async swap(plugin: LoadedPlugin): Promise<void> {
    parsePluginConfig(plugin.manifest, this.#given);
    // Each question has a deadline of its own.
    await this.#keeper.swap(plugin, () => Promise.allSettled(this.#asked));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#keeper[Symbol.asyncDispose]();
  }

  view(): PluginView {
    const counts = Object.entries(this.#events.counts) as [Topic, TopicCounts][];
    const events = counts.filter(([, { waiting, delivered, dropped }]) => waiting + delivered + dropped > 0)
      .map(([topic, topicCounts]) => ({ topic, ...topicCounts }));
    const view = { ...restingView(this.plugin), ...this.#keeper.view() };
    return events.length > 0 ? { ...view, events } : view;
  }

  /** Id of the cell's process; null while there is none. */
  get pid(): number | null {
    return this.#keeper.pid;
  }

  /** What becomes of a collector's events: how many wait, and by topic what was delivered and dropped. */
  get queue(): { waiting: number; pressed: boolean; topics: Readonly<Record<Topic, Readonly<TopicCounts>>> } {
    return { waiting: this.#events.waiting, pressed: this.#events.pressed, topics: this.#events.counts };
  }

  async #ask<T>(question: Promise<T>): Promise<T> {
    this.#asked.add(question);
    try {
      const answer = await question;
      this.#keeper.answered(true);
      return answer;
    } catch (error) {
      this.#keeper.answered(false);
      throw error;
    } finally {
      this.#asked.delete(question);
    }
  }

  #checkReading(reading: Reading, { table, tick, takenAtMs }: FrameInfo): void {
    if (reading.table === table && reading.tick === tick && reading.takenAtMs === takenAtMs) return;
    const found = `${reading.table} at tick ${reading.tick}`;
    this.#keeper.kill(`it gave a reading of ${found} when asked for ${table} at tick ${tick}`);
    throw new HostError("bad_message", `Cannot take a reading of ${found}: it is not the frame's`);
  }

  #setAside(event: CollectorEvent): void {
    const { seq, topic } = event, evidence = JSON.stringify(event).slice(0, EVIDENCE_CHARACTERS_MAX);
    this.#log("error", `event ${seq} (${topic}) is set aside: it crashed at it twice; the event: ${evidence}`);
  }

  #useCell(watched: WatchedCell | null, crashed: boolean): void {
    if (watched === null) return crashed ? this.#events.crashed() : this.#events.detach();
    this.#config = parsePluginConfig(this.plugin.manifest, this.#given);
    this.#crops.forgetSeen();
    this.#events.attach(watched.cell, watched.interest);
  }

  #take(message: CellMessage, cell: Cell): void {
    if (message.type === "fetch") return void answerFetch(message, { cell, net: this.#options.net });
    if (message.type === "rows") return this.#events.take(message);
    if (message.type === "log") return this.#log(message.level, message.message);
    if (message.type === "failure") return this.#log("error", message.message);
    if (message.type !== "stopped") throw new HostError("bad_message", `Cannot take ${message.type}: not asked for`);
  }
}
