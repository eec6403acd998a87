/**
 * One cell under watch from start to end: initialised, asked for heartbeats, its memory looked at. Kills it when it is
 * not ready in time, silent, or too big; says so and leaves what follows to its owner.
 */
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import type { Interest } from "../protocol/topics.ts";
import { QUOTAS, type Quotas } from "../protocol/quotas.ts";
import type { Touch } from "../protocol/touch.ts";
import { HostError } from "../protocol/errors.ts";
import { Cell, type CellEnd } from "./cell.ts";
import type { CellGrant } from "./cell_command.ts";
import { CPU_OVER_MS_MAX, CpuShare } from "./cpu_share.ts";
import type { MessageListener } from "./message_ring.ts";
import { readProcessUsage, type UsageReader } from "./process_usage.ts";
import { limitLines } from "./said_lines.ts";
import { Watchdog, WATCHDOG_LIMITS, type WatchdogLimits } from "./watchdog.ts";

const MEGABYTE = 1_048_576;
export interface WatchLimits extends WatchdogLimits {
  readyMs: number;
  memoryPollMs: number;
  /** how long it may use more processors than it can need */
  cpuOverMsMax: number;
}
export const WATCH_LIMITS: WatchLimits = {
  ...WATCHDOG_LIMITS,
  readyMs: 10_000,
  memoryPollMs: 250,
  cpuOverMsMax: CPU_OVER_MS_MAX,
};

export interface WatchedCellOptions {
  grant: CellGrant;
  init: Extract<HostMessage, { type: "init" }>;
  limits: WatchLimits;
  /** rows, logs and failures that belong to no request */
  onMessage: (message: CellMessage) => void;
  onNoise: (line: string) => void;
  onResponsive: (responsive: boolean) => void;
  /** default: `/proc` */
  usageOf?: UsageReader;
  touch?: Touch;
  hear?: MessageListener;
}

export class WatchedCell implements AsyncDisposable {
  readonly cell: Cell;
  readonly #options: WatchedCellOptions;
  readonly #say = limitLines((level, message) => this.#options.onMessage({ type: "log", level, message }));
  readonly #sayNoise = limitLines((_level, line) => this.#options.onNoise(line));
  readonly #timers: ReturnType<typeof setInterval>[] = [];
  readonly #ready = Promise.withResolvers<void>();
  readonly #watchdog: Watchdog;
  #responsive = true;
  #isReady = false;
  /** why the plugin says that it could not start */
  #failure = "";
  readonly #cpu: CpuShare;
  readonly #quotas: Quotas;
  rssBytes = 0;
  /** what a collector wants to be told, once it is ready */
  interest: Interest = { topics: [], tables: null };

  /** Starts the process; see `ready` and `cell.ended`. */
  static async start(options: WatchedCellOptions): Promise<WatchedCell> {
    let watched: WatchedCell | null = null;
    const cell = await Cell.spawn({
      grant: options.grant,
      touch: options.touch,
      hear: options.hear,
      onNoise: (line) => watched!.#sayNoise("warning", line),
      onMessage: (message) => watched!.#take(message),
    });
    return watched = new WatchedCell(cell, options);
  }

  private constructor(cell: Cell, options: WatchedCellOptions) {
    this.cell = cell;
    this.#options = options;
    this.#quotas = options.grant.quotas ?? QUOTAS;
    const { cpuOverMsMax: overMsMax } = options.limits;
    this.#cpu = new CpuShare(performance.now(), { overMsMax, shareMax: this.#quotas.processors });
    this.#watchdog = new Watchdog(options.limits, performance.now());
    this.#timers.push(setInterval(() => this.#look(), options.limits.memoryPollMs));
    cell.send(options.init);
    const { readyMs } = options.limits;
    const timer = setTimeout(() => cell.kill(`it was not ready within ${readyMs} ms`), readyMs);
    this.#ready.promise.then(() => clearTimeout(timer), () => clearTimeout(timer));
    // Whoever waits for it hears of it; nobody has to.
    this.#ready.promise.catch(() => {});
  }

  /** Settles when the plugin can be used. Rejects with {HostError} `plugin_failed` when it ended before. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  get cpuShare(): number {
    return this.#cpu.share;
  }

  /** How the cell ended, with what the plugin itself said about it. Never rejects. */
  async ended(): Promise<CellEnd> {
    const end = await this.cell.ended;
    for (const timer of this.#timers) clearInterval(timer);
    const reason = this.#failure === "" ? end.reason : this.#failure;
    if (!this.#isReady) this.#ready.reject(new HostError("plugin_failed", `Cannot start: ${reason}`));
    return { ...end, reason };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cell[Symbol.asyncDispose]();
    await this.ended();
  }

  #take(message: CellMessage): void {
    if (message.type === "ready" && !this.#isReady) {
      this.#isReady = true;
      this.interest = { topics: message.topics, tables: message.tables };
      this.#timers.push(setInterval(() => this.#beat(), this.#options.limits.heartbeatMs));
      return this.#ready.resolve();
    }
    if (message.type === "ready") throw new HostError("bad_message", "Cannot take ready: it was ready before");
    if (message.type === "failure" && !this.#isReady) this.#failure = message.message;
    if (message.type === "failure" && this.#isReady) return this.#say("error", message.message);
    if (message.type === "log") return this.#say(message.level, message.message);
    this.#options.onMessage(message);
  }

  #beat(): void {
    const { verdict, ping } = this.#watchdog.tick(performance.now());
    const { killMs } = this.#options.limits;
    if (verdict === "dead") return this.cell.kill(`it gave no sign of life for ${killMs / 1000} s`);
    this.#setResponsive(verdict === "alive");
    if (!ping) return;
    this.cell.request({ type: "ping" }, { deadlineMs: killMs * 2 }).then(() => {
      this.#watchdog.answered();
      this.#setResponsive(true);
    }, () => {
      // The watchdog or the end of the cell speaks for it.
    });
  }

  #setResponsive(responsive: boolean): void {
    if (responsive === this.#responsive) return;
    this.#responsive = responsive;
    this.#options.onResponsive(responsive);
  }

  #look(): void {
    void (this.#options.usageOf ?? readProcessUsage)(this.cell.pid).then((usage) => {
      if (usage === null) return;
      this.rssBytes = usage.rssBytes;
      const { memoryMegabytes, processors } = this.#quotas;
      if (usage.rssBytes > memoryMegabytes * MEGABYTE) {
        this.#options.touch?.("quotaHits", 1);
        this.cell.kill(`it uses ${Math.round(usage.rssBytes / MEGABYTE)} MB of memory, ${memoryMegabytes} at most`);
      }
      if (!this.#cpu.isGreedy(usage.cpuMs, performance.now())) return;
      this.#options.touch?.("quotaHits", 1);
      this.cell.kill(`it uses ${this.#cpu.share.toFixed(1)} processors, ${processors} at most`);
    });
  }
}
