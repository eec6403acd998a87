/** Makes what the line networks train on of sketches: pictures as reading sees them, with what they should answer. */
import { FIGURE_ROWS, FIGURE_TOP, FINDER_HEIGHT, LINE_HEIGHT, LINE_SIGNS } from "../line_shapes.ts";
import { type LinePicture, sampleBand } from "../line_picture.ts";
import type { LineSketch } from "./line_sketches.ts";
import type { Random } from "./sketches.ts";

/** A picture for the reader, and the classes that it should spell. */
export interface ReaderSample extends LinePicture {
  classes: number[];
}

/** A picture for the finder; where figures stand, in its pixels. */
export interface FinderSample extends LinePicture {
  box: { left: number; right: number; top: number; base: number } | null;
}

/** How far a found line strays, in heights of a figure. */
const SCALE_STRAYS = 0.16, PLACE_STRAYS = 0.09;
/** Narrow writing is looked at stretched; so is some that is not narrow. */
const STRETCHED_SHARE = 0.3, STRETCH_MIN = 0.7, STRETCH_MAX = 1.75;
/** What is read beside the line, in heights of a figure. */
export const MARGIN_FIGURES = 1.1;

/** The sketch's line, about as the finder would cut it out; null when it is too long. */
export function readerSample(
  sketch: LineSketch,
  random: Random,
  { late = false }: { late?: boolean } = {},
): ReaderSample | null {
  const { picture } = sketch;
  const box = sketch.box ?? anywhere(sketch, random);
  const figure = Math.max(4, box.base - box.top) * (1 + (random() * 2 - 1) * SCALE_STRAYS);
  const middle = (box.top + box.base) / 2 + (random() * 2 - 1) * PLACE_STRAYS * figure;
  const stray = () => (random() * 2 - 1) * 0.5 * figure;
  const left = Math.max(-0.5 * figure, box.left - MARGIN_FIGURES * figure + stray());
  const right = Math.min(picture.width + 0.5 * figure, box.right + MARGIN_FIGURES * figure + stray());
  const height = figure * LINE_HEIGHT / FIGURE_ROWS;
  const top = middle - height * (FIGURE_TOP + FIGURE_ROWS / 2) / LINE_HEIGHT;
  const stretchMin = late ? STRETCH_MIN : 1;
  const stretch = random() < STRETCHED_SHARE ? stretchMin + (STRETCH_MAX - stretchMin) * random() : 1;
  const band = { left, top, width: right - left, height };
  const sample = sampleBand(picture, { band, rows: LINE_HEIGHT, stretch });
  return sample && { ...sample, classes: classesOf(labelWithin(sketch, { left, right, figure })) };
}

function anywhere({ picture: { width, height } }: LineSketch, random: Random) {
  const figure = height * (0.3 + 0.4 * random()), left = random() * width * 0.5, top = random() * (height - figure);
  return { left, right: left + figure * (1 + 3 * random()), top, base: top + figure };
}

/** Without the words that are not in the picture. */
function labelWithin(
  { label, reach }: LineSketch,
  { left, right, figure }: { left: number; right: number; figure: number },
): string {
  let seen = label;
  if (reach && reach.before < left + 0.3 * figure) seen = seen.replace(/^(\?|\$)[?$ ]* /, "");
  if (reach && reach.behind > right - 0.3 * figure) seen = seen.replace(/ [?$ ]*(\?|\$)$/, "");
  return seen;
}

/** Classes of a label's signs. */
export function classesOf(label: string): number[] {
  return [...label].map((sign) => LINE_SIGNS.indexOf(sign) + 1);
}

/** The sketch's whole picture. */
export function finderSample({ picture, box, style }: LineSketch): FinderSample | null {
  const { width, height } = picture, scale = height / FINDER_HEIGHT;
  const sample = sampleBand(picture, { band: { left: 0, top: 0, width, height }, rows: FINDER_HEIGHT });
  if (!sample) return null;
  if (!box || box.right - box.left < 1 || style === "icon") return { ...sample, box: null };
  return {
    ...sample,
    box: { left: box.left / scale, right: box.right / scale, top: box.top / scale, base: box.base / scale },
  };
}
