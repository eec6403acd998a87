/** Copies rectangles out of a picture of the whole screen. */
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";

/**
 * Copies one rectangle, row by row.
 *
 * @param options `into`: an earlier crop to write over when its size fits
 * @throws {HostError} `screen` when the rectangle reaches outside
 */
export function copyCrop(screen: Picture, { rect, into }: { rect: Rect; into?: Picture }): Picture {
  const { x, y, width, height } = rect;
  if (x < 0 || y < 0 || width < 1 || height < 1 || x + width > screen.width || y + height > screen.height) {
    throw new HostError(
      "screen",
      `Cannot grab ${width}x${height} at ${x},${y}: the screen is ${screen.width}x${screen.height}`,
    );
  }
  const fits = into?.width === width && into.height === height;
  const crop = fits ? into : { width, height, data: new Uint8Array(4 * width * height) };
  for (let row = 0; row < height; row += 1) {
    const from = 4 * ((y + row) * screen.width + x);
    crop.data.set(screen.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return crop;
}
