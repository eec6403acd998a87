/** Tells whether something stands beside a number, or in it, that might hide a part of it. Says nothing about what it is. */
import type { Picture } from "../protocol/picture.ts";
import type { Box } from "./components.ts";

/** What hides a figure begins within so much of the figures that are left, in heights of a figure. */
const REACH = 0.5;
/** Within so much of the figures their own soft edges lie. */
const SOFT = 0.06, SOFT_PIXELS = 2;
/** Levels by which a cover differs from the ground, at least. */
const DIFFERENCE_MIN = 26;
/** A dark cover on a dark ground differs less: by so much from the ground right above the outermost figure. */
const FAINT_DIFFERENCE_MIN = 14;
/** Share of the rows of a figure in which it does. */
const ROWS_SHARE_MIN = 0.8;
/** The ground is looked at above the figures, in heights of a figure. */
const ABOVE = 0.25, NEAR = 0.6;
/** A stroke is never as wide as this, in heights of a figure. */
const BLOCK_WIDTH = 0.42, BLOCK_REACH = 0.2;
const ROWS_LOOKED_AT = 14, COLUMNS_LOOKED_AT = 24, GROUND_PLACES = 12;

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

/**
 * The same of covers that hardly differ from the ground. Glow and rays differ as much, so that this is a reason to ask
 * somebody else, and no more.
 */
export function isBesideFaintChange(
  picture: Picture,
  { box, open }: { box: Box; open: { left: boolean; right: boolean } },
): boolean {
  const height = box.bottom - box.top + 1, soft = SOFT_PIXELS + Math.round(SOFT * height);
  const reach = Math.round(REACH * height), differenceMin = FAINT_DIFFERENCE_MIN;
  const near = Math.max(1, Math.round(NEAR * height));
  const leftGround = groundOf(picture, { ...box, right: Math.min(box.right, box.left + near) });
  const rightGround = groundOf(picture, { ...box, left: Math.max(box.left, box.right - near) });
  if (!leftGround || !rightGround) return true;
  const left = { box, ground: leftGround, from: box.left - reach, to: box.left - soft, differenceMin };
  const right = { box, ground: rightGround, from: box.right + soft, to: box.right + reach, differenceMin };
  return (open.left && isOther(picture, left)) || (open.right && isOther(picture, right));
}

/**
 * Whether among the figures, and above and below them, stands what is wider than any stroke of theirs. Pieces of ink tell
 * as much by themselves; a line that is read as a whole does not.
 */
export function isCrossedByBlock(picture: Picture, box: Box): boolean {
  const ground = groundOf(picture, box), height = box.bottom - box.top + 1, more = Math.round(BLOCK_REACH * height);
  if (!ground) return true;
  const higher = { ...box, top: Math.max(0, box.top - more), bottom: Math.min(picture.height - 1, box.bottom + more) };
  const step = Math.max(1, Math.floor(height / COLUMNS_LOOKED_AT));
  let width = 0;
  for (let x = box.left; x <= box.right; x += step) {
    width = isOtherColumn(picture, { box: higher, ground, x }) ? width + step : 0;
    if (width > BLOCK_WIDTH * height) return true;
  }
  return false;
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
  picture: Picture,
  { from, to, ...what }: OtherThan & { from: number; to: number },
): boolean {
  for (let x = Math.max(0, from); x <= Math.min(picture.width - 1, to); x++) {
    if (isOtherColumn(picture, { ...what, x })) return true;
  }
  return false;
}

interface OtherThan {
  box: Box;
  ground: Rgb;
  /** levels by which a pixel is another, at least */
  differenceMin?: number;
}

function isOtherColumn(
  { data, width }: Picture,
  { box, ground: [r, g, b], x, differenceMin = DIFFERENCE_MIN }: OtherThan & { x: number },
): boolean {
  const step = Math.max(1, Math.floor((box.bottom - box.top + 1) / ROWS_LOOKED_AT));
  const rows = Math.floor((box.bottom - box.top) / step) + 1, sameMax = Math.floor((1 - ROWS_SHARE_MIN) * rows);
  let same = 0;
  for (let y = box.top; y <= box.bottom && same <= sameMax; y += step) {
    const at = 4 * (y * width + x);
    const isSame = Math.abs(data[at] - r) < differenceMin && Math.abs(data[at + 1] - g) < differenceMin &&
      Math.abs(data[at + 2] - b) < differenceMin;
    if (isSame) same++;
  }
  return same <= sameMax;
}
