/** Draws a line of figures as a book would print it, dark on light at one size, for an engine that was made for books. */
import type { Picture } from "../protocol/picture.ts";
import { findFigures } from "./line_finder.ts";
import { sampleBand } from "./line_picture.ts";
import { CHANNELS } from "./line_shapes.ts";

/** Rows of the picture; figures fill two thirds. */
const ROWS = 54, FIGURE_SHARE = 2 / 3;
/** Around the line, in heights of a figure. */
const MARGIN_FIGURES = 0.4;

/** The line as a PGM file's bytes; null when there is none. */
export function printLine(picture: Picture): Uint8Array<ArrayBuffer> | null {
  const line = findFigures(picture);
  if (!line) return null;
  const figure = line.base - line.top, height = figure / FIGURE_SHARE;
  const band = {
    left: line.left - MARGIN_FIGURES * figure,
    top: (line.top + line.base - height) / 2,
    width: line.right - line.left + 2 * MARGIN_FIGURES * figure,
    height,
  };
  const sample = sampleBand(picture, { band, rows: ROWS });
  if (!sample) return null;
  const { input, columns } = sample, channel = strongest(input);
  const head = new TextEncoder().encode(`P5\n${columns} ${ROWS}\n255\n`);
  const bytes = new Uint8Array(head.length + columns * ROWS);
  bytes.set(head);
  for (let i = 0, from = channel; from < input.length; i++, from += CHANNELS) {
    bytes[head.length + i] = 235 - 215 * Math.max(0, Math.min(1, input[from]));
  }
  return bytes;
}

/** The channel in which the writing differs most from what lies behind it. */
function strongest(input: Float32Array): number {
  const sums = [0, 0, 0];
  for (let i = 0; i < input.length; i += CHANNELS) {
    for (let channel = 0; channel < sums.length; channel++) sums[channel] += input[i + channel] ** 2;
  }
  return sums.indexOf(Math.max(...sums));
}
