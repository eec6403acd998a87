/** The last seconds of one table's pixels in memory, to be saved as a small recording when they turn out to matter. */
import type { Picture, Rect } from "../protocol/picture.ts";
import { ChangeFinder, type FrameChanges, FrameState } from "./frame_changes.ts";
import { RecordingEncoder } from "./recording_encoder.ts";
import type { RecordingHeader } from "./recording_format.ts";

/** Changes kept in memory; older ones go first. */
export const RING_BYTES_MAX = 33_554_432;

/** A piece of the ring as a recording's bytes. */
export interface Clip {
  bytes: Uint8Array;
  /** moments of its first and last frame, epoch milliseconds */
  fromMs: number;
  toMs: number;
}

export class FrameRing {
  readonly rects: readonly Rect[];
  readonly #header: Omit<RecordingHeader, "part" | "startedAtMs">;
  readonly #keepMs: number;
  readonly #changes: ChangeFinder;
  /** the pixels before the first frame kept */
  readonly #base: FrameState;
  readonly #frames: FrameChanges[] = [];
  #bytes = 0;

  /** @param options `keepMs` how long a frame stays */
  constructor(options: { header: Omit<RecordingHeader, "part" | "startedAtMs">; keepMs: number }) {
    this.#header = options.header;
    this.#keepMs = options.keepMs;
    this.rects = options.header.rects;
    this.#changes = new ChangeFinder(this.rects);
    this.#base = new FrameState(this.rects);
  }

  onFrame({ takenAtMs, pictures }: { takenAtMs: number; pictures: readonly Picture[] }): void {
    const words = this.#changes.take(pictures);
    this.#frames.push({ takenAtMs, dropped: 0, words });
    this.#bytes += words.byteLength;
    // The first frame holds whole pictures: it is the base, however large.
    while (this.#frames.length > 1 && this.#mayGo(takenAtMs)) {
      const old = this.#frames.shift()!;
      this.#bytes -= old.words.byteLength;
      this.#base.apply(old.words);
    }
  }

  /** What lies between two moments; null when nothing does. */
  clip(fromMs: number, toMs: number): Clip | null {
    const first = this.#frames.findIndex(({ takenAtMs }) => takenAtMs >= fromMs);
    const wanted = first < 0 ? [] : this.#frames.slice(first).filter(({ takenAtMs }) => takenAtMs <= toMs);
    if (wanted.length === 0) return null;
    const encoder = new RecordingEncoder(this.#header);
    // Unseen by whoever plays it: the state that the first wanted frame changes.
    const before = this.#frames.slice(0, first);
    encoder.start(this.#base, before.map(({ words }) => words));
    const startMs = wanted[0].takenAtMs;
    const chunks = [...encoder.begin(startMs), ...wanted.flatMap((frame) => encoder.add(frame)), ...encoder.flush()];
    return { bytes: joined(chunks), fromMs: startMs, toMs: wanted[wanted.length - 1].takenAtMs };
  }

  #mayGo(nowMs: number): boolean {
    return nowMs - this.#frames[0].takenAtMs > this.#keepMs || this.#bytes > RING_BYTES_MAX;
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of pieces) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}
