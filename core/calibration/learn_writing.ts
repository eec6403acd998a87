/** Learns a table's own glyphs, ink and alignment from pictures whose numbers are known. Judges nothing: see `learn_table.ts`. */
import type { LearntLine, LearntWriting, Locale } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { NUMBER_REGIONS, type NumberRegion } from "../protocol/reading.ts";
import {
  findNearest,
  glyphDistance,
  type GlyphPicture,
  GLYPHS_MAX,
  kindOf,
  packGlyphs,
} from "../vision/learnt_glyphs.ts";
import { REGION_KINDS } from "../vision/learnt_reader.ts";
import { spellingsOf } from "../vision/spellings.ts";
import { alignGlyphs, type Alignment, type InkAxis } from "./align_glyphs.ts";
import { proposeAxes } from "./ink_axes.ts";

/** One region's picture, and the number in it. */
export interface NumberSample {
  region: NumberRegion;
  picture: Picture;
  /** hundredths, minor units or a count */
  truth: number;
}

const AXES_KEPT = 4;
/** A picture of a glyph this near to one in the book teaches nothing. */
const KNOWN_DISTANCE = 0.03;
const LIMIT_MIN = 0.06, LIMIT_MAX = 0.08;
/** Numbers end, begin or are centred where they are by rule when they stray no more than this share of the width. */
const ALIGN_SPREAD_MAX = 0.025;

/**
 * Learns from samples.
 *
 * @returns null when no sample's ink could be laid along its number
 */
export function learnWriting(samples: readonly NumberSample[], locale: Locale): LearntWriting | null {
  const lines: LearntWriting["lines"] = {};
  const pictures: { glyph: GlyphPicture; from: number }[] = [];
  for (const region of NUMBER_REGIONS) {
    const own = samples.filter((sample) => sample.region === region);
    const learnt = learnRegion(own, { region, locale });
    if (!learnt) continue;
    lines[region] = learnt.line;
    learnt.alignments.forEach(({ glyphs }) => {
      const from = pictures.length;
      for (const glyph of glyphs) pictures.push({ glyph, from });
    });
  }
  const sound = dropOddOnes(pictures);
  if (sound.length === 0) return null;
  return { ...packGlyphs(chooseBook(sound)), limit: chooseLimit(sound), lines };
}

function learnRegion(
  samples: readonly NumberSample[],
  { region, locale }: { region: NumberRegion; locale: Locale },
): RegionLesson | null {
  const ways = [true, false].map((grouped) => learnSpelled(samples, { region, locale, grouped }));
  // A comma that touches a figure looks like no comma: more laid along their numbers says how they are written.
  const best = ways[0].alignments.length >= ways[1].alignments.length ? ways[0] : ways[1];
  return best.line.inks.length === 0 ? null : best;
}

interface RegionLesson {
  line: LearntLine;
  alignments: Alignment[];
}

function learnSpelled(
  samples: readonly NumberSample[],
  { region, locale, grouped }: { region: NumberRegion; locale: Locale; grouped: boolean },
): RegionLesson {
  const alignments: Alignment[] = [], inks: InkAxis[] = [];
  let left = samples.map((sample) => ({
    ...sample,
    spellings: spellingsOf(sample.truth, { kind: REGION_KINDS[region], locale, grouped }),
  }));
  const axes = proposeAxes(samples.map(({ picture }) => picture));
  while (inks.length < AXES_KEPT && left.length > 0) {
    const tried = axes.map((axis) => ({
      axis,
      found: left.map(({ picture, spellings }) => alignGlyphs(picture, { axis, spellings })),
    }));
    const best = tried.reduce((one, other) => countOf(other.found) > countOf(one.found) ? other : one, tried[0]);
    if (!best || countOf(best.found) === 0) break;
    inks.push(best.axis);
    alignments.push(...best.found.filter((found) => found !== null));
    left = left.filter((_, index) => best.found[index] === null);
  }
  return { line: { ...lineOf(alignments, inks), grouped }, alignments };
}

function countOf(found: readonly (Alignment | null)[]): number {
  return found.reduce((count, one) => count + (one ? 1 : 0), 0);
}

function lineOf(alignments: readonly Alignment[], inks: InkAxis[]): Omit<LearntLine, "grouped"> {
  if (alignments.length === 0) return { inks, top: 0, base: 0, at: 0, slack: 1, gap: 0 };
  const edges = { left: (one: Alignment) => one.left, center: middleOf, right: (one: Alignment) => one.right };
  const places = (["left", "center", "right"] as const).map((align) => {
    const values = alignments.map(edges[align]);
    const low = Math.min(...values), high = Math.max(...values);
    return { align, at: (low + high) / 2, slack: (high - low) / 2 };
  });
  const steady = places.reduce((one, other) => other.slack < one.slack ? other : one);
  const widths = new Set(alignments.map(({ text }) => text.length));
  const line = {
    inks,
    top: median(alignments.map(({ top }) => top)),
    base: median(alignments.map(({ base }) => base)),
    gap: Math.round(100 * Math.max(...alignments.map(({ gap }) => gap))) / 100,
  };
  // Numbers of one length stand everywhere alike: that says nothing about which edge stays.
  if (steady.slack > ALIGN_SPREAD_MAX || widths.size < 2) return { ...line, at: 0, slack: 1 };
  return { ...line, align: steady.align, at: steady.at, slack: Math.max(0.01, 1.5 * steady.slack) };
}

function middleOf({ left, right }: Alignment): number {
  return (left + right) / 2;
}

/** Pictures that look more like another character in another sample were cut wrongly, or their truth is wrong. */
function dropOddOnes(pictures: readonly { glyph: GlyphPicture; from: number }[]): GlyphPicture[] {
  return pictures.filter(({ glyph, from }) => {
    const others = pictures.filter((other) => other.from !== from).map((other) => other.glyph);
    const nearest = findNearest(glyph, others);
    return nearest === null || kindOf(nearest.character) === kindOf(glyph.character) || nearest.distance > LIMIT_MAX;
  }).map(({ glyph }) => glyph);
}

/** Few pictures that stand for all: at first one of each character, then those that the book knows least. */
function chooseBook(pictures: readonly GlyphPicture[]): GlyphPicture[] {
  const book: GlyphPicture[] = [];
  for (const picture of pictures) {
    if (!book.some((one) => one.character === picture.character)) book.push(picture);
  }
  while (book.length < GLYPHS_MAX) {
    let least: GlyphPicture | null = null, farthest = KNOWN_DISTANCE;
    for (const picture of pictures) {
      const own = book.filter((one) => one.character === picture.character);
      const distance = Math.min(...own.map((one) => glyphDistance(one, picture)));
      if (distance > farthest) [least, farthest] = [picture, distance];
    }
    if (!least) break;
    book.push(least);
  }
  return book;
}

/** As far as this table's pictures of one character lie apart, and a little more. */
function chooseLimit(pictures: readonly GlyphPicture[]): number {
  const distances = pictures.flatMap((picture) => {
    const own = pictures.filter((one) => one !== picture && one.character === picture.character);
    return own.length === 0 ? [] : [Math.min(...own.map((one) => glyphDistance(one, picture)))];
  }).sort((one, other) => one - other);
  const wide = distances[Math.floor(0.97 * distances.length)] ?? LIMIT_MIN;
  return Math.max(LIMIT_MIN, Math.min(LIMIT_MAX, 1.6 * wide));
}

function median(values: number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
