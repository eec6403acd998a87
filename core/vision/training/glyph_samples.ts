/** Cuts labelled glyphs out of sketches with the reader's own segmentation, so that training sees what reading sees. */
import { type Box, tighten } from "../components.ts";
import { GLYPHS, INPUTS, OTHER, sampleGlyph } from "../glyph_network.ts";
import { findCuts } from "../glyph_reader.ts";
import { heightOf, type TextLine, widthOf } from "../text_line.ts";
import { findWriting, type Writing } from "../writing.ts";
import type { DrawnGlyph, Sketch } from "./sketches.ts";

/** Inputs row after row, and the class of each row. */
export interface SampleSet {
  inputs: Float32Array;
  classes: Uint8Array;
  count: number;
}

/** Room for `capacity` samples. */
export function emptySamples(capacity: number): SampleSet {
  return { inputs: new Float32Array(capacity * INPUTS), classes: new Uint8Array(capacity), count: 0 };
}

const inputs = new Float32Array(INPUTS);

/** Slices of a touching pair that a sketch may add. */
const SLICES_MAX = 6;

/** Adds the glyphs of a sketch, and pieces of them as "other". */
export function addSketch(samples: SampleSet, { sketch, random }: { sketch: Sketch; random: () => number }): void {
  for (const writing of findWriting(sketch.picture)) {
    if (writing.line.height < 0.7 * sketch.height || writing.line.height > 1.4 * sketch.height) continue;
    addWriting(samples, { writing, sketch, random });
    break;
  }
}

function addWriting(
  samples: SampleSet,
  { writing, sketch, random }: { writing: Writing; sketch: Sketch; random: () => number },
): void {
  const { line, mask, threshold } = writing;
  const add = (box: Box, glyph: number) => {
    if (glyph < 0 || samples.count === samples.classes.length) return;
    sampleGlyph(mask, { box, line, inputs });
    samples.inputs.set(inputs, samples.count * INPUTS);
    samples.classes[samples.count++] = glyph;
  };
  for (const blob of line.blobs) {
    add(blob, classOf(blob, { line, glyphs: sketch.glyphs }));
    const touching = widthOf(blob) > 0.95 * line.height;
    if (!blob.tall || widthOf(blob) < 0.35 * line.height || (!touching && random() > 0.2)) continue;
    const cuts = [blob.left, ...findCuts(mask, { blob, line }), blob.right + 1];
    for (let i = 0; i < SLICES_MAX; i++) {
      const start = Math.floor(random() * (cuts.length - 1));
      const end = start + 1 + Math.floor(random() * (cuts.length - 1 - start));
      if (cuts[end] - cuts[start] > 1.2 * line.height || (end - start === cuts.length - 1)) continue;
      const box = tighten(mask, { ...blob, left: cuts[start], right: cuts[end] - 1 }, threshold);
      if (!box || box.count < 3) continue;
      // Half of a 4 may look like a 1: teach a few of them only.
      if (widthOf(box) < 0.45 * line.height && random() < 0.75) continue;
      add(box, classOf(box, { line, glyphs: sketch.glyphs }));
    }
  }
}

/** The class of what a box holds, `OTHER` for halves and pairs, -1 when that is a matter of opinion. */
function classOf(box: Box, { line, glyphs }: { line: TextLine; glyphs: readonly DrawnGlyph[] }): number {
  const left = box.left, right = box.right + 1;
  const touched = glyphs.filter((glyph) => glyph.right > left && glyph.left < right);
  if (box.top > line.top + 0.6 * line.height) return classOfLow(touched, { left, right, height: line.height });
  const figures = touched.filter(({ character }) => !isSeparator(character));
  let held: DrawnGlyph | null = null, count = 0, partial = false;
  for (const glyph of figures) {
    // Soft edges may miss the threshold by half a pixel on each side.
    const inner = Math.min(0.6, 0.2 * (glyph.right - glyph.left));
    const from = glyph.left + inner, to = glyph.right - inner;
    const share = (Math.min(right, to) - Math.max(left, from)) / (to - from);
    if (share >= 0.85) [held, count] = [glyph, count + 1];
    else if (share > 0.25) partial = true;
  }
  if (count === 0) return partial && right - left < 0.55 * widthOfDrawn(figures[0]) ? OTHER : -1;
  if (count > 1) return OTHER;
  const tooWide = widthOf(box) > widthOfDrawn(held!) + 2 + 0.08 * line.height;
  if (tooWide) return widthOf(box) > 1.3 * widthOfDrawn(held!) + 2 ? OTHER : -1;
  if (partial || heightOf(box) < 0.4 * line.height) return -1;
  return classOfCharacter(held!.character);
}

/** What lies on the base line: a separator, or the foot of a broken figure. */
function classOfLow(
  touched: readonly DrawnGlyph[],
  { left, right, height }: { left: number; right: number; height: number },
): number {
  const separator = touched.find(({ character }) => isSeparator(character));
  // The foot of a figure looks like a point: nothing to learn from.
  if (!separator) return touched.length > 0 && right - left > 0.45 * height ? OTHER : -1;
  const isWhole = right - left > 0.5 * widthOfDrawn(separator) && right - left < 1.3 * widthOfDrawn(separator) + 2;
  return isWhole ? GLYPHS.indexOf(separator.character) : -1;
}

function isSeparator(character: string): boolean {
  return character === "." || character === ",";
}

function widthOfDrawn(glyph: DrawnGlyph): number {
  return glyph.right - glyph.left;
}

function classOfCharacter(character: string): number {
  if (character === "X" || character === "×") return GLYPHS.indexOf("x");
  const index = GLYPHS.indexOf(character);
  if (index >= 0) return index;
  // Letters that look like figures in some font teach nothing.
  return "OoSDBlZQ".includes(character) ? -1 : OTHER;
}
