/**
 * Runs one plugin inside its worker: reads frames from the cell's pipe, calls what the plugin defined, writes the answers.
 * Bundled with the plugin, so nothing that it says is trusted by the core.
 */
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";
import { CellFetch } from "./cell_fetch.ts";
import { CORE_FRAME_BYTES_MAX, encodeFrame, type Frame, FrameDecoder } from "./frame_codec.ts";
import { createInstance, type PluginInstance } from "./plugin_instance.ts";

const READ_BUFFER_BYTES = 262_144;
const TEXT_CHARACTERS_MAX = 2000;

// Taken before any plugin code runs, so that a plugin that patches them breaks only what it then calls itself.
const writeSync = Deno.stdout.writeSync.bind(Deno.stdout);
const read = Deno.stdin.read.bind(Deno.stdin);
const memoryUsage = Deno.memoryUsage;
const toJson = JSON.stringify;

/** Loads a plugin and serves it until the pipe closes or the core says stop. */
export async function runPlugin(load: () => Promise<{ default: unknown }>): Promise<void> {
  redirectConsole();
  const net = new CellFetch(send);
  globalThis.fetch = net.fetch as typeof fetch;
  const session = new Session(load, net);
  const decoder = new FrameDecoder({ maxBytes: CORE_FRAME_BYTES_MAX });
  const buffer = new Uint8Array(READ_BUFFER_BYTES);
  for (let count = await read(buffer); count !== null; count = await read(buffer)) {
    for (const frame of decoder.push(buffer.subarray(0, count))) session.take(frame);
  }
  endCell();
}

class Session {
  readonly #load: () => Promise<{ default: unknown }>;
  readonly #net: CellFetch;
  #instance: PluginInstance | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(load: () => Promise<{ default: unknown }>, net: CellFetch) {
    this.#load = load;
    this.#net = net;
  }

  /** Pings are answered and what was fetched is handed over at once; everything else in order, however long the plugin takes. */
  take(frame: Frame): void {
    // The core is the one side that is trusted here.
    const message = JSON.parse(frame.json) as HostMessage;
    if (message.type === "ping") return pong(message.id);
    if (message.type === "fetched") return this.#net.take(message, frame.bytes);
    this.#last = this.#last.then(() => this.#handle(message, frame.bytes)).catch((error) => fail(message, error));
  }

  async #handle(message: HostMessage, bytes: Uint8Array): Promise<void> {
    if (message.type === "init") {
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
  const frame = encodeFrame(toJson(message));
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
