/** The pixels in which a picture differs from the one before, as runs. Refuses runs that do not fit the picture. */
import { HostError } from "../protocol/errors.ts";

const FIRST_WORDS = 65_536;

/** Words that grow as they are written; kept from frame to frame. */
export class RunBuffer {
  words = new Uint32Array(FIRST_WORDS);
  length = 0;

  /** Makes room for so many words more. */
  reserve(words: number): void {
    if (this.length + words <= this.words.length) return;
    const grown = new Uint32Array(2 * (this.length + words));
    grown.set(this.words.subarray(0, this.length));
    this.words = grown;
  }

  /** A copy of what was written since `clear()`. */
  taken(): Uint32Array<ArrayBuffer> {
    return this.words.slice(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

/**
 * Appends the runs that lead from one picture to the next, and makes `before` equal to `after`. A run is: pixels to leave
 * alone, pixels that follow, those pixels (RGBA, little-endian).
 *
 * @returns whether anything has changed
 */
export function takeRuns(before: Uint32Array, after: Uint32Array, out: RunBuffer): boolean {
  const size = after.length;
  // A run costs two words at least, so no picture needs more than this.
  out.reserve(2 * size + 2);
  const { words } = out;
  let at = out.length, lastEnd = 0, index = 0;
  while (true) {
    while (index < size && before[index] === after[index]) index++;
    if (index === size) break;
    const start = index, pixels = at + 2;
    for (; index < size && before[index] !== after[index]; index++) {
      words[pixels + index - start] = before[index] = after[index];
    }
    words[at] = start - lastEnd;
    words[at + 1] = index - start;
    at = pixels + index - start;
    lastEnd = index;
  }
  const changed = at > out.length;
  out.length = at;
  return changed;
}

/**
 * Applies runs to a picture.
 *
 * @throws {HostError} `storage` when they reach outside it
 */
export function applyRuns(pixels: Uint32Array, runs: Uint32Array): void {
  let to = 0;
  for (let at = 0; at < runs.length;) {
    const count = runs[at + 1];
    to += runs[at];
    // A missing count is not a number, and fits nothing.
    const fits = count > 0 && at + 2 + count <= runs.length && to + count <= pixels.length;
    if (!fits) {
      throw new HostError("storage", `Cannot apply ${runs.length} words of changes to ${pixels.length} pixels`);
    }
    pixels.set(runs.subarray(at + 2, at + 2 + count), to);
    to += count;
    at += 2 + count;
  }
}

/** A picture's bytes as pixels; copied only where they do not lie aligned. */
export function pixelsOf(data: Uint8Array): Uint32Array {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}
