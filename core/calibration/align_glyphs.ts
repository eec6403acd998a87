/** Lays the known text of a picture along the ink that was found in it: which box is which character. Guesses nothing. */
import type { Picture } from "../protocol/picture.ts";
import { type Color, parseColor } from "../vision/colors.ts";
import type { Mask } from "../vision/ink.ts";
import { type GlyphPicture, sampleGlyphPicture } from "../vision/learnt_glyphs.ts";
import { fillAxisMask, LEARNT_THRESHOLDS } from "../vision/learnt_reader.ts";
import { type Blob, findLine, type TextLine } from "../vision/text_line.ts";

/** Two colours between which a pixel is more or less ink. */
export interface InkAxis {
  ink: string;
  ground: string;
}

/** A picture's glyphs with their names. */
export interface Alignment {
  glyphs: GlyphPicture[];
  text: string;
  /** shares of the picture's height: the figures' top, and one past their base */
  top: number;
  base: number;
  /** shares of the picture's width: the number's edges */
  left: number;
  right: number;
  /** widest gap between two neighbours, in heights of a figure */
  gap: number;
}

const mask: Mask = { width: 0, height: 0, ink: new Uint8Array(0) };

/**
 * Finds the run of blobs that fits one of a way's spellings.
 *
 * @param options `ways`: the spellings of each way in which numbers may be written
 * @returns for each way the run, null where none fits or more than one does
 */
export function alignGlyphs(
  picture: Picture,
  { axis, ways }: { axis: InkAxis; ways: readonly (readonly string[])[] },
): (Alignment | null)[] {
  const colors: { ink: Color; ground: Color } = { ink: parseColor(axis.ink), ground: parseColor(axis.ground) };
  fillAxisMask(picture, { ...colors, mask });
  const found: (Alignment | null)[] = ways.map(() => null);
  for (const threshold of LEARNT_THRESHOLDS) {
    if (found.every((one) => one !== null)) break;
    const line = findLine(mask, threshold);
    if (!line) continue;
    ways.forEach((spellings, way) => {
      const run = found[way] ? null : findRun(line, spellings);
      if (run) found[way] = alignmentOf(picture, { line, ...run });
    });
  }
  return found;
}

function findRun(line: TextLine, spellings: readonly string[]): { blobs: Blob[]; text: string } | null {
  for (const text of spellings) {
    if (line.blobs.length === text.length && fits(line.blobs, text)) return { blobs: line.blobs, text };
  }
  for (const text of spellings) {
    const starts = Array.from({ length: Math.max(0, line.blobs.length - text.length) + 1 }, (_, start) => start)
      .filter((start) => fits(line.blobs.slice(start, start + text.length), text));
    if (starts.length === 1) return { blobs: line.blobs.slice(starts[0], starts[0] + text.length), text };
  }
  return null;
}

/** Separators are low, figures are tall; an x is either. */
function fits(blobs: readonly Blob[], text: string): boolean {
  return blobs.length === text.length &&
    blobs.every((blob, index) => text[index] === "x" || blob.tall === (text[index] !== "."));
}

function alignmentOf(
  picture: Picture,
  { line, blobs, text }: { line: TextLine; blobs: Blob[]; text: string },
): Alignment {
  const glyphs = blobs.map((box, index) => ({ character: text[index], ...sampleGlyphPicture(mask, { box, line }) }));
  return {
    glyphs,
    text,
    top: line.top / picture.height,
    base: (line.base + 1) / picture.height,
    left: blobs[0].left / picture.width,
    right: (blobs[blobs.length - 1].right + 1) / picture.width,
    gap: Math.max(0, ...blobs.slice(1).map((blob, index) => blob.left - blobs[index].right - 1)) / line.height,
  };
}
