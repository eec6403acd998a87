/** Names the characters of one line: each blob whole, or cut where cutting makes more sense. */
import { type Box, tightenAll } from "./components.ts";
import { GLYPHS, type NetworkWeights, OUTPUTS, shareClasses } from "./glyph_network.ts";
import type { Mask } from "./ink.ts";
import { type Blob, heightOf, type TextLine, widthOf } from "./text_line.ts";

/** One character that was read, `?` when it is none of ours. */
export interface Glyph extends Box {
  character: string;
  /** 0 to 1; a point that might be a comma is sure to be a separator */
  confidence: number;
  /** probability that it is the other one of point and comma, 0 to 1 */
  otherSeparator: number;
}

/** A whole blob at least this sure is not cut. */
const WHOLE_CONFIDENCE = 0.9;
const CUTS_MAX = 12;
/** More touching blobs in a line, or wider ones in figures' heights, are no writing: not worth the time. */
const CUT_BLOBS_MAX = 6, CUT_WIDTH_MAX = 6;
/** Where glyphs are small the thinnest column may be a neighbour of the right one. */
const SMALL_HEIGHT = 22;
const POINT = GLYPHS.indexOf("."), COMMA = GLYPHS.indexOf(",");
/** A cut costs this much log probability, so that a glyph is not cut for nothing. */
const CUT_COST = 0.35;

/** Reads one line's glyphs, left to right. */
export function readGlyphs(mask: Mask, options: {
  line: TextLine;
  threshold: number;
  network: NetworkWeights;
}): Glyph[] {
  const glyphs: Glyph[] = [];
  const { blobs, height } = options.line;
  let cut = 0;
  for (const [index, whole] of nameGlyphs(mask, { ...options, boxes: blobs }).entries()) {
    const width = widthOf(whole) / height;
    const sure = whole.character !== "?" && whole.confidence >= WHOLE_CONFIDENCE && width < 1.05;
    if (sure || width < 0.4 || width > CUT_WIDTH_MAX || cut === CUT_BLOBS_MAX) glyphs.push(whole);
    else {
      glyphs.push(...cutBlob(mask, { ...options, blob: blobs[index], whole }));
      cut++;
    }
  }
  return glyphs;
}

/** Names what is in each box. */
function nameGlyphs(
  mask: Mask,
  { boxes, line, network }: { boxes: readonly Box[]; line: TextLine; network: NetworkWeights },
): Glyph[] {
  if (boxes.length === 0) return [];
  const shares = shareClasses(mask, { boxes, line, network });
  return boxes.map((box, index) => toGlyph(box, shares.subarray(OUTPUTS * index, OUTPUTS * (index + 1))));
}

function toGlyph({ left, top, right, bottom, count }: Box, shares: Float32Array): Glyph {
  let best = 0;
  for (let glyph = 1; glyph < OUTPUTS; glyph++) if (shares[glyph] > shares[best]) best = glyph;
  const separator = best === POINT || best === COMMA;
  return {
    left,
    top,
    right,
    bottom,
    count,
    character: GLYPHS[best],
    confidence: separator ? shares[POINT] + shares[COMMA] : shares[best],
    otherSeparator: separator ? shares[best === POINT ? COMMA : POINT] : 0,
  };
}

interface Path {
  score: number;
  from: number;
  glyph: Glyph | null;
}

/** The best way to cut a blob into characters; the whole when no way is better. */
function cutBlob(mask: Mask, options: {
  line: TextLine;
  threshold: number;
  network: NetworkWeights;
  blob: Blob;
  whole: Glyph;
}): Glyph[] {
  const { line, blob, whole } = options;
  const cuts = [blob.left, ...findCuts(mask, { blob, line }), blob.right + 1];
  const paths: Path[] = cuts.map(() => ({ score: -Infinity, from: -1, glyph: null }));
  paths[0].score = 0;
  // Slices come in the order of their ends, so that the best way to a start is known.
  for (const { start, end, glyph } of nameSlices(mask, { ...options, cuts })) {
    const score = paths[start].score + scoreOf(glyph) - CUT_COST;
    if (score > paths[end].score) paths[end] = { score, from: start, glyph };
  }
  const glyphs: Glyph[] = [];
  for (let at = cuts.length - 1; at > 0; at = paths[at].from) {
    const glyph = paths[at].glyph;
    if (!glyph) return [whole];
    glyphs.unshift(glyph);
  }
  return glyphs;
}

/** What stands between each two cuts that are not too far apart. */
function nameSlices(mask: Mask, options: {
  line: TextLine;
  threshold: number;
  network: NetworkWeights;
  blob: Blob;
  whole: Glyph;
  cuts: readonly number[];
}): { start: number; end: number; glyph: Glyph }[] {
  const { line, threshold, network, blob, whole, cuts } = options;
  const slices: { start: number; end: number; box: Box }[] = [];
  for (let end = 1; end < cuts.length; end++) {
    for (let start = 0; start < end; start++) {
      const width = cuts[end] - cuts[start];
      if (width < 2 || width > 1.15 * line.height) continue;
      slices.push({ start, end, box: { ...blob, left: cuts[start], right: cuts[end] - 1 } });
    }
  }
  const isWhole = ({ start, end }: { start: number; end: number }) => start === 0 && end === cuts.length - 1;
  const tight = tightenAll(mask, { boxes: slices.map(({ box }) => box), threshold });
  const held = slices.flatMap((slice, index) => {
    const box = tight[index];
    return !isWhole(slice) && box && box.count >= 3 ? [{ ...slice, box }] : isWhole(slice) ? [slice] : [];
  });
  const glyphs = nameGlyphs(mask, { boxes: held.map(({ box }) => box), line, network });
  return held.map((slice, index) => ({ ...slice, glyph: isWhole(slice) ? whole : glyphs[index] }));
}

function scoreOf(glyph: Glyph): number {
  return glyph.character === "?" ? -4 - glyph.confidence : Math.log(Math.max(1e-4, glyph.confidence));
}

/** Columns where the ink is thin: the places where two glyphs may touch, from left to right. */
export function findCuts(mask: Mask, { blob, line }: { blob: Box; line: TextLine }): number[] {
  const profile = new Float64Array(widthOf(blob));
  for (let y = blob.top; y <= blob.bottom; y++) {
    const row = y * mask.width + blob.left;
    for (let x = 0; x < profile.length; x++) profile[x] += mask.ink[row + x];
  }
  const found: { column: number; depth: number }[] = [];
  const limit = 255 * 0.6 * heightOf(blob);
  for (let x = 2; x < profile.length - 1; x++) {
    if (profile[x] > limit || profile[x] > profile[x - 1] || profile[x] >= profile[x + 1]) continue;
    found.push({ column: blob.left + x, depth: profile[x] });
  }
  // Points and commas that touch a glyph: columns whose ink is only low down.
  const low = line.top + 0.6 * line.height;
  let wasLow: boolean | null = null;
  for (let x = 0; x < profile.length; x++) {
    const isLow = !hasInkAbove(mask, { x: blob.left + x, top: blob.top, bottom: low });
    if (wasLow !== null && isLow !== wasLow && x > 1) found.push({ column: blob.left + x, depth: 0 });
    wasLow = isLow;
  }
  found.sort((one, other) => one.depth - other.depth);
  const columns = new Set<number>();
  const aside = line.height < SMALL_HEIGHT ? 1 : 0;
  for (const { column } of found.slice(0, CUTS_MAX)) {
    for (let near = column - aside; near <= column + aside; near++) columns.add(near);
  }
  return [...columns].filter((column) => column > blob.left && column <= blob.right).sort((a, b) => a - b);
}

function hasInkAbove(mask: Mask, { x, top, bottom }: { x: number; top: number; bottom: number }): boolean {
  for (let y = top; y < bottom; y++) if (mask.ink[y * mask.width + x] >= 110) return true;
  return false;
}
