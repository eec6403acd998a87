/** Where each table's window stands on the screen, and where its regions end up there. */
import { HostError } from "../protocol/errors.ts";
import type { Rect } from "../protocol/picture.ts";

/** Grids that a user can name: columns × rows. */
export const LAYOUTS = { "1x1": [1, 1], "2x1": [2, 1], "2x2": [2, 2], "3x2": [3, 2], "4x2": [4, 2] } as const;
export type LayoutName = keyof typeof LAYOUTS;

/** The windows of a grid that fills the screen, left to right, then down. */
export function layoutWindows(name: LayoutName, screen: { width: number; height: number }): Rect[] {
  const [columns, rows] = LAYOUTS[name];
  const width = Math.floor(screen.width / columns), height = Math.floor(screen.height / rows);
  return Array.from({ length: columns * rows }, (_, index) => ({
    x: (index % columns) * width,
    y: Math.floor(index / columns) * height,
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
  const scaleX = window.width / reference.width, scaleY = window.height / reference.height;
  const left = Math.round(box[0] * scaleX), top = Math.round(box[1] * scaleY);
  const width = Math.max(1, Math.round(box[2] * scaleX)), height = Math.max(1, Math.round(box[3] * scaleY));
  if (left + width > window.width || top + height > window.height) {
    throw new HostError(
      "bad_config",
      `Cannot place [${box}]: outside the window of ${window.width}x${window.height}`,
    );
  }
  return { x: window.x + left, y: window.y + top, width, height };
}
