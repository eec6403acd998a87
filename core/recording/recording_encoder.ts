/** Turns frames into the chunks of a recording: a state now and then to begin from, changes in between. Writes nothing anywhere. */
import { type FrameChanges, FrameState } from "./frame_changes.ts";
import { frameBytes, packChunk, packHeader, type RecordingHeader, stateBytes } from "./recording_format.ts";

/** A killed recorder loses no more than this. */
const CHUNK_MS = 1_000;
/** Frames before this many bytes are packed even if less time has passed. */
const CHUNK_RAW_BYTES = 16_777_216;
/** Damage costs no more than this, and seeking reads no more. */
const STATE_EVERY_MS = 15_000;

/** One file's worth of chunks after another. */
export class RecordingEncoder {
  readonly #header: Omit<RecordingHeader, "part" | "startedAtMs">;
  readonly #state: FrameState;
  #part = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #firstMs = 0;
  #lastMs = 0;
  #stateAtMs = -Infinity;

  constructor(header: Omit<RecordingHeader, "part" | "startedAtMs">) {
    this.#header = header;
    this.#state = new FrameState(header.rects);
  }

  /** Begins from these pixels instead of black ones, brought up by changes. */
  start(from: FrameState, changes: readonly Uint32Array[]): void {
    from.pixels.forEach((pixels, place) => this.#state.pixels[place].set(pixels));
    for (const words of changes) this.#state.apply(words);
  }

  /** Takes one frame; returns the chunks that are ready, of which the first begins a file where `begin` was called. */
  add(frame: FrameChanges): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    const due = this.#waiting.length > 0 &&
      (frame.takenAtMs - this.#firstMs >= CHUNK_MS || this.#waitingBytes >= CHUNK_RAW_BYTES);
    if (due) chunks.push(...this.flush());
    if (frame.takenAtMs - this.#stateAtMs >= STATE_EVERY_MS) {
      chunks.push(...this.flush(), this.#packState(frame.takenAtMs));
    }
    if (this.#waiting.length === 0) this.#firstMs = frame.takenAtMs;
    const bytes = frameBytes(frame);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#lastMs = frame.takenAtMs;
    this.#state.apply(frame.words);
    return chunks;
  }

  /** Begins a file: its header and the state so far. What waits belongs to the file before: `flush()` it first. */
  begin(startedAtMs: number): Uint8Array[] {
    return [packHeader({ ...this.#header, startedAtMs, part: ++this.#part }), this.#packState(startedAtMs)];
  }

  /** Has the next frame begin from a whole state. */
  wantState(): void {
    this.#stateAtMs = -Infinity;
  }

  /** Packs what waits. */
  flush(): Uint8Array[] {
    if (this.#waiting.length === 0) return [];
    const raw = new Uint8Array(this.#waitingBytes);
    let at = 0;
    for (const bytes of this.#waiting) {
      raw.set(bytes, at);
      at += bytes.length;
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
    return [packChunk("frames", { raw, firstMs: this.#firstMs, lastMs: this.#lastMs })];
  }

  #packState(atMs: number): Uint8Array {
    this.#stateAtMs = atMs;
    return packChunk("state", { raw: stateBytes(this.#state.pixels), firstMs: atMs, lastMs: atMs });
  }
}
