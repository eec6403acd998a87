/** A disk and a database in memory that fail as real ones do: full, locked, unreadable, torn by a loss of power. */
import { DatabaseSync } from "node:sqlite";
import type { JournalDisk } from "../../core/storage/journal.ts";
import type { LineFile } from "../../core/storage/line_file.ts";

/** What is wrong right now. */
export interface Faults {
  diskFull: boolean;
  locked: boolean;
  /** share of commits that fail, before or after they have taken effect */
  commitFails: number;
}

interface SimFile {
  bytes: Uint8Array<ArrayBuffer>;
  size: number;
  /** what a loss of power cannot take */
  synced: number;
}

export class SimDisk implements JournalDisk {
  readonly #files = new Map<string, SimFile>();
  readonly #faults: Faults;
  readonly #random: () => number;

  constructor(faults: Faults, random: () => number) {
    this.#faults = faults;
    this.#random = random;
  }

  open(path: string, mode: "kept" | "new"): LineFile {
    let file = this.#files.get(path);
    if (!file || mode === "new") this.#files.set(path, file = { bytes: new Uint8Array(4096), size: 0, synced: 0 });
    return this.#handle(file);
  }

  rename(from: string, to: string): void {
    const file = this.#files.get(from);
    if (!file) throw new Error(`no file ${from}`);
    this.#files.delete(from);
    this.#files.set(to, file);
  }

  append(path: string, text: string): void {
    const handle = this.open(path, "kept");
    handle.seekSync(this.#files.get(path)?.size ?? 0, 0);
    handle.writeSync(new TextEncoder().encode(text));
  }

  text(path: string): string {
    const file = this.#files.get(path);
    return file ? new TextDecoder().decode(file.bytes.subarray(0, file.size)) : "";
  }

  /** What was not synced is there up to some byte and no further. */
  losePower(): void {
    for (const file of this.#files.values()) {
      file.size = file.synced + Math.floor(this.#random() * (Math.max(file.size, file.synced) - file.synced + 1));
      file.synced = file.size;
    }
  }

  #handle(file: SimFile): LineFile {
    let at = 0;
    return {
      readSync: (buffer) => {
        const count = Math.min(buffer.length, file.size - at);
        if (count <= 0) return null;
        buffer.set(file.bytes.subarray(at, at + count));
        at += count;
        return count;
      },
      writeSync: (bytes) => {
        if (this.#faults.diskFull) throw new Error("No space left on device (os error 28)");
        // Now and then a part only, as the system may.
        const count = this.#random() < 0.1 ? Math.max(1, bytes.length >> 1) : bytes.length;
        write(file, at, bytes.subarray(0, count));
        at += count;
        return count;
      },
      seekSync: (offset) => at = Number(offset),
      truncateSync: (size = 0) => {
        file.size = size;
        file.synced = Math.min(file.synced, size);
      },
      syncSync: () => {
        file.synced = file.size;
      },
      close: () => {},
    };
  }
}

function write(file: SimFile, at: number, bytes: Uint8Array): void {
  if (at + bytes.length > file.bytes.length) {
    const larger = new Uint8Array(2 * (at + bytes.length));
    larger.set(file.bytes);
    file.bytes = larger;
  }
  file.bytes.set(bytes, at);
  file.size = Math.max(file.size, at + bytes.length);
}

/** Real SQLite. Each beginning may find it locked, each end may fail, before its effect or after it. */
export class SimDatabase extends DatabaseSync {
  readonly #faults: Faults;
  readonly #random: () => number;
  commits = 0;

  constructor(faults: Faults, random: () => number) {
    super(":memory:");
    this.#faults = faults;
    this.#random = random;
  }

  override exec(sql: string): void {
    if (sql === "BEGIN IMMEDIATE" && this.#faults.locked) throw new Error("database is locked");
    if (sql !== "COMMIT") return super.exec(sql);
    const fails = this.#random() < this.#faults.commitFails, before = this.#random() < 0.5;
    if (fails && before) throw new Error(this.#faults.diskFull ? "database or disk is full" : "disk I/O error");
    super.exec(sql);
    this.commits += 1;
    if (fails) throw new Error("disk I/O error");
  }
}
