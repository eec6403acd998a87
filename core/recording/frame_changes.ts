/** What changes from one look at the screen to the next, over all rectangles that are recorded. Compresses nothing, keeps one copy of each. */
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { applyRuns, pixelsOf, RunBuffer, takeRuns } from "./pixel_runs.ts";

/** The changes of one moment: for each changed rectangle its place in the list, the number of words of its runs, its runs. */
export interface FrameChanges {
  /** epoch milliseconds */
  takenAtMs: number;
  /** looks before this one that are not recorded, for want of room */
  dropped: number;
  words: Uint32Array<ArrayBuffer>;
}

/** One copy of each rectangle, all black at first. */
export class FrameState {
  readonly pixels: Uint32Array<ArrayBuffer>[];

  constructor(rects: readonly Rect[]) {
    this.pixels = rects.map(({ width, height }) => new Uint32Array(width * height));
  }

  /**
   * Brings the copies up to a frame.
   *
   * @throws {HostError} `storage` when the changes do not fit
   */
  apply(words: Uint32Array): void {
    for (let at = 0; at < words.length;) {
      const place = words[at], length = words[at + 1], end = at + 2 + length;
      const pixels = this.pixels[place];
      if (!pixels || end > words.length) {
        throw new HostError("storage", `Cannot apply changes of rectangle ${place}: there are ${this.pixels.length}`);
      }
      applyRuns(pixels, words.subarray(at + 2, end));
      at = end;
    }
  }
}

/** Takes the changes out of successive looks. */
export class ChangeFinder {
  readonly #state: FrameState;
  readonly #buffer = new RunBuffer();

  constructor(rects: readonly Rect[]) {
    this.#state = new FrameState(rects);
  }

  /** The changes since the call before; the first call's are since black. */
  take(pictures: readonly Picture[]): Uint32Array<ArrayBuffer> {
    const buffer = this.#buffer;
    buffer.clear();
    pictures.forEach(({ data }, place) => {
      const start = buffer.length;
      buffer.reserve(2);
      buffer.length += 2;
      if (!takeRuns(this.#state.pixels[place], pixelsOf(data), buffer)) {
        buffer.length = start;
        return;
      }
      buffer.words[start] = place;
      buffer.words[start + 1] = buffer.length - start - 2;
    });
    return buffer.taken();
  }
}

/** Rectangles without those that lie inside another: what is recorded twice costs twice. */
export function outerRects(rects: readonly Rect[]): Rect[] {
  return rects.filter((rect, index) =>
    !rects.some((other, place) => place !== index && isInside(rect, other) && (!isInside(other, rect) || place < index))
  );
}

/** Whether the first rectangle lies within the second. */
export function isInside(inner: Rect, outer: Rect): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height;
}
