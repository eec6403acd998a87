/** Rows that found no room in memory, as checked lines on disk, first in first out. What it cannot read it keeps aside and says. */
import { crc32 } from "node:zlib";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { anyRow, type StoredRow } from "../protocol/rows.ts";
import { countLines, type LineFile, readLines, writeAll } from "./line_file.ts";
import { isSheddable, ShedCounts, shedDown } from "./shedding.ts";

/** Rows that may wait in memory while the disk refuses the journal; then the least important are given up. */
export const JOURNAL_WAITING_ROWS_MAX = 40_000;
/** Size from which on the file takes only what is never given up: days of rows, and no full disk. */
const JOURNAL_BYTES_MAX = 1_000_000_000;
/** About as many bytes as are parsed within 3 ms. */
const READ_BYTES = 65_536;
const ROWS_PER_WRITE = 1000;
const RETRY_MS = 1000;

const journalLine = z.strictObject({ plugin: z.string(), seq: z.int().nonnegative(), row: anyRow });

/** The files that a journal uses. */
export interface JournalDisk {
  open(path: string, mode: "kept" | "new"): LineFile;
  rename(from: string, to: string): void;
  /** adds a line to a file that is made where there is none */
  append(path: string, text: string): void;
}

/** The machine's own. */
export const DISK: JournalDisk = {
  open: (path, mode) => Deno.openSync(path, { read: true, write: true, create: true, truncate: mode === "new" }),
  rename: Deno.renameSync,
  append: (path, text) => Deno.writeTextFileSync(path, text, { append: true }),
};

export interface JournalOptions {
  path: string;
  log: (level: "info" | "warning" | "error", message: string) => void;
  /** milliseconds that never go back */
  nowMs: () => number;
  bytesMax?: number;
  disk?: JournalDisk;
}

/**
 * One file, appended at its end and read from its front; emptied once all that was read is in the database. Its calls
 * are synchronous: a row is in the file when `append()` returns, and nothing can come between.
 */
export class Journal {
  readonly #options: Required<JournalOptions>;
  readonly #file: LineFile;
  /** bytes of whole lines on disk */
  #size: number;
  #readAt = 0;
  #unread: number;
  /** rows that the disk refused, behind all that are on it */
  #waiting: StoredRow[] = [];
  #retryAtMs = -Infinity;
  readonly #shed = new ShedCounts();
  #trouble = "";

  private constructor(options: Required<JournalOptions> & { file: LineFile; size: number; rows: number }) {
    this.#options = options;
    this.#file = options.file;
    this.#size = options.size;
    this.#unread = options.rows;
  }

  /**
   * Opens the file or makes it. A last line that a crash left half written is cut off, kept aside and said.
   *
   * @throws {HostError} `storage` when the file cannot be opened
   */
  static open(given: JournalOptions): Journal {
    const options = { bytesMax: JOURNAL_BYTES_MAX, disk: DISK, ...given };
    try {
      const file = options.disk.open(options.path, "kept");
      const { rows, size } = mendEnd(file, options);
      // What outlived the last run outlives a loss of power from now on, too.
      if (rows > 0) file.syncSync();
      if (rows > 0) options.log("info", `Journal ${options.path} holds ${rows} rows: they are stored first`);
      return new Journal({ ...options, file, size, rows });
    } catch (cause) {
      throw new HostError("storage", `Cannot open journal ${options.path}: ${(cause as Error).message}`, { cause });
    }
  }

  /** Rows not read back yet. */
  get rows(): number {
    return this.#unread + this.#waiting.length;
  }

  /** Rows given up because neither database nor disk took them. */
  get shed(): Readonly<ShedCounts> {
    return this.#shed;
  }

  /** Why rows cannot be written down right now; empty when they can. */
  get trouble(): string {
    return this.#trouble;
  }

  append(rows: readonly StoredRow[]): void {
    for (const row of rows) this.#waiting.push(row);
    if (this.#options.nowMs() >= this.#retryAtMs) this.#writeWaiting();
    if (this.#waiting.length > JOURNAL_WAITING_ROWS_MAX) this.#shedTo(JOURNAL_WAITING_ROWS_MAX);
  }

  /** @returns the oldest rows that were not read yet, some of them and in order */
  read(): StoredRow[] {
    if (this.#readAt === this.#size) return this.#takeWaiting();
    return this.#try("read", () => this.#readLines().flatMap((line) => this.#parse(line) ?? [])) ?? [];
  }

  /** Empties the file if every row was read: to be called once all of them are committed. */
  empty(): void {
    if (this.#readAt < this.#size || this.#size === 0) return;
    this.#try("empty", () => {
      this.#file.truncateSync(0);
      this.#size = this.#readAt = 0;
    });
  }

  /** Closes the file; `first`, which were read or never in it, stand before all others at the next start. */
  closeWith(first: readonly StoredRow[]): void {
    const untouched = this.#readAt === 0 && first.length + this.#waiting.length === 0;
    if (first.length + this.rows === 0) this.empty();
    else if (!untouched && !this.#try("rewrite", () => this.#rewrite(first))) {
      const lost = first.length + this.#waiting.length;
      this.#options.log("error", `${this.#trouble}; ${lost} rows, none of them acknowledged, may be lost`);
    }
    this.#file.close();
  }

  #takeWaiting(): StoredRow[] {
    const rows = this.#waiting.splice(0, ROWS_PER_WRITE);
    if (this.#waiting.length === 0) this.#trouble = "";
    return rows;
  }

  #readLines(): string[] {
    const bytes = Math.min(READ_BYTES, this.#size - this.#readAt);
    const { lines, end } = readLines(this.#file, { from: this.#readAt, bytes });
    this.#readAt = end;
    this.#unread -= lines.length;
    return lines;
  }

  #parse(line: string): StoredRow | null {
    const row = parseLine(line);
    if (!row) keepAside(line, this.#options);
    return row;
  }

  #rewrite(first: readonly StoredRow[]): true {
    const next = `${this.#options.path}.new`;
    const file = this.#options.disk.open(next, "new");
    try {
      writeAll(file, encode(first));
      while (this.#readAt < this.#size) {
        writeAll(file, new TextEncoder().encode(this.#readLines().map((line) => `${line}\n`).join("")));
      }
      writeAll(file, encode(this.#waiting));
      file.syncSync();
    } finally {
      file.close();
    }
    this.#options.disk.rename(next, this.#options.path);
    return true;
  }

  #writeWaiting(): void {
    this.#try("write to", () => {
      if (this.#size >= this.#options.bytesMax && this.#waiting.some(isSheddable)) this.#shedTo(0);
      while (this.#waiting.length > 0) {
        const rows = this.#waiting.slice(0, ROWS_PER_WRITE);
        const bytes = encode(rows);
        this.#file.seekSync(this.#size, Deno.SeekMode.Start);
        writeAll(this.#file, bytes);
        this.#size += bytes.length;
        this.#unread += rows.length;
        this.#waiting.splice(0, rows.length);
      }
    });
  }

  #try<T>(action: string, run: () => T): T | undefined {
    try {
      const result = run();
      this.#trouble = "";
      return result;
    } catch (error) {
      this.#retryAtMs = this.#options.nowMs() + RETRY_MS;
      this.#trouble = `Cannot ${action} journal ${this.#options.path}: ${(error as Error).message}`;
      return undefined;
    }
  }

  #shedTo(rowsMax: number): void {
    const before = this.#shed.rows;
    this.#waiting = shedDown(this.#waiting, rowsMax, (row) => this.#shed.add(row));
    if (Math.floor(before / 1000) === Math.floor(this.#shed.rows / 1000) && before > 0) return;
    const full = this.#size >= this.#options.bytesMax
      ? "the journal is full"
      : "neither database nor journal takes any";
    this.#options.log("error", `Cannot keep rows: ${full}, ${this.#shed.rows} lost so far`);
  }
}

function mendEnd(file: LineFile, options: Required<JournalOptions>): { rows: number; size: number } {
  const { lines, end, tail } = countLines(file);
  if (tail === "") return { rows: lines, size: end };
  file.truncateSync(end);
  if (!parseLine(tail)) {
    keepAside(tail, options);
    return { rows: lines, size: end };
  }
  const bytes = new TextEncoder().encode(`${tail}\n`);
  file.seekSync(end, Deno.SeekMode.Start);
  writeAll(file, bytes);
  return { rows: lines + 1, size: end + bytes.length };
}

/** Each line begins with a checksum of the rest: a row that was changed on the disk must not pass for one. */
function encode(rows: readonly StoredRow[]): Uint8Array<ArrayBuffer> {
  const lines = rows.map((row) => {
    const json = JSON.stringify(row);
    return `${checksum(json)} ${json}\n`;
  });
  return new TextEncoder().encode(lines.join(""));
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}

/** A line with its checksum is as it was written, and was parsed then; lines of before checksums begin with their brace. */
function parseLine(line: string): StoredRow | null {
  try {
    if (line.startsWith("{")) return journalLine.parse(JSON.parse(line));
    const json = line.slice(9);
    return line.slice(0, 9) === `${checksum(json)} ` ? JSON.parse(json) as StoredRow : null;
  } catch {
    return null;
  }
}

function keepAside(line: string, { path, log, disk }: Required<JournalOptions>): void {
  const aside = `${path}.unreadable`;
  log("error", `Cannot read a line of journal ${path}, kept in ${aside}: ${line.slice(0, 80)}`);
  disk.append(aside, `${line}\n`);
}
