/** Where the writing of a sketch stands: its font, its size, its glyphs' places and the room around them. */
import { createCanvas } from "@napi-rs/canvas";
import type { LineText } from "./line_texts.ts";
import { type DrawnGlyph, measure, type Random } from "./sketches.ts";

/** Where a text stands on its canvas. */
export interface Placing {
  text: LineText;
  font: string;
  px: number;
  figure: number;
  spacing: number;
  /** width of a glyph as drawn, in shares of its own */
  stretch: number;
  /** pixels to the right for each upwards */
  slant: number;
  glyphs: DrawnGlyph[];
  textWidth: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Chooses size, stretch, slant and margins; `hard`: narrower and slanted more often. */
export function placeLine(
  text: LineText,
  { random, font, hard = false }: { random: Random; font: string; hard?: boolean },
): Placing {
  const small = text.format.kind !== "multiplier" || random() < 0.25;
  const figure = small ? 6.8 + random() * random() * 24 : 11 + random() * 55;
  const px = figure / figureShare(font);
  const narrowest = hard ? 0.6 : 0.72, widest = 1.17;
  const stretch = random() < (hard ? 0.35 : 0.15) ? narrowest + random() * (widest - narrowest) : 1;
  const slant = random() < (hard ? 0.25 : 0.1) ? random() * 0.28 : 0;
  const spacing = random() < 0.2 ? (random() - 0.35) * 0.09 * px : 0;
  const written = text.before + text.figures + text.behind;
  const measured = measure({ text: written, font, px, spacing });
  const textWidth = measured.width * stretch + slant * figure;
  const roomy = random() < 0.25 ? 5 : 1.6;
  const left = figure * (0.15 + random() * roomy), right = figure * (0.15 + random() * roomy);
  const above = figure * (0.18 + random() * random() * 1.5), below = figure * (0.3 + random() * random() * 1.5);
  return {
    text,
    font,
    px,
    figure,
    spacing,
    stretch,
    slant,
    textWidth,
    glyphs: measured.glyphs.map((glyph) => ({
      ...glyph,
      left: left + glyph.left * stretch,
      right: left + glyph.right * stretch + slant * figure,
    })),
    x: left,
    y: above + figure,
    width: Math.ceil(left + textWidth + right),
    height: Math.ceil(above + figure + below),
  };
}

const shares = new Map<string, number>();

/** Height of a figure in shares of the font's size. */
function figureShare(font: string): number {
  let share = shares.get(font);
  if (share === undefined) {
    const context = createCanvas(8, 8).getContext("2d");
    context.font = `1000px "${font}"`;
    shares.set(font, share = context.measureText("0").actualBoundingBoxAscent / 1000);
  }
  return share;
}
