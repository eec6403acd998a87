/** Where each table's window stands on the screen, and where its regions end up there. */
import { HostError } from "../protocol/errors.ts";
import type { Point, Rect } from "../protocol/picture.ts";

/** Grids that a user can name: columns × rows. */
export const LAYOUTS = { "1x1": [1, 1], "2x1": [2, 1], "2x2": [2, 2], "3x2": [3, 2], "4x2": [4, 2] } as const;
export type LayoutName = keyof typeof LAYOUTS;

/** What products of floating-point numbers may miss a whole pixel by. */
const WHOLE_SLACK = 1e-6;

/** The windows of a grid that fills the screen, or a monitor at its place on it; left to right, then down. */
export function layoutWindows(
  name: LayoutName,
  screen: { width: number; height: number } & Partial<Point>,
): Rect[] {
  const { x = 0, y = 0 } = screen;
  const [columns, rows] = LAYOUTS[name];
  const width = Math.floor(screen.width / columns), height = Math.floor(screen.height / rows);
  return Array.from({ length: columns * rows }, (_, index) => ({
    x: x + (index % columns) * width,
    y: y + Math.floor(index / columns) * height,
    width,
    height,
  }));
}

/**
 * Maps a rectangle given at a table's reference window size to the screen.
 *
 * @param box `[x, y, width, height]` relative to the window at `reference` size
 * @throws {HostError} `bad_config` when the result reaches outside the window
 */
export function placeRect(
  box: readonly [number, number, number, number],
  { window, reference }: { window: Rect; reference: { width: number; height: number } },
): Rect {
  const [left, right] = placeSpan(box[0], { length: box[2], scale: window.width / reference.width });
  const [top, bottom] = placeSpan(box[1], { length: box[3], scale: window.height / reference.height });
  if (right > window.width || bottom > window.height) {
    throw new HostError(
      "bad_config",
      `Cannot place [${box}]: outside the window of ${window.width}x${window.height}`,
    );
  }
  return { x: window.x + left, y: window.y + top, width: right - left, height: bottom - top };
}

/** Outwards to whole pixels: at a scale such as 1.25 a region must not lose the pixels at its edges. */
function placeSpan(start: number, { length, scale }: { length: number; scale: number }): [number, number] {
  return [Math.floor(start * scale + WHOLE_SLACK), Math.ceil((start + length) * scale - WHOLE_SLACK)];
}
