/**
 * Why a number was read as it was, or withheld: each proposed writing with its mask, its glyphs' two best classes and the
 * parser's objection. Decides nothing: it watches the glyph stage decide once more.
 */
import type { Picture, Rect } from "../protocol/picture.ts";
import type { NumberReading } from "../protocol/reading.ts";
import { hexOf } from "./colors.ts";
import { GLYPHS, shareClasses } from "./glyph_network.ts";
import { unpackWeights } from "./glyph_packing.ts";
import { type Glyph, readGlyphs } from "./glyph_reader.ts";
import { GLYPH_WEIGHTS } from "./glyph_weights.ts";
import { findPalette } from "./ink.ts";
import { type NumberFormat, parseNumber } from "./number_format.ts";
import { readNumber } from "./number_reader.ts";
import { GLYPH_CONFIDENCE_MIN, MENDED_CONFIDENCE_MIN, parseGlyphs } from "./number_text.ts";
import { findWriting, type Writing } from "./writing.ts";

/** One glyph with the class that came second. */
export interface GlyphChoice extends Rect {
  character: string;
  confidence: number;
  second: { character: string; confidence: number };
}

/** One proposal of what the writing might be, in the order in which they are tried. */
export interface WritingAttempt {
  /** as `#rrggbb` */
  ink: string;
  /** ink from which a pixel counted, 0 to 255 */
  threshold: number;
  /** a curve was taken out of it */
  mended: boolean;
  /** a frame or a curve crosses the line */
  crossed: boolean;
  line: { top: number; base: number; height: number };
  glyphs: GlyphChoice[];
  /** the glyphs from left to right, a blank where a gap is wide */
  text: string;
  value: number | null;
  confidence: number;
  /** why it gave no value; empty when it gave one */
  objection: string;
  /** how much of each pixel is ink, as shades of grey; black is ink */
  mask: Picture;
}

export interface Diagnosis {
  width: number;
  height: number;
  format: NumberFormat;
  /** flat colours with their share of the flat pixels, most frequent first */
  palette: { color: string; share: number }[];
  attempts: WritingAttempt[];
  /** what the whole reader says, all of its stages together */
  reading: NumberReading;
  /** one sentence */
  why: string;
}

const network = unpackWeights(GLYPH_WEIGHTS);
/** Larger pictures are no regions of numbers. */
const PIXELS_MAX = 4_000_000;
/** More proposals than a reader ever makes. */
const ATTEMPTS_MAX = 24;

/** Reads one number while looking on. Never throws, whatever the pixels. */
export function diagnoseNumber(picture: Picture, format: NumberFormat): Diagnosis {
  const reading = readNumber(picture, format);
  const { width, height } = picture;
  const attempts: WritingAttempt[] = [], palette: Diagnosis["palette"] = [];
  if (width >= 4 && height >= 6 && width * height <= PIXELS_MAX && picture.data.length >= 4 * width * height) {
    const { areas } = findPalette(picture);
    const total = areas.reduce((sum, { weight }) => sum + weight, 0);
    palette.push(...areas.map((area) => ({ color: hexOf(area), share: area.weight / total })));
    for (const writing of findWriting(picture)) {
      attempts.push(attempt(writing, format));
      if (attempts.length === ATTEMPTS_MAX) break;
    }
  }
  return { width, height, format, palette, attempts, reading, why: explain({ reading, attempts, palette }) };
}

/** One sentence about why no value, or which value, came. */
export function explainReading(picture: Picture, format: NumberFormat): string {
  return diagnoseNumber(picture, format).why;
}

function attempt(writing: Writing, format: NumberFormat): WritingAttempt {
  const { mask, line, threshold, mended } = writing;
  const glyphs = readGlyphs(mask, { line, threshold, network });
  const { value, confidence } = parseGlyphs(glyphs, { writing, format, parse: parseNumber });
  const { top, base, height } = line;
  const text = spell(glyphs, height);
  return {
    ink: hexOf(writing.ink),
    threshold,
    mended,
    crossed: line.crossed,
    line: { top, base, height },
    glyphs: glyphs.map((glyph) => withSecond(glyph, writing)),
    text,
    value,
    confidence,
    objection: value === null ? objectionTo(glyphs, { writing, confidence, text, format }) : "",
    mask: shades(writing),
  };
}

function withSecond(glyph: Glyph, { mask, line }: Writing): GlyphChoice {
  const shares = shareClasses(mask, { boxes: [glyph], line, network });
  let second = -1;
  for (let index = 0; index < GLYPHS.length; index++) {
    if (GLYPHS[index] === glyph.character) continue;
    if (second < 0 || shares[index] > shares[second]) second = index;
  }
  const { left, top, right, bottom, character, confidence } = glyph;
  return {
    x: left,
    y: top,
    width: right - left + 1,
    height: bottom - top + 1,
    character,
    confidence,
    second: { character: GLYPHS[second], confidence: shares[second] },
  };
}

/** The first thing that `parseGlyphs()` minds, in words. */
function objectionTo(
  glyphs: readonly Glyph[],
  { writing, confidence, text, format }: { writing: Writing; confidence: number; text: string; format: NumberFormat },
): string {
  const { line, mended, mask: { width, height } } = writing;
  if (line.crossed) return "ink that is taller than the figures crosses the line: a frame or a curve";
  if (glyphs.some(({ left, right }) => left <= 0 || right >= width - 1)) {
    return "the writing touches the region's side, a part may be cut off: make the region wider";
  }
  if (glyphs.some(({ top, bottom }) => top <= 0 || bottom >= height - 1)) {
    return "the writing touches the region's upper or lower edge, a part may be cut off: make the region higher";
  }
  const odd = glyphs.find(({ character }) => character === "?");
  if (odd) return `what stands at ${odd.left} to ${odd.right} is no figure (${percent(odd.confidence)} sure)`;
  const least = mended ? MENDED_CONFIDENCE_MIN : GLYPH_CONFIDENCE_MIN;
  const weakest = glyphs.toSorted((one, other) => one.confidence - other.confidence)[0];
  if (weakest && weakest.confidence < least) {
    const where = `at ${weakest.left} to ${weakest.right}`;
    return `"${weakest.character}" ${where} is only ${percent(weakest.confidence)} sure, ${percent(least)} is wanted`;
  }
  const bare = text.replaceAll(" ", "");
  if (parseNumber(text, format) !== null || parseNumber(bare, format) !== null) {
    return `"${text}" stands there with gaps as wide as between words, or beside more writing`;
  }
  const { kind, locale } = format;
  const tag = typeof locale === "string" ? locale : `${locale.number} and ${locale.multiplier}`;
  return `"${text}" is no ${kind} as ${tag} writes it (confidence ${percent(confidence)})`;
}

function explain({ reading, attempts, palette }: Pick<Diagnosis, "reading" | "attempts" | "palette">): string {
  if (reading.value !== null) return `read by ${reading.method}, ${percent(reading.confidence)} sure`;
  if (palette.length === 0) return "no flat colour: noise, or nothing at all";
  if (attempts.length === 0) return "no line of figures in any of the picture's colours";
  // The attempt that came closest says most.
  const [best] = attempts.toSorted((one, other) => score(other) - score(one));
  if (best.value !== null) return `the glyphs say "${best.text}", but another stage of the reader objects`;
  return best.objection;
}

function score({ value, confidence, glyphs }: WritingAttempt): number {
  const figures = glyphs.filter(({ character }) => character !== "?").length;
  return (value === null ? 0 : 10) + confidence + figures / Math.max(1, glyphs.length);
}

function spell(glyphs: readonly Glyph[], height: number): string {
  return glyphs.map(({ character, left }, index) =>
    (index > 0 && left - glyphs[index - 1].right > 0.5 * height ? " " : "") + character
  ).join("");
}

function shades({ mask: { width, height, ink } }: Writing): Picture {
  const data = new Uint8Array(4 * width * height);
  for (let at = 0; at < width * height; at++) {
    data.fill(255 - ink[at], 4 * at, 4 * at + 3);
    data[4 * at + 3] = 255;
  }
  return { width, height, data };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
