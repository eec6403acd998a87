/** A plugin in a real cell, asked by its author's checks instead of the program; keeps all that it says. Reaches no network. */
import { PluginCell } from "../cells/plugin_cell.ts";
import type { LoadedPlugin } from "../cells/plugin_store.ts";
import { askedHosts } from "../cells/asked_hosts.ts";
import { hostPortOf } from "../cells/net_address.ts";
import { PLUGIN_TIMINGS } from "../cells/plugin_cell_options.ts";
import type { RowsMessage } from "../cells/event_sender.ts";
import type { CollectorEvent } from "../protocol/cell_messages.ts";
import { HostError } from "../protocol/errors.ts";
import { Finding } from "./check_list.ts";

/** How long a batch of events may take in all. */
const EVENTS_MS_MAX = 10_000;
const MEMORY_POLL_MS = 50;

export class TriedPlugin implements AsyncDisposable {
  readonly cell: PluginCell;
  readonly rows: RowsMessage["rows"] = [];
  /** lines at level error: what its handlers threw */
  readonly errors: string[] = [];
  /** `host:port` of each request to what the manifest does not name */
  readonly unasked = new Set<string>();
  #crash: string | null = null;
  #news = Promise.withResolvers<void>();
  #largestBytes = 0;
  #rssBytes = 0;

  private constructor(plugin: LoadedPlugin, config: Record<string, unknown>) {
    const asked = askedHosts(plugin.manifest, config);
    this.cell = new PluginCell({
      plugin,
      config,
      timings: { memoryPollMs: MEMORY_POLL_MS, restartDelaysMs: [] },
      net: ({ url }) => {
        const address = URL.parse(url), hostPort = address === null ? url : hostPortOf(address);
        if (!asked.includes(hostPort)) this.unasked.add(hostPort);
        return Promise.reject(new HostError("refused", `Cannot fetch ${url}: a test reaches no network`));
      },
      onMessage: ({ rows }) => {
        this.rows.push(...rows);
        this.#tell();
      },
      onState: ({ state, reason }) => {
        if (state === "crashed") this.#crash ??= reason;
        this.#tell();
      },
      log: (level, message) => {
        if (level === "error" && !message.startsWith("crashed: ")) this.errors.push(message);
      },
      touch: (kind, count) => {
        if (kind === "bytesIn") this.#largestBytes = Math.max(this.#largestBytes, count);
      },
    });
  }

  /**
   * Starts it.
   *
   * @throws {Finding} when it does not start
   * @throws {HostError} `bad_config` when the settings do not fit its manifest
   */
  static async start(plugin: LoadedPlugin, config: Record<string, unknown> = {}): Promise<TriedPlugin> {
    const tried = new TriedPlugin(plugin, config);
    await tried.cell.start();
    if (tried.cell.view().state === "running") return tried;
    await tried[Symbol.asyncDispose]();
    throw new Finding(`it does not start: ${tried.#crash ?? tried.cell.view().reason}`);
  }

  /** The most that came out of it at once, bytes; several messages may have come together. */
  get largestBytes(): number {
    return this.#largestBytes;
  }

  /** The most memory seen so far, bytes. */
  get rssBytes(): number {
    return this.#rssBytes = Math.max(this.#rssBytes, this.cell.view().rssBytes);
  }

  /**
   * Gives a collector its events and waits until it has dealt with them.
   *
   * @throws {Finding} when it takes too long, crashes, or a handler of it throws
   */
  async deliver(events: readonly CollectorEvent[], what: string): Promise<void> {
    const timer = setTimeout(() => {
      this.#crash ??= `${events.length} events were not dealt with within ${EVENTS_MS_MAX / 1000} s`;
      this.#tell();
    }, EVENTS_MS_MAX);
    this.cell.deliver(events);
    // What it has no handler for is not sent to it.
    while (this.cell.queue.waiting > 0 && this.#crash === null) {
      this.#news = Promise.withResolvers();
      await this.#news.promise;
    }
    clearTimeout(timer);
    this.checkAlive(what);
  }

  /** @throws {Finding} when it has crashed or a handler of it has thrown */
  checkAlive(what: string): void {
    if (this.#crash !== null) throw new Finding(`${what}: it crashed: ${this.#crash}`);
    const [error] = this.errors;
    if (error !== undefined) throw new Finding(`${what}: ${error}`);
  }

  /** Ends it in order; returns how long that took, milliseconds. */
  async stop(): Promise<number> {
    const startMs = performance.now();
    await this.cell.stop();
    const tookMs = performance.now() - startMs;
    if (tookMs > PLUGIN_TIMINGS.stopMs) throw new Finding(`it did not end within ${PLUGIN_TIMINGS.stopMs} ms`);
    return tookMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cell[Symbol.asyncDispose]();
  }

  #tell(): void {
    this.#news.resolve();
  }
}
