/** Tells whether something stands beside a number that might hide a part of it. Says nothing about what it is. */
import type { Picture } from "../protocol/picture.ts";
import type { Box } from "./components.ts";

/** What hides a figure begins within so much of the figures that are left, in heights of a figure. */
const REACH = 0.5;
/** Within so much of the figures their own soft edges lie. */
const SOFT = 0.06, SOFT_PIXELS = 2;
/** Levels by which a cover differs from the ground, at least. */
const DIFFERENCE_MIN = 26;
/** Share of the rows of a figure in which it does. */
const ROWS_SHARE_MIN = 0.8;
/** The ground is looked at above the figures, in heights of a figure. */
const ABOVE = 0.25;
const ROWS_LOOKED_AT = 14, GROUND_PLACES = 12;

/**
 * Whether left or right of the figures something else than their ground begins, from their top to their base.
 *
 * @param open the sides that matter
 */
export function isBesideSomething(
  picture: Picture,
  { box, open }: { box: Box; open: { left: boolean; right: boolean } },
): boolean {
  const height = box.bottom - box.top + 1, soft = SOFT_PIXELS + Math.round(SOFT * height);
  const reach = Math.round(REACH * height), ground = groundOf(picture, box);
  if (!ground) return true;
  return (open.left && isOther(picture, { box, ground, from: box.left - reach, to: box.left - soft })) ||
    (open.right && isOther(picture, { box, ground, from: box.right + soft, to: box.right + reach }));
}

type Rgb = readonly [r: number, g: number, b: number];

function groundOf({ data, width }: Picture, { left, right, top, bottom }: Box): Rgb | null {
  const first = Math.max(0, Math.round(top - ABOVE * (bottom - top + 1))), last = top - SOFT_PIXELS;
  const stepX = Math.max(1, Math.floor((right - left) / GROUND_PLACES)), stepY = Math.max(1, (last - first) >> 1);
  let count = 0, r = 0, g = 0, b = 0;
  for (let y = first; y <= last; y += stepY) {
    for (let x = left; x <= right; x += stepX, count++) {
      const at = 4 * (y * width + x);
      r += data[at];
      g += data[at + 1];
      b += data[at + 2];
    }
  }
  return count === 0 ? null : [r / count, g / count, b / count];
}

function isOther(
  { data, width }: Picture,
  { box, ground: [r, g, b], from, to }: { box: Box; ground: Rgb; from: number; to: number },
): boolean {
  const step = Math.max(1, Math.floor((box.bottom - box.top + 1) / ROWS_LOOKED_AT));
  const rows = Math.floor((box.bottom - box.top) / step) + 1, sameMax = Math.floor((1 - ROWS_SHARE_MIN) * rows);
  for (let x = Math.max(0, from); x <= Math.min(width - 1, to); x++) {
    let same = 0;
    for (let y = box.top; y <= box.bottom && same <= sameMax; y += step) {
      const at = 4 * (y * width + x);
      const isSame = Math.abs(data[at] - r) < DIFFERENCE_MIN && Math.abs(data[at + 1] - g) < DIFFERENCE_MIN &&
        Math.abs(data[at + 2] - b) < DIFFERENCE_MIN;
      if (isSame) same++;
    }
    if (same <= sameMax) return true;
  }
  return false;
}
