/** The small network that names one glyph: 12×16 of ink and four proportions in, one probability a class out. */
import { type Box, loadBoxes, rowsOf } from "./components.ts";
import { BOXES_AT, kernel, kernelPlaces, type Mask, placeMask } from "./kernels/reading_kernel.ts";

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

/** Samples the ink inside `box` into `inputs`: areas averaged, 0 to 1, then the box's proportions in the line. */
export function sampleGlyph(
  mask: Mask,
  { box, line, inputs }: { box: Box; line: LineMetrics; inputs: Float32Array },
): void {
  chooseRows(mask, [box]);
  loadBoxes([box]);
  kernel.sampleBox(BOXES_AT, line.base, line.height);
  inputs.set(kernelPlaces().inputs);
}

/**
 * Runs the network on what is in each box, at most `BOXES_MAX`.
 *
 * @returns `OUTPUTS` probabilities a box, summing to 1; overwritten by the next call
 */
export function shareClasses(
  mask: Mask,
  { boxes, line, network }: { boxes: readonly Box[]; line: LineMetrics; network: NetworkWeights },
): Float32Array {
  if (network !== loaded) loadNetwork(network);
  chooseRows(mask, boxes);
  loadBoxes(boxes);
  kernel.nameBoxes(boxes.length, line.base, line.height);
  return kernelPlaces().shares;
}

/** The row above and below a box says how its edges fade. */
function chooseRows(mask: Mask, boxes: readonly Box[]): void {
  const { top, bottom } = rowsOf(boxes);
  kernel.chooseMask(placeMask(mask, top - 1, bottom + 1), mask.width, mask.height);
}

/** Whose weights the kernel holds. */
let loaded: NetworkWeights | null = null;

function loadNetwork(network: NetworkWeights): void {
  const { hiddenWeights, outputWeights } = kernelPlaces();
  transpose(network.hidden, { rows: HIDDEN, columns: INPUTS, into: hiddenWeights });
  hiddenWeights.set(network.hiddenBias, HIDDEN * INPUTS);
  transpose(network.output, { rows: OUTPUTS, columns: HIDDEN, into: outputWeights });
  outputWeights.set(network.outputBias, OUTPUTS * HIDDEN);
  loaded = network;
}

function transpose(
  matrix: Float64Array,
  { rows, columns, into }: { rows: number; columns: number; into: Float32Array },
): void {
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) into[column * rows + row] = matrix[row * columns + column];
  }
}
