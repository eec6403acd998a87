/** Proposes, likeliest first, which ink of a picture is its writing. Reads no characters. */
import type { Picture } from "../protocol/picture.ts";
import type { Color } from "./colors.ts";
import { eraseCurve } from "./curve.ts";
import { type Area, farthestChannel, fillMask, findPalette, type Mask } from "./ink.ts";
import { findLine, type TextLine } from "./text_line.ts";

/** A line of writing and the mask that it was found in. */
export interface Writing {
  mask: Mask;
  line: TextLine;
  /** ink from which a pixel counted, 0 to 255 */
  threshold: number;
  ink: Color;
  /** a curve was taken out of it: part of the ink is a guess */
  mended: boolean;
}

const CONTRAST_MIN = 48;
const INKS_MAX = 4;
/** A larger share does not make a colour likelier to be the writing. */
const INK_SHARE_ENOUGH = 0.06;
const SAME_COLOR_MAX = 36;
const GROUND_SHARE_MIN = 0.006;
/** Weaker tints are shades of the ground. */
const TINT_MIN = 36;
/** Soft edges lie between ink and ground; a colour there needs this share of the picture to be a ground of its own. */
const MIXTURE_SHARE_MIN = 0.012;
/** Thin writing falls apart at the first and is whole at the second; bold glyphs that touch part at the third. */
const THRESHOLDS = [128, 88, 176];

const mask: Mask = { width: 0, height: 0, ink: new Uint8Array(0) };

/** The proposals share one mask: take what you need of one before you ask for the next. */
export function* findWriting(picture: Picture): Generator<Writing> {
  const { areas, extreme } = findPalette(picture);
  if (areas.length === 0) return;
  for (const ink of findInks(areas, extreme)) {
    const grounds = findGrounds(areas, ink);
    fillMask(picture, { ink, grounds, mask });
    const tint = grounds.find((area) => isTint(area, ink, areas[0]));
    if (tint && eraseCurve(picture, { mask, ground: areas[0], tint })) {
      const line = findLine(mask, THRESHOLDS[0]);
      if (line) yield { mask, line, threshold: THRESHOLDS[0], ink, mended: true };
      fillMask(picture, { ink, grounds, mask });
    }
    for (const threshold of THRESHOLDS) {
      const line = findLine(mask, threshold);
      if (line) yield { mask, line, threshold, ink, mended: false };
    }
  }
}

function findInks(areas: readonly Area[], extreme: Color): Color[] {
  const ground = areas[0];
  const enough = INK_SHARE_ENOUGH * totalOf(areas);
  const inks: Color[] = areas.slice(1)
    .filter((area) => farthestChannel(area, ground) >= CONTRAST_MIN)
    .map((area) => ({ area, score: farthestChannel(area, ground) ** 2 * Math.min(enough, area.weight) }))
    .sort((one, other) => other.score - one.score)
    .slice(0, INKS_MAX)
    .map(({ area }) => area);
  const isNew = inks.every((ink) => farthestChannel(ink, extreme) > SAME_COLOR_MAX);
  if (isNew && farthestChannel(extreme, ground) >= CONTRAST_MIN) inks.push(extreme);
  return inks;
}

/** Every other colour is a ground, but for those that are only soft edges. */
function findGrounds(areas: readonly Area[], ink: Color): Color[] {
  const total = totalOf(areas);
  return areas.filter((area, index) => {
    if (index === 0) return true;
    if (farthestChannel(area, ink) <= SAME_COLOR_MAX || area.weight < GROUND_SHARE_MIN * total) return false;
    return area.weight >= MIXTURE_SHARE_MIN * total || !isBetween(area, ink, areas[0]);
  });
}

/** The area below a curve of the ink's colour is tinted with it. */
function isTint(area: Color, ink: Color, ground: Color): boolean {
  return farthestChannel(area, ground) >= TINT_MIN && isBetween(area, ink, ground);
}

function isBetween(color: Color, ink: Color, ground: Color): boolean {
  const dr = ink.r - ground.r, dg = ink.g - ground.g, db = ink.b - ground.b;
  const pr = color.r - ground.r, pg = color.g - ground.g, pb = color.b - ground.b;
  const share = (pr * dr + pg * dg + pb * db) / (dr * dr + dg * dg + db * db);
  const off = Math.hypot(pr - share * dr, pg - share * dg, pb - share * db);
  return share > 0.15 && share < 0.9 && off < 20;
}

function totalOf(areas: readonly Area[]): number {
  let total = 0;
  for (const area of areas) total += area.weight;
  return total;
}
