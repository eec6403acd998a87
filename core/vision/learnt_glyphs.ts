/** A table's own glyph pictures: sampled from its ink, packed into its manifest, and the nearest one found. Names nothing else. */
import type { LearntWriting } from "../protocol/manifest.ts";
import type { Box } from "./components.ts";
import type { Mask } from "./ink.ts";

export const GLYPHS_MAX = 96;
export const CELLS_ACROSS = 12, CELLS_DOWN = 16;
const CELLS = CELLS_ACROSS * CELLS_DOWN;
/** Half a byte of ink a cell, and a byte for each of width, height, drop and nothing. */
const GLYPH_BYTES = CELLS / 2 + 4;
/** Steps of a proportion in one figure's height. */
const STEPS = 64, DROP_ZERO = 128;
/** How much a proportion counts against a cell's ink. */
const PROPORTION_WEIGHT = 0.6;

/** One glyph as the table draws it. */
export interface GlyphPicture {
  character: string;
  /** ink of each cell, 0 to 15, row by row */
  cells: Uint8Array;
  /** of the ink's box, in heights of a figure */
  width: number;
  height: number;
  /** from the line's base down to the box's bottom, in heights of a figure */
  drop: number;
}

/** The two nearest kinds of glyph. */
export interface Nearest {
  character: string;
  /** 0: the same picture; 1: all cells different */
  distance: number;
  /** to the nearest picture of another character; a point and a comma count as one */
  otherDistance: number;
}

/** Samples what stands in a box of the mask: areas averaged, so that it looks alike at every size. */
export function sampleGlyphPicture(
  mask: Mask,
  { box, line }: { box: Box; line: { base: number; height: number } },
): Omit<GlyphPicture, "character"> {
  const width = box.right - box.left + 1, height = box.bottom - box.top + 1;
  const cells = new Uint8Array(CELLS);
  for (let row = 0, at = 0; row < CELLS_DOWN; row++) {
    const top = box.top + row * height / CELLS_DOWN, bottom = box.top + (row + 1) * height / CELLS_DOWN;
    for (let column = 0; column < CELLS_ACROSS; column++, at++) {
      const left = box.left + column * width / CELLS_ACROSS, right = box.left + (column + 1) * width / CELLS_ACROSS;
      cells[at] = Math.round(15 * meanInk(mask, { left, top, right, bottom }));
    }
  }
  return {
    cells,
    width: width / line.height,
    height: height / line.height,
    drop: (box.bottom - line.base) / line.height,
  };
}

/** Mean ink of an area with fractions of pixels at its edges, 0 to 1. */
function meanInk({ ink, width }: Mask, area: { left: number; top: number; right: number; bottom: number }): number {
  let sum = 0;
  for (let y = Math.floor(area.top); y < area.bottom; y++) {
    const high = Math.min(area.bottom, y + 1) - Math.max(area.top, y);
    for (let x = Math.floor(area.left); x < area.right; x++) {
      sum += high * (Math.min(area.right, x + 1) - Math.max(area.left, x)) * ink[y * width + x];
    }
  }
  return sum / (254 * (area.right - area.left) * (area.bottom - area.top));
}

/** How different two glyphs look, 0 to about 1. */
export function glyphDistance(one: Omit<GlyphPicture, "character">, other: Omit<GlyphPicture, "character">): number {
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) sum += Math.abs(one.cells[cell] - other.cells[cell]);
  const proportions = Math.abs(one.width - other.width) + Math.abs(one.height - other.height) +
    Math.abs(one.drop - other.drop);
  return sum / (15 * CELLS) + PROPORTION_WEIGHT * proportions;
}

/** The book's nearest picture; null when the book is empty. */
export function findNearest(glyph: Omit<GlyphPicture, "character">, book: readonly GlyphPicture[]): Nearest | null {
  let nearest: GlyphPicture | null = null, distance = Infinity;
  const distances = book.map((picture) => glyphDistance(glyph, picture));
  distances.forEach((one, index) => {
    if (one < distance) [nearest, distance] = [book[index], one];
  });
  if (nearest === null) return null;
  const { character } = nearest as GlyphPicture;
  let otherDistance = 1;
  distances.forEach((one, index) => {
    if (kindOf(book[index].character) !== kindOf(character)) otherDistance = Math.min(otherDistance, one);
  });
  return { character, distance, otherDistance };
}

/** Points and commas are told apart by where they stand. */
export function kindOf(character: string): string {
  return character === "," ? "." : character;
}

/** The book as a manifest holds it. */
export function packGlyphs(book: readonly GlyphPicture[]): Pick<LearntWriting, "characters" | "glyphs"> {
  const bytes = new Uint8Array(book.length * GLYPH_BYTES);
  book.forEach(({ cells, width, height, drop }, index) => {
    const at = index * GLYPH_BYTES;
    for (let pair = 0; pair < CELLS / 2; pair++) bytes[at + pair] = cells[2 * pair] * 16 + cells[2 * pair + 1];
    bytes[at + CELLS / 2] = toByte(width * STEPS);
    bytes[at + CELLS / 2 + 1] = toByte(height * STEPS);
    bytes[at + CELLS / 2 + 2] = toByte(DROP_ZERO + drop * STEPS);
  });
  return { characters: book.map(({ character }) => character).join(""), glyphs: bytes.toBase64() };
}

/** The inverse of `packGlyphs()`; a book that is cut short has fewer glyphs. */
export function unpackGlyphs({ characters, glyphs }: Pick<LearntWriting, "characters" | "glyphs">): GlyphPicture[] {
  const bytes = Uint8Array.fromBase64(glyphs);
  const count = Math.min(characters.length, Math.floor(bytes.length / GLYPH_BYTES));
  return Array.from({ length: count }, (_, index) => {
    const at = index * GLYPH_BYTES;
    const cells = Uint8Array.from({ length: CELLS }, (_, cell) => {
      const pair = bytes[at + (cell >> 1)];
      return cell % 2 === 0 ? pair >> 4 : pair & 15;
    });
    const [width, height, drop] = bytes.subarray(at + CELLS / 2, at + CELLS / 2 + 3);
    return {
      character: characters[index],
      cells,
      width: width / STEPS,
      height: height / STEPS,
      drop: (drop - DROP_ZERO) / STEPS,
    };
  });
}

function toByte(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
