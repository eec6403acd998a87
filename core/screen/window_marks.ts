/** What a table's window is known by: small patches that never change while the table plays. Finds them again on a screen; decides nothing. */
import type { Picture, Point, Rect } from "../protocol/picture.ts";
import { pixelsOf } from "../recording/pixel_runs.ts";

export const MARK_WIDTH = 24;
export const MARK_HEIGHT = 12;
/** Patches that a window is known by. */
const MARKS_MAX = 12;
/** So many of them must be found at one place. */
export const MARKS_MIN = 4;
/** Fewer looks cannot tell what stays from what only stood still. */
export const LOOKS_MIN = 6;
/** Patches nearer to each other than this would be covered together. */
const MARK_DISTANCE = 90;
/** Changes of colour within a patch, in pixels, that make it unlike a plain ground. */
const EDGES_MIN = 30;
/** Share of a patch's pixels that must be as remembered. */
const SAME_SHARE_MIN = 0.92;

/** A patch, with its place in the window and the pixel that is looked for first. */
export interface Mark {
  at: Point;
  pixels: Uint32Array;
  /** index within the patch of its rarest pixel */
  anchor: number;
}

/** Learns what stays the same in a window. */
export class WindowMemory {
  readonly #width: number;
  readonly #height: number;
  /** pixels as first seen, and 1 for each that has never been another */
  #first: Uint32Array | null = null;
  readonly #constant: Uint8Array;
  looks = 0;

  /** @param changing parts of the window that hold values: not to be known by */
  constructor({ width, height }: { width: number; height: number }, changing: readonly Rect[]) {
    this.#width = width;
    this.#height = height;
    this.#constant = new Uint8Array(width * height).fill(1);
    for (const { x, y, width: across, height: down } of changing) {
      for (let row = y; row < y + down; row++) this.#constant.fill(0, row * width + x, row * width + x + across);
    }
  }

  /** Looks at the whole window once more. */
  add(picture: Picture): void {
    const pixels = pixelsOf(picture.data);
    this.looks += 1;
    if (this.#first === null) {
      this.#first = pixels.slice();
      return;
    }
    const first = this.#first, constant = this.#constant;
    for (let index = 0; index < pixels.length; index++) if (pixels[index] !== first[index]) constant[index] = 0;
  }

  /** The patches to know it by, most distinctive first; empty as long as too little was seen or nothing stands out. */
  marks(): Mark[] {
    if (this.#first === null || this.looks < LOOKS_MIN) return [];
    const first = this.#first, counts = histogram(first);
    const candidates: { at: Point; edges: number }[] = [];
    for (let y = 0; y + MARK_HEIGHT <= this.#height; y += MARK_HEIGHT / 2) {
      for (let x = 0; x + MARK_WIDTH <= this.#width; x += MARK_WIDTH / 2) {
        const edges = this.#edges(x, y);
        if (edges >= EDGES_MIN) candidates.push({ at: { x, y }, edges });
      }
    }
    candidates.sort((a, b) => b.edges - a.edges);
    const chosen: Point[] = [];
    for (const { at } of candidates) {
      if (chosen.length === MARKS_MAX) break;
      if (chosen.every((other) => Math.hypot(other.x - at.x, other.y - at.y) >= MARK_DISTANCE)) chosen.push(at);
    }
    return chosen.map((at) => markAt(first, { at, width: this.#width, counts }));
  }

  /** Changes of colour along a patch's rows; 0 when any of its pixels has ever changed. */
  #edges(x: number, y: number): number {
    const first = this.#first!, constant = this.#constant;
    let edges = 0;
    for (let row = y; row < y + MARK_HEIGHT; row++) {
      const start = row * this.#width + x;
      for (let index = start; index < start + MARK_WIDTH; index++) {
        if (constant[index] === 0) return 0;
        if (index > start && first[index] !== first[index - 1]) edges += 1;
      }
    }
    return edges;
  }
}

function histogram(pixels: Uint32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  return counts;
}

function markAt(
  window: Uint32Array,
  { at, width, counts }: { at: Point; width: number; counts: ReadonlyMap<number, number> },
): Mark {
  const pixels = new Uint32Array(MARK_WIDTH * MARK_HEIGHT);
  let anchor = 0, rarest = Infinity;
  for (let row = 0; row < MARK_HEIGHT; row++) {
    const from = (at.y + row) * width + at.x;
    pixels.set(window.subarray(from, from + MARK_WIDTH), row * MARK_WIDTH);
  }
  pixels.forEach((pixel, index) => {
    const count = counts.get(pixel) ?? 0;
    if (count < rarest) [anchor, rarest] = [index, count];
  });
  return { at, pixels, anchor };
}

/**
 * Finds where a window stands now, a mark at a time so that others get their turn in between.
 *
 * @param options `isFree`: whether the window may stand with its corner at a point
 * @param pause awaited between two passes over the screen
 * @returns the window's corner, or null when too few marks are to be seen anywhere
 */
export async function findWindow(
  screen: Picture,
  { marks, isFree }: { marks: readonly Mark[]; isFree: (corner: Point) => boolean },
  pause: () => Promise<void> = () => new Promise((resolve) => setTimeout(resolve)),
): Promise<Point | null> {
  const pixels = pixelsOf(screen.data);
  for (const mark of marks.length < MARKS_MIN ? [] : marks) {
    const corner = findMark({ pixels, width: screen.width, height: screen.height }, { mark, marks, isFree });
    if (corner) return corner;
    await pause();
  }
  return null;
}

interface Pixels {
  pixels: Uint32Array;
  width: number;
  height: number;
}

function findMark(
  screen: Pixels,
  { mark, marks, isFree }: { mark: Mark; marks: readonly Mark[]; isFree: (corner: Point) => boolean },
): Point | null {
  const { pixels, width } = screen, wanted = mark.pixels[mark.anchor];
  const anchorX = mark.at.x + mark.anchor % MARK_WIDTH, anchorY = mark.at.y + Math.floor(mark.anchor / MARK_WIDTH);
  for (let index = pixels.indexOf(wanted); index >= 0; index = pixels.indexOf(wanted, index + 1)) {
    const corner = { x: index % width - anchorX, y: Math.floor(index / width) - anchorY };
    if (!isAt(screen, { mark, corner }) || !isFree(corner)) continue;
    const found = marks.filter((other) => isAt(screen, { mark: other, corner })).length;
    if (found >= Math.max(MARKS_MIN, marks.length / 2)) return corner;
  }
  return null;
}

/** Whether a mark stands where it should when the window's corner is at `corner`. */
function isAt({ pixels, width, height }: Pixels, { mark, corner }: { mark: Mark; corner: Point }): boolean {
  const left = corner.x + mark.at.x, top = corner.y + mark.at.y;
  if (left < 0 || top < 0 || left + MARK_WIDTH > width || top + MARK_HEIGHT > height) return false;
  let wrong = 0;
  const wrongMax = (1 - SAME_SHARE_MIN) * mark.pixels.length;
  for (let index = 0; index < mark.pixels.length; index++) {
    const place = (top + Math.floor(index / MARK_WIDTH)) * width + left + index % MARK_WIDTH;
    if (pixels[place] !== mark.pixels[index] && ++wrong > wrongMax) return false;
  }
  return true;
}
