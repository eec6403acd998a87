/** The small network that names one glyph: 12×16 of ink and four proportions in, one probability a class out. */
import type { Box } from "./components.ts";
import type { Mask } from "./ink.ts";

/** What a glyph may be; `?` is anything else: letters, halves, two at once, dirt. */
export const GLYPHS = "0123456789.,x$€?";
export const OTHER = GLYPHS.length - 1;
export const GRID_WIDTH = 12, GRID_HEIGHT = 16;
export const INPUTS = GRID_WIDTH * GRID_HEIGHT + 4;
/** A multiple of four. */
export const HIDDEN = 64;
export const OUTPUTS = GLYPHS.length;
/** Slope of the hidden units below zero. */
export const LEAK = 0.05;

/** Row-major: `hidden` has a row of `INPUTS` a unit, `output` a row of `HIDDEN` a class. */
export interface NetworkWeights {
  hidden: Float64Array;
  hiddenBias: Float64Array;
  output: Float64Array;
  outputBias: Float64Array;
}

/** Where a glyph stands: the rows of its line's figures. */
export interface LineMetrics {
  base: number;
  height: number;
}

/** A box with fractions of pixels: right and bottom are where the ink ends. */
const edges = { left: 0, top: 0, right: 0, bottom: 0 };

/** Samples the ink inside `box` into `inputs`: areas averaged, 0 to 1, then the box's proportions in the line. */
export function sampleGlyph(
  mask: Mask,
  { box, line, inputs }: { box: Box; line: LineMetrics; inputs: Float64Array },
): void {
  refineEdges(mask, box);
  const { ink, width } = mask;
  const boxWidth = edges.right - edges.left, boxHeight = edges.bottom - edges.top;
  const stepX = boxWidth / GRID_WIDTH, stepY = boxHeight / GRID_HEIGHT;
  const scale = 1 / (255 * stepX * stepY);
  const rightmost = Math.ceil(edges.right) - 1, lowest = Math.ceil(edges.bottom) - 1;
  for (let row = 0, out = 0; row < GRID_HEIGHT; row++) {
    const top = edges.top + row * stepY, bottom = top + stepY;
    const lastY = Math.min(lowest, Math.ceil(bottom) - 1);
    for (let column = 0; column < GRID_WIDTH; column++, out++) {
      const left = edges.left + column * stepX, right = left + stepX;
      const lastX = Math.min(rightmost, Math.ceil(right) - 1);
      let sum = 0;
      for (let y = Math.floor(top); y <= lastY; y++) {
        const high = (bottom < y + 1 ? bottom : y + 1) - (top > y ? top : y);
        const at = y * width;
        for (let x = Math.floor(left); x <= lastX; x++) {
          sum += high * ((right < x + 1 ? right : x + 1) - (left > x ? left : x)) * ink[at + x];
        }
      }
      inputs[out] = sum * scale;
    }
  }
  const proportions = GRID_WIDTH * GRID_HEIGHT;
  inputs[proportions] = Math.min(2, boxWidth / line.height);
  inputs[proportions + 1] = Math.min(2, boxHeight / line.height);
  inputs[proportions + 2] = Math.max(-2, Math.min(2, 2 * (edges.bottom - 1 - line.base) / line.height));
  inputs[proportions + 3] = Math.min(1, 8 / line.height);
}

/** Where the soft edges say that the ink ends, within a pixel of the box: small glyphs look alike wherever they fall. */
function refineEdges(mask: Mask, { left, top, right, bottom }: Box): void {
  const { width, height } = mask;
  edges.left = left + 1 - mostInColumn(mask, left, top, bottom);
  edges.right = right + mostInColumn(mask, right, top, bottom);
  edges.top = top + 1 - mostInRow(mask, top, left, right);
  edges.bottom = bottom + mostInRow(mask, bottom, left, right);
  if (left > 0) edges.left -= soft(mostInColumn(mask, left - 1, top, bottom));
  if (right < width - 1) edges.right += soft(mostInColumn(mask, right + 1, top, bottom));
  if (top > 0) edges.top -= soft(mostInRow(mask, top - 1, left, right));
  if (bottom < height - 1) edges.bottom += soft(mostInRow(mask, bottom + 1, left, right));
  if (edges.right - edges.left < 1) {
    edges.left = left;
    edges.right = right + 1;
  }
  if (edges.bottom - edges.top < 1) {
    edges.top = top;
    edges.bottom = bottom + 1;
  }
}

/** Full ink beside the box is a neighbour's: the box was cut there. */
function soft(share: number): number {
  return share > 0.5 ? 0 : share;
}

function mostInColumn({ ink, width }: Mask, x: number, top: number, bottom: number): number {
  let most = 0;
  for (let at = top * width + x; at <= bottom * width + x; at += width) if (ink[at] > most) most = ink[at];
  return most / 254;
}

function mostInRow({ ink, width }: Mask, y: number, left: number, right: number): number {
  let most = 0;
  for (let at = y * width + left; at <= y * width + right; at++) if (ink[at] > most) most = ink[at];
  return most / 254;
}

/** Runs the network; `activations` gets the hidden units, `probabilities` the classes' shares, summing to 1. */
export function runNetwork(
  { hidden, hiddenBias, output, outputBias }: NetworkWeights,
  { inputs, activations, probabilities }: {
    inputs: Float64Array;
    activations: Float64Array;
    probabilities: Float64Array;
  },
): void {
  // Four units at a time, each input loaded once: four times as fast as one by one.
  for (let unit = 0; unit < HIDDEN; unit += 4) {
    let one = hiddenBias[unit], two = hiddenBias[unit + 1], three = hiddenBias[unit + 2], four = hiddenBias[unit + 3];
    const first = unit * INPUTS, second = first + INPUTS, third = second + INPUTS, fourth = third + INPUTS;
    for (let i = 0; i < INPUTS; i++) {
      const input = inputs[i];
      one += hidden[first + i] * input;
      two += hidden[second + i] * input;
      three += hidden[third + i] * input;
      four += hidden[fourth + i] * input;
    }
    activations[unit] = one > 0 ? one : LEAK * one;
    activations[unit + 1] = two > 0 ? two : LEAK * two;
    activations[unit + 2] = three > 0 ? three : LEAK * three;
    activations[unit + 3] = four > 0 ? four : LEAK * four;
  }
  let most = -Infinity;
  for (let glyph = 0, at = 0; glyph < OUTPUTS; glyph++) {
    let sum = outputBias[glyph];
    for (let unit = 0; unit < HIDDEN; unit++, at++) sum += output[at] * activations[unit];
    probabilities[glyph] = sum;
    if (sum > most) most = sum;
  }
  let total = 0;
  for (let glyph = 0; glyph < OUTPUTS; glyph++) total += probabilities[glyph] = Math.exp(probabilities[glyph] - most);
  for (let glyph = 0; glyph < OUTPUTS; glyph++) probabilities[glyph] /= total;
}
