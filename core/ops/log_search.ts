/**
 * Finds lines in the log's files, newest first, a page at a time. Looks at so many bytes in one go and says where to go
 * on, so that no question costs more than that; a file that is rotated meanwhile is found again by its number.
 */
import { join } from "node:path";
import { LOG_LEVELS, type LogEntry, logEntry, type LogPage, type LogQuery } from "../protocol/log_entry.ts";
import { logFiles } from "./log.ts";

/** Bytes of log looked at for one page. */
export const SEARCH_BYTES_MAX = 8_000_000;
const PIECE_BYTES = 65_536;
/** Clocks are set back by seconds: lines are in order but for that. */
const DISORDER_MS = 60_000;

interface OpenedFile {
  number: string;
  path: string;
  size: number;
}

/** Searches the files of one log. */
export class LogSearch {
  readonly #path: string;

  /** @param path of the newest file */
  constructor(path: string) {
    this.#path = path;
  }

  /** One page of what is asked for; files that cannot be read are as if they were not there. */
  async find(query: LogQuery): Promise<LogPage> {
    const files = await this.#files(), from = placeOf(query.cursor);
    const first = from === null ? 0 : files.findIndex(({ number }) => number === from.number);
    const page = new Page(query);
    if (first < 0) return page.answer(null);
    for (const [index, file] of files.slice(first).entries()) {
      const end = index === 0 && from !== null ? Math.min(from.offset, file.size) : file.size;
      const stoppedAt = await page.take(file.path, end).catch(() => 0);
      if (page.isOver) return page.answer(null);
      if (stoppedAt > 0) return page.answer(`${file.number}-${stoppedAt}`);
      const next = files[first + index + 1];
      if (page.isFull && next) return page.answer(`${next.number}-${next.size}`);
    }
    return page.answer(null);
  }

  async #files(): Promise<OpenedFile[]> {
    const found = await Promise.all(
      logFiles(this.#path).map(async (path) => {
        const info = await Deno.stat(path).catch(() => null);
        return info ? [{ path, size: info.size, number: String(info.ino ?? info.birthtime?.getTime() ?? 0) }] : [];
      }),
    );
    return found.flat();
  }
}

/** Where the log of a data folder is. */
export function logPath(dataDir: string): string {
  return join(dataDir, "logs", "aviator.log");
}

class Page {
  readonly #query: LogQuery;
  readonly #text: string;
  readonly #gravity: number;
  readonly #entries: LogEntry[] = [];
  readonly #sources = new Set<string>();
  #bytesLeft = SEARCH_BYTES_MAX;
  /** what is asked for ends before the lines that come now */
  isOver = false;

  constructor(query: LogQuery) {
    this.#query = query;
    this.#text = query.text?.toLowerCase() ?? "";
    this.#gravity = query.level === undefined ? 0 : LOG_LEVELS.indexOf(query.level);
  }

  get isFull(): boolean {
    return this.#entries.length >= this.#query.limit || this.#bytesLeft <= 0;
  }

  answer(cursor: string | null): LogPage {
    return { entries: this.#entries, cursor, sources: [...this.#sources].sort() };
  }

  /**
   * Takes lines from `end` backwards.
   *
   * @returns where it stopped, the beginning of the last line that was looked at; 0 when the file is through
   */
  async take(path: string, end: number): Promise<number> {
    using file = await Deno.open(path);
    let rest = new Uint8Array(0), from = end;
    while (from > 0 && !this.isFull && !this.isOver) {
      const size = Math.min(PIECE_BYTES, from);
      from -= size;
      this.#bytesLeft -= size;
      rest = joined(await readAt(file, { from, size }), rest);
      const stoppedAt = this.#takeLines(rest, from);
      if (stoppedAt !== null) return stoppedAt;
      rest = rest.slice(0, firstLine(rest, from));
    }
    // The beginning of a line that did not fit is looked at again.
    return from === 0 ? 0 : from + rest.length;
  }

  /** @returns where it stopped, when the page is full before all whole lines are looked at */
  #takeLines(bytes: Uint8Array<ArrayBuffer>, from: number): number | null {
    const first = firstLine(bytes, from);
    for (let end = bytes.length; end > first;) {
      const newline = end >= 2 ? bytes.lastIndexOf(10, end - 2) : -1;
      const begin = Math.max(newline + 1, first);
      if (this.#entries.length >= this.#query.limit) return from + end;
      this.#takeLine(bytes.subarray(begin, end));
      if (this.isOver) return null;
      end = begin;
    }
    return null;
  }

  #takeLine(bytes: Uint8Array): void {
    const entry = entryOf(bytes);
    if (!entry) return;
    const { fromMs = -Infinity, toMs = Infinity, source } = this.#query;
    if (entry.atMs < fromMs - DISORDER_MS) this.isOver = true;
    this.#sources.add(entry.source);
    if (entry.atMs < fromMs || entry.atMs > toMs || (source !== undefined && entry.source !== source)) return;
    if (LOG_LEVELS.indexOf(entry.level) < this.#gravity) return;
    if (this.#text && !entry.message.toLowerCase().includes(this.#text)) return;
    this.#entries.push(entry);
  }
}

/** Where the first whole line of a piece begins: at its begin where that is the file's. */
function firstLine(bytes: Uint8Array, from: number): number {
  if (from === 0) return 0;
  const newline = bytes.indexOf(10);
  return newline < 0 ? bytes.length : newline + 1;
}

function entryOf(bytes: Uint8Array): LogEntry | null {
  try {
    const result = logEntry.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return result.success ? result.data : null;
  } catch {
    // Half of a line, from a disk that was full: nobody can read it.
    return null;
  }
}

async function readAt(file: Deno.FsFile, { from, size }: { from: number; size: number }) {
  const bytes = new Uint8Array(size);
  await file.seek(from, Deno.SeekMode.Start);
  for (let read = 0; read < size;) {
    const count = await file.read(bytes.subarray(read));
    if (count === null) return bytes.subarray(0, read);
    read += count;
  }
  return bytes;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function placeOf(cursor: string | undefined): { number: string; offset: number } | null {
  const match = cursor === undefined ? null : /^(\d+)-(\d+)$/.exec(cursor);
  return match ? { number: match[1], offset: Number(match[2]) } : null;
}
