/** Rectangles on a picture: drawn, moved, resized, always inside it and never empty. Pixels of the picture. */
import type { Point, Rect } from "../core/protocol/picture.ts";

/** The smallest side that a region may have. */
export const SIDE_MIN = 4;

/** What a picture is large. */
export interface Size {
  width: number;
  height: number;
}

/** Which edges a handle moves. */
export type Handle = "nw" | "ne" | "sw" | "se";

/** A rectangle between two points, inside the picture. */
export function rectBetween(one: Point, other: Point, size: Size): Rect {
  const x = Math.min(one.x, other.x), y = Math.min(one.y, other.y);
  return fitInside({ x, y, width: Math.abs(one.x - other.x), height: Math.abs(one.y - other.y) }, size);
}

/** Whole pixels, at least the smallest side, inside the picture. */
export function fitInside({ x, y, width, height }: Rect, size: Size): Rect {
  const wide = clamp(Math.round(width), SIDE_MIN, size.width), high = clamp(Math.round(height), SIDE_MIN, size.height);
  return {
    x: clamp(Math.round(x), 0, size.width - wide),
    y: clamp(Math.round(y), 0, size.height - high),
    width: wide,
    height: high,
  };
}

/** Moved by so many pixels. */
export function moved(rect: Rect, by: Point, size: Size): Rect {
  return fitInside({ ...rect, x: rect.x + by.x, y: rect.y + by.y }, size);
}

/** One corner dragged to a point; the opposite one stays. */
export function resized(rect: Rect, { handle, to }: { handle: Handle; to: Point }, size: Size): Rect {
  const fixed = {
    x: handle.endsWith("w") ? rect.x + rect.width : rect.x,
    y: handle.startsWith("n") ? rect.y + rect.height : rect.y,
  };
  return rectBetween(fixed, to, size);
}

/** What a key does to a region; null for a key that does nothing. */
export function keyed(
  rect: Rect,
  { key, shift, control }: { key: string; shift: boolean; control: boolean },
  size: Size,
): Rect | null {
  const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  if (!direction) return null;
  const [x, y] = direction.map((step) => step * (control ? 10 : 1));
  if (!shift) return moved(rect, { x, y }, size);
  const width = Math.min(size.width - rect.x, rect.width + x), height = Math.min(size.height - rect.y, rect.height + y);
  return fitInside({ ...rect, width, height }, size);
}

/** The windows of a grid that fills the screen, left to right, then down. */
export function gridWindows(screen: Size, [columns, rows]: readonly [number, number]): Rect[] {
  const width = Math.floor(screen.width / columns), height = Math.floor(screen.height / rows);
  return Array.from({ length: columns * rows }, (_, index) => ({
    x: (index % columns) * width,
    y: Math.floor(index / columns) * height,
    width,
    height,
  }));
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
