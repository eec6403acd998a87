/** Finds the one line of figures among pieces of ink, and gathers its pieces into blobs from left to right. */
import { type Box, findPieces } from "./components.ts";
import type { Mask } from "./ink.ts";

/** A piece of a line: usually one character, sometimes several that touch. */
export interface Blob extends Box {
  /** as high as a figure or nearly; else a point, a comma or dirt */
  tall: boolean;
}

/** One line of writing; `top` and `base` are the first and last row of its figures. */
export interface TextLine {
  top: number;
  base: number;
  /** of a figure, pixels */
  height: number;
  blobs: Blob[];
  /** ink in the line's band that could not be told apart from a frame or a curve */
  crossed: boolean;
}

const FIGURE_HEIGHT_MIN = 6;
const FIGURE_DENSITY_MIN = 0.14;
const BLOBS_MAX = 32;

/** Finds the line whose figures agree best in height and base; null when there is none. */
export function findLine(mask: Mask, threshold: number): TextLine | null {
  const pieces = findPieces(mask, threshold);
  const reference = findReference(pieces);
  if (!reference) return null;
  const line: TextLine = {
    top: reference.top,
    base: reference.bottom,
    height: heightOf(reference),
    blobs: [],
    crossed: false,
  };
  for (const piece of pieces) place(line, piece);
  if (line.blobs.length === 0 || line.blobs.length > BLOBS_MAX) return null;
  line.blobs.sort((one, other) => one.left - other.left || one.right - other.right);
  line.blobs = joinOverlapping(line);
  return line;
}

/** The piece with most others of its height on its base; of equals the higher one. */
function findReference(pieces: readonly Box[]): Box | null {
  const figures = pieces.filter((piece) => {
    const height = heightOf(piece), width = widthOf(piece);
    return height >= FIGURE_HEIGHT_MIN && width > 0.1 * height && width <= 12 * height &&
      piece.count >= FIGURE_DENSITY_MIN * height * width;
  });
  let best: Box | null = null, bestScore = 0;
  for (const one of figures) {
    const height = heightOf(one), slack = 1 + 0.06 * height;
    let agreeing = 0;
    for (const other of figures) {
      if (Math.abs(other.bottom - one.bottom) > slack || Math.abs(other.top - one.top) > slack) continue;
      agreeing += Math.max(1, widthOf(other) / height);
    }
    const score = agreeing * height * Math.sqrt(height);
    if (score > bestScore) [best, bestScore] = [one, score];
  }
  return best;
}

function place(line: TextLine, piece: Box): void {
  const { top, base, height } = line;
  const pieceHeight = heightOf(piece), pieceWidth = widthOf(piece);
  if (piece.bottom < top || piece.top > base + 0.35 * height) return;
  if (piece.count < 0.004 * height * height || isBar(piece, height)) return;
  const inside = Math.min(piece.bottom, base) - Math.max(piece.top, top) + 1;
  if (pieceHeight > 1.5 * height) {
    if (inside > 0.25 * height) line.crossed = true;
    return;
  }
  // Another line's writing that reaches into the band.
  if (piece.top < top && inside < 0.35 * height && pieceHeight > 0.3 * height) return;
  line.blobs.push({ ...piece, tall: pieceHeight >= 0.45 * height || pieceWidth >= 0.5 * height });
}

/** A caret or a divider: thin, straight, and taller than any figure. */
function isBar(piece: Box, height: number): boolean {
  const width = widthOf(piece);
  return heightOf(piece) > 1.12 * height && width <= Math.max(2, 0.14 * height) &&
    piece.count >= 0.85 * width * heightOf(piece);
}

/** Joins the pieces of one broken character: pieces one above the other. A comma under a 7 stays apart. */
function joinOverlapping(line: TextLine): Blob[] {
  const joined: Blob[] = [];
  for (const blob of line.blobs) {
    const before = joined.at(-1);
    if (before && belongTogether(line, before, blob)) {
      before.left = Math.min(before.left, blob.left);
      before.right = Math.max(before.right, blob.right);
      before.top = Math.min(before.top, blob.top);
      before.bottom = Math.max(before.bottom, blob.bottom);
      before.count += blob.count;
      before.tall = true;
    } else joined.push(blob);
  }
  return joined;
}

function belongTogether(line: TextLine, one: Blob, other: Blob): boolean {
  const overlap = Math.min(one.right, other.right) - Math.max(one.left, other.left) + 1;
  if (overlap < 0.6 * Math.min(widthOf(one), widthOf(other))) return false;
  return !isLow(line, one) && !isLow(line, other);
}

function isLow(line: TextLine, blob: Blob): boolean {
  return !blob.tall && blob.top > line.top + 0.6 * line.height;
}

export function heightOf(box: Box): number {
  return box.bottom - box.top + 1;
}

export function widthOf(box: Box): number {
  return box.right - box.left + 1;
}
