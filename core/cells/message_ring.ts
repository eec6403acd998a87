/**
 * The last messages to and from one plugin's cell, in memory; saved to a file when the plugin has crashed, so that its
 * author can replay them. Holds no pixels and nothing that was fetched.
 */
import { join } from "node:path";
import type { CellMessage, HostMessage } from "../protocol/cell_messages.ts";

/** Messages of one plugin that are kept. */
export const RECORDED_MESSAGES_MAX = 400;
/** Files in the folder, of all plugins. */
export const RECORD_FILES_MAX = 20;
export const RECORD_CHARACTERS_MAX = 4_194_304;

export const RECORD_FORMAT = "aviator-plugin-record";

/** Told of every message that passes a cell's pipe. */
export type MessageListener = (message: { to: HostMessage } | { from: CellMessage }) => void;

/** What a replay needs to make sense of them; the first line of the file. */
export interface RecordHeader {
  plugin: string;
  hash: string;
  /** as they may be shown: without secrets */
  settings: Record<string, unknown>;
  /** why it was saved */
  reason: string;
}

const TO: readonly HostMessage["type"][] = ["configure", "frame", "events", "decide"];
const FROM: readonly CellMessage["type"][] = ["reading", "rows", "decision", "failure"];

export class MessageRing {
  #messages: Parameters<MessageListener>[0][] = [];
  #complete = true;

  /** Keeps a message; a new start forgets those of the one before. */
  readonly hear: MessageListener = (message) => {
    if ("to" in message && message.to.type === "init") {
      this.#messages = [];
      this.#complete = true;
    }
    if (!("to" in message ? TO.includes(message.to.type) : FROM.includes(message.from.type))) return;
    this.#messages.push(message);
    if (this.#messages.length <= RECORDED_MESSAGES_MAX) return;
    this.#messages.shift();
    this.#complete = false;
  };

  /**
   * Writes them to a new file below `folder` and deletes the oldest files that are too many.
   *
   * @returns the file
   */
  async save(
    folder: string,
    { header, atMs, clean }: { header: RecordHeader; atMs: number; clean: (text: string) => string },
  ): Promise<string> {
    const lines = this.#messages.map((message) => clean(JSON.stringify(message)));
    let complete = this.#complete;
    for (let size = lines.reduce((sum, line) => sum + line.length, 0); size > RECORD_CHARACTERS_MAX;) {
      size -= lines.shift()!.length;
      complete = false;
    }
    const first = JSON.stringify({ format: RECORD_FORMAT, version: 1, ...header, complete });
    const file = join(folder, `${header.plugin}-${new Date(atMs).toISOString().replaceAll(":", "-")}.jsonl`);
    await Deno.mkdir(folder, { recursive: true });
    await Deno.writeTextFile(file, [clean(first), ...lines, ""].join("\n"), { mode: 0o600 });
    await deleteOldest(folder);
    return file;
  }
}

async function deleteOldest(folder: string): Promise<void> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  // The time stands behind the name, which may be any.
  const timeOf = (name: string) => name.slice(-"2026-01-01T00-00-00.000Z.jsonl".length);
  const old = names.toSorted((a, b) => timeOf(a) < timeOf(b) ? 1 : -1).slice(RECORD_FILES_MAX);
  for (const name of old) await Deno.remove(join(folder, name));
}
