/** Reads a table's history strip: one line of multipliers side by side, each in a colour of its own. Knows not which end is new. */
import type { Locale } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { copyCrop } from "../screen/crop.ts";
import { type Area, farthestChannel, findPalette } from "./ink.ts";
import { readNumber } from "./number_reader.ts";

/** A colour that fills this share of the strip's flat pixels is ground: the strip's own, or the pills'. */
const GROUND_SHARE_MIN = 0.12;
/** A pixel this far from every ground, in its farthest channel, is ink. */
const INK_DISTANCE_MIN = 70;
/** Gaps from which the next pill begins, in heights of the writing; figures of one number stand closer. */
const PILL_GAP = 0.75;
/** Wider or narrower is no multiplier, in heights of the writing. */
const PILL_WIDTH_MIN = 1.2, PILL_WIDTH_MAX = 12;
/** Room around a pill's figures that goes to the reader, in heights of the writing. */
const MARGIN = 0.5;
/** A row with more ink than that is a line beside the strip. */
const LINE_SHARE = 0.8;
const PILLS_MAX = 64;

/** Multipliers from left to right, hundredths; null where a pill cannot be read with certainty. */
export function readHistory(picture: Picture, locale: Locale): (number | null)[] {
  return findPills(picture).map((rect) => {
    if (rect.x < 0 || rect.x + rect.width > picture.width) return null;
    // A pill ends right beside its figures.
    return readNumber(copyCrop(picture, { rect }), { kind: "multiplier", locale }, { whole: true }).value;
  });
}

/** Where the figures of each pill stand, with a margin; a rectangle that reaches outside belongs to a pill that is cut off. */
export function findPills(picture: Picture): Rect[] {
  const { areas } = findPalette(picture);
  if (areas.length === 0) return [];
  const total = areas.reduce((sum, { weight }) => sum + weight, 0);
  const grounds = areas.filter(({ weight }, index) => index === 0 || weight >= GROUND_SHARE_MIN * total);
  const { columns, top, bottom } = profile(picture, grounds);
  const height = bottom - top + 1;
  if (height < 5) return [];
  const margin = Math.max(2, Math.round(MARGIN * height));
  const y = Math.max(0, top - margin), end = Math.min(picture.height, bottom + 1 + margin);
  return words(columns, PILL_GAP * height)
    .filter(({ from, to }) => to - from >= PILL_WIDTH_MIN * height && to - from <= PILL_WIDTH_MAX * height)
    .slice(0, PILLS_MAX)
    .map(({ from, to }) => ({ x: from - margin, y, width: to - from + 2 * margin, height: end - y }));
}

/** Between which rows most of the ink lies, and which columns have some there. */
function profile(picture: Picture, grounds: readonly Area[]) {
  const { width, height } = picture, rows = new Uint32Array(height);
  const eachInk = (y: number, found: (x: number) => void) => {
    for (let x = 0; x < width; x++) if (isInk(picture, { at: 4 * (y * width + x), grounds })) found(x);
  };
  for (let y = 0; y < height; y++) eachInk(y, () => rows[y]++);
  const enough = Math.max(...rows.filter((count) => count < LINE_SHARE * width)) / 8;
  const isWriting = (count: number) => count > enough && count < LINE_SHARE * width;
  const top = rows.findIndex(isWriting), bottom = rows.findLastIndex(isWriting), columns = new Uint16Array(width);
  for (let y = Math.max(0, top); y <= bottom; y++) eachInk(y, (x) => columns[x]++);
  return { columns, top, bottom };
}

function isInk({ data }: Picture, { at, grounds }: { at: number; grounds: readonly Area[] }): boolean {
  const pixel = { r: data[at], g: data[at + 1], b: data[at + 2] };
  return grounds.every((ground) => farthestChannel(pixel, ground) >= INK_DISTANCE_MIN);
}

function words(columns: Uint16Array, gap: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  columns.forEach((count, x) => {
    if (count === 0) return;
    const last = found.at(-1);
    if (last && x - last.to < gap) last.to = x + 1;
    else found.push({ from: x, to: x + 1 });
  });
  return found;
}
