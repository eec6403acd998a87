/** Plays a recording: at each moment the pixels as they were. Steps over damage to the next whole state and says so. */
import { HostError } from "../protocol/errors.ts";
import { type FrameChanges, FrameState } from "./frame_changes.ts";
import type { RecordingFile } from "./recording_file.ts";
import { parseFrames } from "./recording_format.ts";

export class RecordingPlayer {
  /** what could not be played, in words */
  readonly damage: string[];
  /** frames played so far, and looks that were never recorded */
  frames = 0;
  dropped = 0;
  readonly #file: RecordingFile;
  readonly #state: FrameState;
  #chunk = 0;
  #waiting: FrameChanges[] = [];
  /** a whole state that belongs before the next frame */
  #stateAhead: Uint8Array | null = null;
  /** after damage: changes mean nothing until a state comes */
  #lost = false;

  constructor(file: RecordingFile) {
    this.#file = file;
    this.#state = new FrameState(file.header.rects);
    this.damage = [...file.damage];
  }

  /** the pixels of each of the header's rectangles, as of the last `playTo()` */
  get pixels(): readonly Uint32Array<ArrayBuffer>[] {
    return this.#state.pixels;
  }

  /** Plays every frame up to a moment. */
  playTo(atMs: number): void {
    for (let next = this.#peek(); next && next.takenAtMs <= atMs; next = this.#peek()) {
      this.#waiting.shift();
      this.frames += 1;
      this.dropped += next.dropped;
      this.#guard(() => {
        this.#restore();
        this.#state.apply(next.words);
      });
    }
  }

  /** The first frame's moment after `atMs`; frames up to it are played. Null at the end. */
  nextFrameMs(atMs: number): number | null {
    this.playTo(atMs);
    return this.#peek()?.takenAtMs ?? null;
  }

  /** Goes to a moment, forward or back, by the last whole state before it. */
  seek(atMs: number): void {
    const { chunks } = this.#file;
    const state = chunks.findLastIndex(({ kind, firstMs }) => kind === "state" && firstMs <= atMs);
    this.#chunk = Math.max(0, state);
    this.#waiting = [];
    this.#lost = false;
    this.#stateAhead = null;
    for (const pixels of this.#state.pixels) pixels.fill(0);
    this.playTo(atMs);
  }

  #peek(): FrameChanges | null {
    while (this.#waiting.length === 0 && this.#chunk < this.#file.chunks.length) this.#load();
    return this.#waiting[0] ?? null;
  }

  #load(): void {
    const chunk = this.#file.chunks[this.#chunk++];
    this.#lost ||= chunk.afterDamage;
    if (chunk.kind === "frames" && this.#lost) return;
    this.#guard(() => {
      const raw = this.#file.raw(chunk);
      if (chunk.kind === "frames") {
        this.#waiting = parseFrames(raw);
      } else {
        this.#stateAhead = raw;
        this.#lost = false;
      }
    }, `from ${new Date(chunk.firstMs).toISOString()}`);
  }

  #restore(): void {
    const raw = this.#stateAhead;
    if (raw === null) return;
    this.#stateAhead = null;
    const pixels = new Uint32Array(raw.buffer, raw.byteOffset, raw.length >> 2);
    let at = 0;
    for (const own of this.#state.pixels) {
      if (at + own.length > pixels.length) throw new HostError("storage", "Cannot read a state: it is too short");
      own.set(pixels.subarray(at, at += own.length));
    }
  }

  #guard(task: () => void, where = "changes"): void {
    try {
      task();
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      this.damage.push(`${this.#file.name}, ${where}: ${error.message}; played on from the next whole picture`);
      this.#waiting = [];
      this.#lost = true;
    }
  }
}
