/** Makes a value of the glyphs of a line, or says that it is doubtful. Trusts structure over a blurred separator. */
import { isSeparator, numberWords } from "./captions.ts";
import type { Box } from "./components.ts";
import type { Glyph } from "./glyph_reader.ts";
import { type NumberFormat, numberSigns } from "./number_format.ts";
import type { TextLine } from "./text_line.ts";
import type { Writing } from "./writing.ts";

/** A value with the confidence of its least sure glyph; null when doubtful. */
export interface NumberText {
  value: number | null;
  confidence: number;
  /** what it would be, were its least sure glyph surer: worth something only beside another's opinion */
  doubtful?: number;
  /** a curve was taken out of its ink */
  mended?: boolean;
  /** around its glyphs and its captions, pixels */
  box?: Box;
  /** on which sides more figures might stand, were something in front of them */
  open?: { left: boolean; right: boolean };
}

const DOUBT: NumberText = Object.freeze({ value: null, confidence: 0 });
/** The least sure glyph of a number must be this sure; surer where a curve was taken out of the ink. */
export const GLYPH_CONFIDENCE_MIN = 0.87, MENDED_CONFIDENCE_MIN = 0.94;
/** A separator at most this likely to be the other one is read as what it looks like, and as nothing else. */
const OTHER_SEPARATOR_MIN = 0.02;
/** Gaps from which a word ends, in shares of a figure's height; closer beside letters and where spaces group figures. */
const WORD_GAP = 0.45, WORD_GAP_SPACED = 0.33, WORD_GAP_LETTERS = 0.34;
/** A 1 may stand in the middle of a place as wide as the others', a point with air around it. */
const ONE_MARGIN = 0.13, SEPARATOR_MARGIN = 0.06;
const GLYPHS_MAX = 24;
/** Letters reach so much farther up and down than figures, in heights of a figure. */
const CAPTION_SLACK = 0.25;

/** Parses a line's glyphs as the one number of `format`. */
export function parseGlyphs(
  glyphs: readonly Glyph[],
  { writing, format, parse }: {
    writing: Writing;
    format: NumberFormat;
    parse: (text: string, format: NumberFormat) => number | null;
  },
): NumberText {
  const { line, mended, mask: { width, height } } = writing;
  if (line.crossed || glyphs.length > GLYPHS_MAX) return DOUBT;
  const spaced = numberSigns(format.locale).group === " ";
  const words = numberWords(splitWords(glyphs, { line, spaced }), { line, format });
  if (words.length === 0) return DOUBT;
  if (words.length > 1 && !spaced) return DOUBT;
  let confidence = 1;
  for (const glyph of words.flat()) {
    if (glyph.character === "?" || glyph.left <= 0 || glyph.right >= width - 1) return DOUBT;
    if (glyph.top <= 0 || glyph.bottom >= height - 1) return DOUBT;
    confidence = Math.min(confidence, glyph.confidence);
  }
  const value = parseSpellings(words, (text) => parse(text, format));
  if (value === null) return { value, confidence: confidence / 2 };
  const sure = confidence >= (mended ? MENDED_CONFIDENCE_MIN : GLYPH_CONFIDENCE_MIN);
  const number = words.flat();
  const place = { box: boxOf(number, glyphs), open: openSides(number, format) };
  return sure ? { value, confidence, mended, ...place } : { value: null, confidence, doubtful: value, ...place };
}

/** Nothing goes on behind two decimals of money, nor beyond a multiplier's sign. */
function openSides(number: readonly Glyph[], { kind, locale }: NumberFormat): { left: boolean; right: boolean } {
  const decimals = kind === "money" && !numberSigns(locale).wholeMoney;
  return { left: number[0].character !== "x", right: !decimals && number[number.length - 1].character !== "x" };
}

/** Around the number and the captions beside it; what is higher than writing may be a cover, and is none of it. */
function boxOf(number: readonly Glyph[], all: readonly Glyph[]): Box {
  const top = Math.min(...number.map((glyph) => glyph.top)), bottom = Math.max(...number.map((glyph) => glyph.bottom));
  const slack = CAPTION_SLACK * (bottom - top + 1);
  const box = { left: Infinity, top, right: 0, bottom, count: 0 };
  for (const glyph of all) {
    if (glyph.top < top - slack || glyph.bottom > bottom + slack) continue;
    box.left = Math.min(box.left, glyph.left);
    box.right = Math.max(box.right, glyph.right);
    box.count += glyph.count;
  }
  return box;
}

function splitWords(glyphs: readonly Glyph[], { line, spaced }: { line: TextLine; spaced: boolean }): Glyph[][] {
  const words: Glyph[][] = [];
  let before: Glyph | null = null;
  for (const glyph of glyphs) {
    const gap = before ? (glyph.left - before.right - 1) / line.height - marginOf(before) - marginOf(glyph) : Infinity;
    const besideLetter = glyph.character === "?" || before?.character === "?";
    if (gap >= (besideLetter ? WORD_GAP_LETTERS : spaced ? WORD_GAP_SPACED : WORD_GAP)) words.push([]);
    words.at(-1)!.push(glyph);
    before = glyph;
  }
  return words;
}

function marginOf(glyph: Glyph): number {
  return glyph.character === "1" ? ONE_MARGIN : isSeparator(glyph) ? SEPARATOR_MARGIN : 0;
}

/** Tries the line as it looks, then with each doubtful point and comma exchanged; two different values are doubt. */
function parseSpellings(words: readonly Glyph[][], parse: (text: string) => number | null): number | null {
  const separators = words.flat().filter((glyph) => glyph.otherSeparator >= OTHER_SEPARATOR_MIN);
  if (separators.length > 4) return null;
  let found: number | null = null;
  for (let choice = 0; choice < 1 << separators.length; choice++) {
    const exchanged = new Set(separators.filter((_, index) => (choice >> index) & 1));
    const text = words.map((word) => word.map((glyph) => spell(glyph, exchanged.has(glyph))).join("")).join(" ");
    const value = parse(text);
    if (value === null) continue;
    if (found !== null && found !== value) return null;
    found = value;
  }
  return found;
}

function spell({ character }: Glyph, exchanged: boolean): string {
  return exchanged ? (character === "." ? "," : ".") : character;
}
