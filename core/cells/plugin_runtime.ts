/**
 * Runs one plugin inside its worker: reads frames from the cell's pipe, calls what the plugin defined, writes the answers.
 * Bundled with the plugin, so nothing that it says is trusted by the core.
 */
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import { CellFetch } from "./cell_fetch.ts";
import { CORE_FRAME_BYTES_MAX, encodeShared, type Frame, FrameDecoder } from "./frame_codec.ts";
import { createInstance, type PluginInstance } from "./plugin_instance.ts";

const READ_BUFFER_BYTES = 262_144;
const TEXT_CHARACTERS_MAX = 2000;
/** An answer that needs no waiting is there after fewer turns of the microtask queue. */
const ANSWER_TURNS = 20;

// Taken before any plugin code runs, so that a plugin that patches them breaks only what it then calls itself.
const writeSync = Deno.stdout.writeSync.bind(Deno.stdout);
const read = Deno.stdin.read.bind(Deno.stdin);
const readSync = Deno.stdin.readSync.bind(Deno.stdin);
const memoryUsage = Deno.memoryUsage;
const soon = globalThis.setTimeout;
const toJson = JSON.stringify;

/** Loads a plugin and serves it until the pipe closes or the core says stop. */
export async function runPlugin(load: () => Promise<{ default: unknown }>): Promise<void> {
  redirectConsole();
  const net = new CellFetch(send);
  globalThis.fetch = net.fetch as typeof fetch;
  const session = new Session(load, net);
  const decoder = new FrameDecoder({ maxBytes: CORE_FRAME_BYTES_MAX });
  const buffer = new Uint8Array(READ_BUFFER_BYTES);
  for (let count = await read(buffer); count !== null;) {
    for (const frame of decoder.push(buffer.subarray(0, count))) session.take(frame);
    // A blocking read halves the round trip; whoever waits for something else than a message needs the event loop.
    count = await session.isAtRest() ? readSync(buffer) : await read(buffer);
  }
  endCell();
}

class Session {
  readonly #load: () => Promise<{ default: unknown }>;
  readonly #net: CellFetch;
  #instance: PluginInstance | null = null;
  #last: Promise<void> = Promise.resolve();
  #unfinished = 0;
  /** Strategies and tables have nothing to do between two messages; a collector may fetch, or wait for something. */
  #mayRest = false;
  #isPinged = false;

  constructor(load: () => Promise<{ default: unknown }>, net: CellFetch) {
    this.#load = load;
    this.#net = net;
  }

  /** Pings are answered and what was fetched is handed over at once; everything else in order, however long the plugin takes. */
  take(frame: Frame): void {
    // The core is the one side that is trusted here.
    const message = JSON.parse(frame.json) as HostMessage;
    if (message.type === "ping") {
      this.#isPinged = true;
      return pong(message.id);
    }
    if (message.type === "fetched") return this.#net.take(message, frame.bytes);
    this.#unfinished += 1;
    this.#last = this.#last.then(() => this.#handle(message, frame.bytes)).catch((error) => fail(message, error))
      .finally(() => this.#unfinished -= 1);
  }

  /** Whether the plugin has nothing to do until the next message. Its timers and floating promises get a turn at each ping. */
  async isAtRest(): Promise<boolean> {
    if (!this.#mayRest) return false;
    for (let turn = 0; this.#unfinished > 0 && turn < ANSWER_TURNS; turn++) await null;
    if (this.#isPinged) await new Promise((resolve) => soon(resolve, 0));
    this.#isPinged = false;
    return this.#unfinished === 0;
  }

  async #handle(message: HostMessage, bytes: Uint8Array): Promise<void> {
    if (message.type === "init") {
      this.#mayRest = message.kind !== "collector";
      this.#instance = createInstance((await this.#load()).default, { init: message, fetch: this.#net.fetch });
      return send({ type: "ready", ...this.#instance.interest ?? { topics: [], tables: null } });
    }
    if (message.type === "stop") {
      send({ type: "stopped" });
      return endCell();
    }
    if (this.#instance === null) throw new Error(`Cannot handle ${message.type}: not initialised`);
    for (const answer of await this.#instance(message, bytes)) send(answer);
  }
}

function send(message: CellMessage): void {
  const frame = encodeShared(toJson(message));
  for (let at = 0; at < frame.length;) at += writeSync(frame.subarray(at));
}

function pong(id: number): void {
  const { heapUsed, rss } = memoryUsage();
  send({ type: "pong", id, heapBytes: heapUsed, rssBytes: rss });
}

/** A handler that throws costs its own message only; a plugin that cannot even start has no use. */
function fail(message: HostMessage, error: unknown): void {
  send({ type: "failure", id: "id" in message ? message.id : null, message: describe(error) });
  if (message.type === "events") {
    // Else the same events would come again for ever.
    send({ type: "rows", upToSeq: message.events.at(-1)?.seq ?? 0, rows: [] });
  }
  if (message.type === "init") endCell();
}

function describe(error: unknown): string {
  const text = error instanceof Error ? error.stack ?? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, TEXT_CHARACTERS_MAX);
}

function redirectConsole(): void {
  const at = (level: "debug" | "info" | "warning" | "error") => (...parts: unknown[]) => {
    const text = parts.map((part) => typeof part === "string" ? part : Deno.inspect(part)).join(" ");
    send({ type: "log", level, message: text.slice(0, TEXT_CHARACTERS_MAX) });
  };
  console.debug = at("debug");
  console.log = console.info = at("info");
  console.warn = at("warning");
  console.error = at("error");
}

/** Tells the bootstrap, which ends the process: a worker cannot. */
function endCell(): void {
  (globalThis as unknown as { postMessage(message: string): void }).postMessage("end");
}
