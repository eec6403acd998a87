/** The small network that names one glyph: 12×16 of ink and four proportions in, one probability a class out. */
import type { Box } from "./components.ts";
import type { Mask } from "./ink.ts";

/** What a glyph may be; `?` is anything else: letters, halves, two at once, dirt. */
export const GLYPHS = "0123456789.,x$€?";
export const OTHER = GLYPHS.length - 1;
export const GRID_WIDTH = 12, GRID_HEIGHT = 16;
export const INPUTS = GRID_WIDTH * GRID_HEIGHT + 4;
export const HIDDEN = 48;
export const OUTPUTS = GLYPHS.length;
/** Slope of the hidden units below zero. */
export const LEAK = 0.05;

/** Row-major: `hidden` has a row of `INPUTS` a unit, `output` a row of `HIDDEN` a class. */
export interface NetworkWeights {
  hidden: Float32Array;
  hiddenBias: Float32Array;
  output: Float32Array;
  outputBias: Float32Array;
}

/** Where a glyph stands: the rows of its line's figures. */
export interface LineMetrics {
  base: number;
  height: number;
}

/** Samples the ink inside `box` into `inputs`: areas averaged, 0 to 1, then the box's proportions in the line. */
export function sampleGlyph(
  mask: Mask,
  { box, line, inputs }: { box: Box; line: LineMetrics; inputs: Float32Array },
): void {
  const boxWidth = box.right - box.left + 1, boxHeight = box.bottom - box.top + 1;
  const stepX = boxWidth / GRID_WIDTH, stepY = boxHeight / GRID_HEIGHT;
  const { ink, width } = mask;
  const scale = 1 / (255 * stepX * stepY);
  for (let row = 0, out = 0; row < GRID_HEIGHT; row++) {
    const top = box.top + row * stepY, bottom = top + stepY;
    const lastY = Math.min(box.bottom, Math.ceil(bottom) - 1);
    for (let column = 0; column < GRID_WIDTH; column++, out++) {
      const left = box.left + column * stepX, right = left + stepX;
      const lastX = Math.min(box.right, Math.ceil(right) - 1);
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
  inputs[proportions + 2] = Math.max(-2, Math.min(2, 2 * (box.bottom - line.base) / line.height));
  inputs[proportions + 3] = Math.min(1, 8 / line.height);
}

/** Runs the network; `activations` gets the hidden units, `probabilities` the classes' shares, summing to 1. */
export function runNetwork(
  weights: NetworkWeights,
  { inputs, activations, probabilities }: {
    inputs: Float32Array;
    activations: Float32Array;
    probabilities: Float32Array;
  },
): void {
  const { hidden, hiddenBias, output, outputBias } = weights;
  for (let unit = 0, at = 0; unit < HIDDEN; unit++) {
    let one = hiddenBias[unit], two = 0, three = 0, four = 0;
    for (let i = 0; i < INPUTS; i += 4, at += 4) {
      one += hidden[at] * inputs[i];
      two += hidden[at + 1] * inputs[i + 1];
      three += hidden[at + 2] * inputs[i + 2];
      four += hidden[at + 3] * inputs[i + 3];
    }
    const sum = one + two + three + four;
    activations[unit] = sum > 0 ? sum : LEAK * sum;
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
