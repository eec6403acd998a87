/** Appends a recording to its files: the next one begins at a size, the oldest is deleted at a number. Written to be cut off anywhere. */
import { extname } from "node:path";
import type { FrameChanges } from "./frame_changes.ts";
import { RecordingEncoder } from "./recording_encoder.ts";
import type { RecordingHeader } from "./recording_format.ts";

export interface RecordingWriterOptions {
  path: string;
  header: Omit<RecordingHeader, "part" | "startedAtMs">;
  /** bytes at which the next file begins */
  fileBytesMax: number;
  /** files kept */
  filesMax: number;
}

/** The name of a session's file, from 1: `a.avr`, `a.2.avr`, … */
export function partPath(path: string, part: number): string {
  if (part === 1) return path;
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}.${part}${extension}`;
}

/** Works synchronously: it belongs on a thread of its own. */
export class RecordingWriter implements Disposable {
  readonly #options: RecordingWriterOptions;
  readonly #encoder: RecordingEncoder;
  #file: Deno.FsFile;
  #part = 1;
  #begun = false;
  /** of the file at hand, and of all of them */
  fileBytes = 0;
  bytes = 0;

  /** @throws when the file cannot be made; one that is there is kept from harm */
  constructor(options: RecordingWriterOptions) {
    this.#options = options;
    this.#encoder = new RecordingEncoder(options.header);
    this.#file = Deno.openSync(options.path, { write: true, createNew: true });
  }

  get files(): number {
    return Math.min(this.#part, this.#options.filesMax);
  }

  /** @throws what the disk says; what was to be written is then lost, and the next frame begins from a whole picture */
  add(frame: FrameChanges): void {
    if (!this.#begun) this.#write(this.#encoder.begin(frame.takenAtMs));
    this.#begun = true;
    if (this.fileBytes >= this.#options.fileBytesMax) this.#rotate(frame.takenAtMs);
    this.#write(this.#encoder.add(frame));
  }

  #rotate(atMs: number): void {
    const { path, filesMax } = this.#options;
    this.#write(this.#encoder.flush());
    this.#file.close();
    this.#part += 1;
    this.fileBytes = 0;
    this.#file = Deno.openSync(partPath(path, this.#part), { write: true, createNew: true });
    this.#write(this.#encoder.begin(atMs));
    const old = this.#part - filesMax;
    if (old >= 1) Deno.removeSync(partPath(path, old));
  }

  #write(chunks: readonly Uint8Array[]): void {
    try {
      for (const chunk of chunks) {
        for (let sent = 0; sent < chunk.length;) sent += this.#file.writeSync(chunk.subarray(sent));
        this.fileBytes += chunk.length;
        this.bytes += chunk.length;
      }
    } catch (error) {
      // What follows would be changes of pictures that are not there.
      this.#encoder.wantState();
      throw error;
    }
  }

  [Symbol.dispose](): void {
    try {
      this.#write(this.#encoder.flush());
    } finally {
      this.#file.close();
    }
  }
}
