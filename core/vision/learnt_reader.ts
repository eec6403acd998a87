/**
 * Reads a table's numbers with what calibration learnt of its writing: only what looks, stands and is aligned as learnt.
 * It adds values where the general reader gives none; where the two differ, nobody is believed.
 */
import type { LearntLine, LearntWriting, Locale } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import type { NumberReading, NumberRegion } from "../protocol/reading.ts";
import { type Box, tighten } from "./components.ts";
import { type Color, parseColor } from "./colors.ts";
import { findCuts, type Glyph } from "./glyph_reader.ts";
import type { Mask } from "./ink.ts";
import { findNearest, type GlyphPicture, sampleGlyphPicture, unpackGlyphs } from "./learnt_glyphs.ts";
import type { NumberFormat } from "./number_format.ts";
import type { NumberText } from "./number_text.ts";
import { readNumber } from "./number_reader.ts";
import { valueOfSpelling } from "./spellings.ts";
import { type Blob, findLine, heightOf, type TextLine, widthOf } from "./text_line.ts";

/** What each region's number is. */
export const REGION_KINDS: Record<NumberRegion, NumberFormat["kind"]> = {
  score: "multiplier",
  myMoney: "money",
  otherCount: "count",
  otherMoney: "money",
};

/** Ink from which a pixel counts, tried in this order. */
export const LEARNT_THRESHOLDS = [128, 96, 168];
/** Below and above these shares of the way from ground to ink a pixel is none and all ink. */
const INK_LOW = 0.2, INK_HIGH = 0.85;
/** A line's top and base stray this much, in heights of a figure, and one pixel more. */
const LINE_SLACK = 0.14;
/** Another character's picture must be this much farther away than the nearest, as a share and at least. */
const OTHER_FACTOR = 1.3, OTHER_MARGIN = 0.012;
/** Gaps may be this much wider than those seen, and this, in heights of a figure. */
const GAP_FACTOR = 1.2, GAP_SLACK = 0.1;
/** What is not known and stands nearer, in heights of a figure, may belong to the number. */
const CAPTION_GAP_MIN = 0.3;
const DIRT_SIZE = 0.22, RUN_GLYPHS_MAX = 20;
const PIXELS_MAX = 1_000_000;
/** A blob wider than this, in heights of a figure, may be two that touch. */
const CUT_WIDTH_MIN = 0.62, CUT_WIDTH_MAX = 3.2;

const NOTHING: NumberText = Object.freeze({ value: null, confidence: 0 });
const mask: Mask = { width: 0, height: 0, ink: new Uint8Array(0) };

/** Reads the numbers of one table. */
export class LearntReader {
  readonly #locale: Locale;
  readonly #writing: LearntWriting | null;
  readonly #book: readonly GlyphPicture[];

  /** @param table of the manifest; without `writing` the general reader is all there is */
  constructor({ locale, writing }: { locale: Locale; writing?: LearntWriting }) {
    this.#locale = locale;
    this.#writing = writing ?? null;
    this.#book = writing ? unpackGlyphs(writing) : [];
  }

  /** Reads one region's number. Never throws, whatever the pixels. */
  read(picture: Picture, region: NumberRegion): NumberReading {
    const general = readNumber(picture, { kind: REGION_KINDS[region], locale: this.#locale });
    return this.check(picture, { region, general });
  }

  /** What the general reader read, held against what the table's own glyphs say. */
  check(
    picture: Picture,
    { region, general }: { region: NumberRegion; general: NumberReading },
  ): NumberReading {
    const line = this.#writing?.lines[region];
    if (!this.#writing || !line) return general;
    const format: NumberFormat = { kind: REGION_KINDS[region], locale: this.#locale };
    const startMs = performance.now();
    const { value, confidence } = readLearnt(picture, {
      format,
      line,
      book: this.#book,
      limit: this.#writing.limit,
    });
    const micros = general.micros + (performance.now() - startMs) * 1000;
    if (value === null || value === general.value) return { ...general, micros };
    if (general.value !== null) return { value: null, confidence: 0, method: "none", micros };
    return { value, confidence, method: "glyphs", micros };
  }
}

interface LearntOptions {
  format: NumberFormat;
  line: LearntLine;
  book: readonly GlyphPicture[];
  limit: number;
}

/** Reads by learnt glyphs alone; two ways to part ink from ground that differ in value are doubt. */
function readLearnt(picture: Picture, options: LearntOptions): NumberText {
  if (picture.width < 4 || picture.height < 6 || picture.width * picture.height > PIXELS_MAX) return NOTHING;
  let found: NumberText = NOTHING;
  for (const { ink, ground } of options.line.inks) {
    fillAxisMask(picture, { ink: parseColor(ink), ground: parseColor(ground), mask });
    for (const threshold of LEARNT_THRESHOLDS) {
      const text = readMask(threshold, options);
      if (text.value === null) continue;
      if (found.value !== null && found.value !== text.value) return NOTHING;
      if (text.confidence > found.confidence) found = text;
    }
  }
  return found;
}

function readMask(threshold: number, options: LearntOptions): NumberText {
  const line = findLine(mask, threshold);
  if (!line || line.crossed || !standsWhereLearnt(line, options.line)) return NOTHING;
  const glyphs = line.blobs.flatMap((blob) => nameBlob(blob, { ...options, textLine: line, threshold }));
  const run = findRun(glyphs, { height: line.height, gap: options.line.gap });
  if (!run || !isAligned(run, options.line)) return NOTHING;
  const text = run.map(({ character }) => character === "," ? "." : character).join("");
  const value = valueOfSpelling(text, { ...options.format, grouped: options.line.grouped });
  return value === null ? NOTHING : { value, confidence: Math.min(...run.map(({ confidence }) => confidence)) };
}

/** The known glyphs, when they stand together, whole, and apart from everything that is not known. */
function findRun(
  glyphs: readonly Glyph[],
  { height, gap }: { height: number; gap: number },
): Glyph[] | null {
  const seen = glyphs.filter((glyph) => glyph.character !== "?" || !isDirt(glyph, height));
  const first = seen.findIndex(isKnown), last = seen.findLastIndex(isKnown);
  if (first < 0) return null;
  const run = seen.slice(first, last + 1);
  const whole = run.every((glyph) =>
    isKnown(glyph) && glyph.left > 0 && glyph.top > 0 && glyph.right < mask.width - 1 && glyph.bottom < mask.height - 1
  );
  const widest = Math.max(0, ...run.slice(1).map((glyph, index) => gapBetween(run[index], glyph)));
  if (!whole || run.length > RUN_GLYPHS_MAX || widest > (gap * GAP_FACTOR + GAP_SLACK) * height) return null;
  const apart = Math.max(gap * GAP_FACTOR + GAP_SLACK, CAPTION_GAP_MIN) * height;
  const before = first > 0 ? gapBetween(seen[first - 1], run[0]) : Infinity;
  const behind = last + 1 < seen.length ? gapBetween(run[run.length - 1], seen[last + 1]) : Infinity;
  return before > apart && behind > apart ? run : null;
}

function isKnown({ character }: Glyph): boolean {
  return character !== "?";
}

/** Stars, sparks and noise; a separator that was not known is missed by the spelling. */
function isDirt(glyph: Glyph, height: number): boolean {
  return heightOf(glyph) < DIRT_SIZE * height && widthOf(glyph) < DIRT_SIZE * height;
}

function gapBetween(one: Glyph, other: Glyph): number {
  return other.left - one.right - 1;
}

/** Each pixel's place on the way from ground to ink, 0 to 254. Colours beside the way count by their nearest place. */
export function fillAxisMask(
  { data, width, height }: Picture,
  { ink, ground, mask }: { ink: Color; ground: Color; mask: Mask },
): void {
  const count = width * height;
  if (mask.ink.length < count) mask.ink = new Uint8Array(count);
  mask.width = width;
  mask.height = height;
  const dr = ink.r - ground.r, dg = ink.g - ground.g, db = ink.b - ground.b;
  const length = Math.max(1, dr * dr + dg * dg + db * db);
  const scale = 254 / ((INK_HIGH - INK_LOW) * length);
  const low = INK_LOW * length + ground.r * dr + ground.g * dg + ground.b * db;
  for (let at = 0, byte = 0; at < count; at++, byte += 4) {
    const share = scale * (data[byte] * dr + data[byte + 1] * dg + data[byte + 2] * db - low);
    mask.ink[at] = share <= 0 ? 0 : share >= 254 ? 254 : share;
  }
}

function standsWhereLearnt(line: TextLine, learnt: LearntLine): boolean {
  const slack = 1 + LINE_SLACK * line.height;
  return Math.abs(line.top - learnt.top * mask.height) <= slack &&
    Math.abs(line.base + 1 - learnt.base * mask.height) <= slack;
}

type NameOptions = LearntOptions & { textLine: TextLine; threshold: number };

/** A blob's glyph, or those of a blob in which several touch. */
function nameBlob(blob: Blob, options: NameOptions): Glyph[] {
  const whole = nameBox(blob, options), width = widthOf(blob) / options.textLine.height;
  if (whole.character !== "?" || width < CUT_WIDTH_MIN || width > CUT_WIDTH_MAX) return [whole];
  return cutBlob(blob, options) ?? [whole];
}

/** The cheapest way to cut a blob so that every part has a picture in the book; null when there is none. */
function cutBlob(blob: Blob, options: NameOptions): Glyph[] | null {
  const cuts = [blob.left, ...findCuts(mask, { blob, line: options.textLine }), blob.right + 1];
  const best: ({ cost: number; glyphs: Glyph[] } | null)[] = cuts.map(() => null);
  best[0] = { cost: 0, glyphs: [] };
  for (let end = 1; end < cuts.length; end++) {
    for (let start = 0; start < end; start++) {
      const before = best[start], width = cuts[end] - cuts[start];
      if (!before || width < 2 || width > 1.1 * heightOf(blob)) continue;
      const box = tighten(mask, { ...blob, left: cuts[start], right: cuts[end] - 1 }, options.threshold);
      const glyph = box && nameBox(box, options);
      if (!glyph || glyph.character === "?") continue;
      const cost = before.cost + 1.05 - glyph.confidence;
      if (cost < (best[end]?.cost ?? Infinity)) best[end] = { cost, glyphs: [...before.glyphs, glyph] };
    }
  }
  return best.at(-1)?.glyphs ?? null;
}

function nameBox(box: Box, { book, limit, textLine }: NameOptions): Glyph {
  const nearest = findNearest(sampleGlyphPicture(mask, { box, line: textLine }), book);
  const distance = nearest?.distance ?? 1;
  const known = nearest !== null && distance <= limit &&
    nearest.otherDistance >= Math.max(OTHER_FACTOR * distance, distance + OTHER_MARGIN);
  const separator = known && (nearest.character === "." || nearest.character === ",");
  const { left, top, right, bottom, count } = box;
  return {
    left,
    top,
    right,
    bottom,
    count,
    character: known ? nearest.character : "?",
    confidence: known ? 0.995 - 0.1 * distance / limit : distance > 2 * limit ? 0.97 : 0.5,
    otherSeparator: separator ? 0.5 : 0,
  };
}

/** A number of which something is covered does not begin or end where this table's numbers do. */
function isAligned(run: readonly Glyph[], { align, at, slack }: LearntLine): boolean {
  if (!align) return true;
  const edge = edgeOf({ left: run[0].left, right: run[run.length - 1].right + 1 }, align);
  return Math.abs(edge - at * mask.width) <= slack * mask.width + 1;
}

/** The place of a run's left edge, middle or right edge, pixels. */
function edgeOf({ left, right }: { left: number; right: number }, align: "left" | "center" | "right"): number {
  return align === "left" ? left : align === "right" ? right : (left + right) / 2;
}
