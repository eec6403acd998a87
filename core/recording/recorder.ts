/** Records what the capture loop grabs. Never holds it up: packing and writing are a thread's, and what finds no room there is dropped, counted and marked. */
import { dirname } from "node:path";
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { filesOnly } from "../thread_permissions.ts";
import { ChangeFinder } from "./frame_changes.ts";
import type { RecordingHeader } from "./recording_format.ts";
import type { RecorderAnswer, RecorderRequest } from "./recording_messages.ts";

/** Frames on their way to the thread; a further one is dropped. */
export const FRAMES_WAITING_MAX = 25;
const OPEN_DEADLINE_MS = 30_000;
const CLOSE_DEADLINE_MS = 5_000;
const FILE_BYTES_MAX = 1_000_000_000;
const FILES_MAX = 100;

export interface RecorderOptions {
  path: string;
  header: Omit<RecordingHeader, "part" | "startedAtMs">;
  onTrouble: (message: string) => void;
  /** bytes at which the next file begins */
  fileBytesMax?: number;
  /** files kept */
  filesMax?: number;
}

/** What has been recorded. */
export interface RecordingCounts {
  frames: number;
  dropped: number;
  bytes: number;
  files: number;
}

export class Recorder implements AsyncDisposable {
  readonly rects: readonly Rect[];
  readonly #options: RecorderOptions;
  readonly #worker: Worker;
  readonly #changes: ChangeFinder;
  readonly #opened = Promise.withResolvers<void>();
  readonly #closed = Promise.withResolvers<void>();
  #waiting = 0;
  #droppedBefore = 0;
  #caughtUp: (() => void) | null = null;
  #troubled = false;
  #gone = false;
  #counts: RecordingCounts = { frames: 0, dropped: 0, bytes: 0, files: 1 };

  private constructor(options: RecorderOptions) {
    this.#options = options;
    this.rects = options.header.rects;
    this.#changes = new ChangeFinder(this.rects);
    this.#worker = newWorker(options.path);
    this.#worker.onmessage = ({ data }: MessageEvent<RecorderAnswer>) => this.#onAnswer(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#end(`Cannot record: the recorder's thread ended: ${event.message}`);
    };
  }

  /** @throws {HostError} `storage` when the file cannot be made, or is there already */
  static async open(options: RecorderOptions): Promise<Recorder> {
    const recorder = new Recorder(options);
    const { path, header, fileBytesMax = FILE_BYTES_MAX, filesMax = FILES_MAX } = options;
    const timer = setTimeout(() => recorder.#end(`Cannot record to ${path}: no answer`), OPEN_DEADLINE_MS);
    recorder.#post({ type: "open", path, header, fileBytesMax, filesMax });
    try {
      await recorder.#opened.promise;
      return recorder;
    } catch (error) {
      recorder.#worker.terminate();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  get counts(): Readonly<RecordingCounts> {
    return this.#counts;
  }

  /** Takes one look, with a picture a rectangle. */
  onFrame({ takenAtMs, pictures }: { takenAtMs: number; pictures: readonly Picture[] }): void {
    if (this.#gone) return;
    if (this.#waiting >= FRAMES_WAITING_MAX) {
      // Its changes come with the next frame that finds room.
      this.#droppedBefore += 1;
      this.#counts.dropped += 1;
      return;
    }
    const frame = { takenAtMs, dropped: this.#droppedBefore, words: this.#changes.take(pictures) };
    this.#droppedBefore = 0;
    this.#counts.frames += 1;
    this.#waiting += 1;
    this.#worker.postMessage({ type: "frame", frame } satisfies RecorderRequest, [frame.words.buffer]);
  }

  /** Resolves once there is room for a frame: for a time that can wait. */
  async room(): Promise<void> {
    while (this.#waiting >= FRAMES_WAITING_MAX && !this.#gone) {
      await new Promise<void>((resolve) => this.#caughtUp = resolve);
    }
  }

  /** Writes what waits and closes the file. */
  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.#end("Cannot record: the thread did not close the file"), CLOSE_DEADLINE_MS);
    if (!this.#gone) this.#post({ type: "close" });
    await this.#closed.promise;
    clearTimeout(timer);
    this.#gone = true;
    this.#worker.terminate();
  }

  #post(request: RecorderRequest): void {
    this.#worker.postMessage(request);
  }

  #onAnswer(answer: RecorderAnswer): void {
    switch (answer.type) {
      case "opened":
        return this.#opened.resolve();
      case "refused":
        return this.#opened.reject(new HostError("storage", answer.message));
      case "taken":
        this.#waiting -= 1;
        this.#counts.bytes = answer.fileBytes;
        return this.#caughtUp?.();
      case "trouble":
        if (!this.#troubled) this.#options.onTrouble(answer.message);
        this.#troubled = true;
        return;
      case "closed":
        Object.assign(this.#counts, { bytes: answer.bytes, files: answer.files });
        return this.#closed.resolve();
    }
  }

  #end(message: string): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#opened.reject(new HostError("storage", message));
    // Met where it is opened, or said here.
    this.#opened.promise.catch(() => {});
    this.#options.onTrouble(message);
    this.#caughtUp?.();
    this.#closed.resolve();
    this.#worker.terminate();
  }
}

function newWorker(path: string): Worker {
  const folder = dirname(path);
  return new Worker(new URL("./recorder_worker.ts", import.meta.url), {
    type: "module",
    name: "recorder",
    deno: { permissions: filesOnly({ read: [folder], write: [folder] }) },
  });
}
