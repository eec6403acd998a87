/** The log: JSON lines in the data folder, rotated by size, and short lines for a person. Plugin text is made inert here. */

import type { LogEntry, LogLevel } from "../protocol/log_entry.ts";

export const LOG_FILE_BYTES_MAX = 5_000_000;
export const LOG_FILES_KEPT = 5;
const MESSAGE_CHARACTERS_MAX = 2_000;

export type Log = (level: LogLevel, source: string, message: string) => void;

/**
 * Text without terminal escapes, control characters, bidirectional marks and characters without width; each is shown as its code.
 *
 * @param text from anywhere, a plugin included
 */
export function inert(text: string): string {
  return text.slice(0, MESSAGE_CHARACTERS_MAX).replace(
    // deno-lint-ignore no-control-regex
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Writes entries to a file, newest in `name.log`, older in `name.1.log` and on. Never throws: a full disk must not stop the host. */
export class LogFile implements Disposable {
  readonly #path: string;
  #file: Deno.FsFile | null = null;
  #bytes = 0;
  /** entries that could not be written */
  lost = 0;

  constructor(path: string) {
    this.#path = path;
    this.#open();
  }

  write(entry: LogEntry): void {
    const bytes = new TextEncoder().encode(JSON.stringify(entry) + "\n");
    try {
      if (this.#file === null) this.#open();
      if (this.#bytes + bytes.length > LOG_FILE_BYTES_MAX) this.#rotate();
      for (let sent = 0; sent < bytes.length;) sent += this.#file!.writeSync(bytes.subarray(sent));
      this.#bytes += bytes.length;
    } catch {
      this.lost += 1;
    }
  }

  #open(): void {
    try {
      this.#file = Deno.openSync(this.#path, { append: true, create: true });
      this.#bytes = this.#file.statSync().size;
    } catch {
      this.#file = null;
    }
  }

  #rotate(): void {
    this.#file?.close();
    this.#file = null;
    for (let index = LOG_FILES_KEPT - 1; index >= 0; index--) {
      try {
        Deno.renameSync(this.#name(index), this.#name(index + 1));
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
    this.#open();
  }

  #name(index: number): string {
    return fileName(this.#path, index);
  }

  [Symbol.dispose](): void {
    this.#file?.close();
    this.#file = null;
  }
}

/** The files of a log, the newest first; not all of them need be there. */
export function logFiles(path: string): string[] {
  return Array.from({ length: LOG_FILES_KEPT + 1 }, (_, index) => fileName(path, index));
}

function fileName(path: string, index: number): string {
  return index === 0 ? path : path.replace(/\.log$/, `.${index}.log`);
}

/** The log that the host uses: to the file, and for a person to the console (from `info` up). */
export function startLog(file: LogFile, options: { console: boolean; nowMs: () => number }): Log {
  return (level, source, message) => {
    const entry: LogEntry = { atMs: options.nowMs(), level, source: inert(source), message: inert(message) };
    file.write(entry);
    if (options.console && level !== "debug") console.error(consoleLine(entry));
  };
}

function consoleLine({ atMs, level, source, message }: LogEntry): string {
  const mark = level === "info" ? "" : `${level.toUpperCase()} `;
  return `${new Date(atMs).toISOString().slice(11, 19)} ${mark}${source}: ${message}`;
}
