/** Finds lines of writing anywhere in a picture: pieces that differ from what surrounds them, in rows. Reads nothing. */
import type { Picture, Rect } from "../protocol/picture.ts";

/** How far around a pixel its ground is looked for: one for small writing, one for large. */
const RADII = [9, 40];
const CONTRAST_MIN = 40;
const HEIGHT_MIN = 7, HEIGHT_MAX_SHARE = 0.3;
/** Pieces of one line differ at most this much in base and height, in heights. */
const BASE_SLACK = 0.3, HEIGHT_RATIO_MAX = 2;
/** A gap wider than this, in heights, parts two lines of one row. */
const GAP_MAX = 0.75;
const TEXT_LINES_MAX = 160;

/** The rectangles of lines, tight around their ink, largest first. */
export function findTextLines(picture: Picture): Rect[] {
  const lines: Rect[] = [];
  for (const radius of RADII) {
    for (const line of joinPieces(dropFrames(findPieces(contrastMask(picture, radius), picture)))) {
      if (!lines.some((known) => isSame(known, line))) lines.push(line);
    }
  }
  return lines.sort((one, other) => other.height - one.height).slice(0, TEXT_LINES_MAX);
}

/** 1 where a pixel differs from the mean of the square around it. */
function contrastMask({ width, height, data }: Picture, radius: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (let channel = 0; channel < 3; channel++) {
    const sums = integral({ width, height, data }, channel);
    for (let y = 0; y < height; y++) {
      const top = Math.max(0, y - radius), bottom = Math.min(height, y + radius + 1);
      for (let x = 0; x < width; x++) {
        const left = Math.max(0, x - radius), right = Math.min(width, x + radius + 1);
        const sum = sums[bottom * (width + 1) + right] - sums[top * (width + 1) + right] -
          sums[bottom * (width + 1) + left] + sums[top * (width + 1) + left];
        const mean = sum / ((bottom - top) * (right - left));
        if (Math.abs(data[4 * (y * width + x) + channel] - mean) > CONTRAST_MIN) mask[y * width + x] = 1;
      }
    }
  }
  return mask;
}

function integral({ width, height, data }: Picture, channel: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += data[4 * (y * width + x) + channel];
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
    }
  }
  return sums;
}

/** Boxes of connected pixels that are of writing's size. */
function findPieces(mask: Uint8Array, { width, height }: Picture): Rect[] {
  const pieces: Rect[] = [], stack: number[] = [];
  const heightMax = HEIGHT_MAX_SHARE * height;
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] !== 1) continue;
    let left = width, right = 0, top = height, bottom = 0;
    stack.push(start);
    mask[start] = 2;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width, y = (at - x) / width;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          if (mask[ny * width + nx] !== 1) continue;
          mask[ny * width + nx] = 2;
          stack.push(ny * width + nx);
        }
      }
    }
    const piece = { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
    if (piece.height <= heightMax && piece.width <= 14 * piece.height && piece.width * piece.height >= 4) {
      pieces.push(piece);
    }
  }
  return pieces;
}

/** A piece around several others is a field's border or a panel, no writing. */
function dropFrames(pieces: readonly Rect[]): Rect[] {
  const inside = (outer: Rect, inner: Rect) =>
    inner.x > outer.x && inner.y > outer.y && inner.x + inner.width < outer.x + outer.width &&
    inner.y + inner.height < outer.y + outer.height && inner.height > 0.25 * outer.height;
  return pieces.filter((outer) => pieces.filter((inner) => inside(outer, inner)).length < 2);
}

function joinPieces(pieces: Rect[]): Rect[] {
  const lines: Rect[] = [];
  for (const piece of pieces.toSorted((one, other) => one.x - other.x)) {
    const line = lines.findLast((one) => continues(one, piece));
    if (line) Object.assign(line, union(line, piece));
    else lines.push({ ...piece });
  }
  return lines.filter(({ width, height }) => height >= HEIGHT_MIN && width >= 0.3 * height);
}

/** Points and commas are low; everything else is about as high as the line. */
function continues(line: Rect, piece: Rect): boolean {
  const gap = piece.x - (line.x + line.width), height = Math.max(line.height, piece.height);
  if (gap > GAP_MAX * height || gap < -0.5 * height) return false;
  const base = line.y + line.height, end = piece.y + piece.height;
  if (Math.abs(base - end) > BASE_SLACK * height) return false;
  const small = piece.height < 0.5 * line.height;
  return small ? piece.width <= piece.height * 1.6 : piece.height <= HEIGHT_RATIO_MAX * line.height;
}

/** The smallest rectangle around two. */
export function union(one: Rect, other: Rect): Rect {
  const x = Math.min(one.x, other.x), y = Math.min(one.y, other.y);
  return {
    x,
    y,
    width: Math.max(one.x + one.width, other.x + other.width) - x,
    height: Math.max(one.y + one.height, other.y + other.height) - y,
  };
}

/** Shared area of two rectangles over that of the smaller one. */
export function overlap(one: Rect, other: Rect): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  if (width <= 0 || height <= 0) return 0;
  return width * height / Math.min(one.width * one.height, other.width * other.height);
}

function isSame(one: Rect, other: Rect): boolean {
  return overlap(one, other) > 0.8 &&
    Math.max(one.width * one.height, other.width * other.height) <
      1.4 * Math.min(one.width * one.height, other.width * other.height);
}
