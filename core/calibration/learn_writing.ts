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

/** Learns from any of one set of samples; the ink of each is laid along its number once. */
export class WritingLearner {
  readonly #samples: readonly NumberSample[];
  readonly #regions = new Map<NumberRegion, RegionTrials>();

  constructor(samples: readonly NumberSample[], locale: Locale) {
    this.#samples = samples;
    for (const region of NUMBER_REGIONS) this.#regions.set(region, tryAxes(samples, { region, locale }));
  }

  /**
   * Learns from the samples of these numbers.
   *
   * @returns null when no sample's ink could be laid along its number
   */
  learn(numbers: readonly number[]): LearntWriting | null {
    const lines: LearntWriting["lines"] = {};
    const pictures: { glyph: GlyphPicture; from: number }[] = [];
    for (const [region, trials] of this.#regions) {
      const learnt = learnRegion(trials, numbers.filter((number) => this.#samples[number].region === region));
      if (!learnt) continue;
      lines[region] = learnt.line;
      for (const { glyphs } of learnt.alignments) {
        const from = pictures.length;
        for (const glyph of glyphs) pictures.push({ glyph, from });
      }
    }
    const sound = dropOddOnes(pictures);
    if (sound.length === 0) return null;
    return { ...packGlyphs(chooseBook(sound)), limit: chooseLimit(sound), lines };
  }
}

/** For each axis, by the sample's number: how its ink lies along its text, for each way of writing thousands. */
interface RegionTrials {
  axes: InkAxis[];
  found: Map<number, (Alignment | null)[]>[];
}

const WAYS = [true, false];

function tryAxes(
  samples: readonly NumberSample[],
  { region, locale }: { region: NumberRegion; locale: Locale },
): RegionTrials {
  const own = samples.flatMap((sample, number) => sample.region === region ? [{ ...sample, number }] : []);
  const axes = proposeAxes(own.map(({ picture }) => picture));
  const found = axes.map((axis) => {
    const byNumber = new Map<number, (Alignment | null)[]>();
    for (const { picture, truth, number } of own) {
      const ways = WAYS.map((grouped) => spellingsOf(truth, { kind: REGION_KINDS[region], locale, grouped }));
      byNumber.set(number, alignGlyphs(picture, { axis, ways }));
    }
    return byNumber;
  });
  return { axes, found };
}

interface RegionLesson {
  line: LearntLine;
  alignments: Alignment[];
}

function learnRegion(trials: RegionTrials, numbers: readonly number[]): RegionLesson | null {
  const ways = WAYS.map((grouped, way) => learnSpelled(trials, { numbers, grouped, way }));
  // A comma that touches a figure looks like no comma: more laid along their numbers says how they are written.
  const best = ways[0].alignments.length >= ways[1].alignments.length ? ways[0] : ways[1];
  return best.line.inks.length === 0 ? null : best;
}

function learnSpelled(
  { axes, found }: RegionTrials,
  { numbers, grouped, way }: { numbers: readonly number[]; grouped: boolean; way: number },
): RegionLesson {
  const alignments: Alignment[] = [], inks: InkAxis[] = [];
  let left = [...numbers];
  while (inks.length < AXES_KEPT && left.length > 0) {
    const tried = axes.map((axis, index) => ({ axis, found: left.map((number) => found[index].get(number)![way]) }));
    const best = tried.reduce((one, other) => countOf(other.found) > countOf(one.found) ? other : one, tried[0]);
    if (!best || countOf(best.found) === 0) break;
    inks.push(best.axis);
    alignments.push(...best.found.filter((one) => one !== null));
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

/**
 * Leaves out pictures that look more like another character in another sample: they were cut wrongly, or their truth is
 * wrong. Equal pictures are kept once; those that two samples show need no other witness.
 */
function dropOddOnes(pictures: readonly { glyph: GlyphPicture; from: number }[]): GlyphPicture[] {
  const equal = Object.values(Object.groupBy(pictures, ({ glyph }) => keyOf(glyph))).map((group) => group!);
  return equal.filter((group) => {
    const [{ glyph, from }] = group;
    if (group.some((other) => other.from !== from)) return true;
    const others = equal.filter(([other]) => other.from !== from).map(([other]) => other.glyph);
    const nearest = findNearest(glyph, others);
    return nearest === null || kindOf(nearest.character) === kindOf(glyph.character) || nearest.distance > LIMIT_MAX;
  }).map(([{ glyph }]) => glyph);
}

function keyOf({ character, cells, width, height, drop }: GlyphPicture): string {
  return `${character} ${cells.join()} ${width} ${height} ${drop}`;
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
