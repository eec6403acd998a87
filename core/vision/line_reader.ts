/** Reads a line as a whole, without cutting it into glyphs: two networks, the one finds it, the other spells it. */
import type { Picture } from "../protocol/picture.ts";
import { type DecodedLine, decodeLine } from "./line_decoder.ts";
import { findFigures, type FoundLine } from "./line_finder.ts";
import { LineNetwork } from "./line_network.ts";
import { unpackLayers } from "./line_packing.ts";
import { type Band, sampleBand } from "./line_picture.ts";
import { READER_WEIGHTS } from "./line_reader_weights.ts";
import { FIGURE_ROWS, FIGURE_TOP, LINE_HEIGHT, READER_SHAPE } from "./line_shapes.ts";
import { type LineValue, valueOfSpellings } from "./line_value.ts";
import type { NumberFormat } from "./number_format.ts";

/** What is read beside the line, in heights of a figure. */
const MARGIN_FIGURES = 1.1;
/** Pixels of the network's picture a frame. */
const FRAME_PIXELS = 2;
/** The middle of a sign nearer to the crop's edge, in heights of a figure, may be that of a part of one. */
const EDGE_FIGURES = 0.26;
/** The second look is from a little farther, in shares of the first's height, and from a little lower. */
const SECOND_SCALE = 1.09, SECOND_SHIFT = 0.03;

const NOTHING: LineValue = Object.freeze({ value: null, confidence: 0, text: "" });
let network: LineNetwork | null = null;

/**
 * Reads the number of a crop twice, from two distances.
 *
 * @returns the value of both with the lesser confidence; null where they differ, or there is none
 */
export function readLine(picture: Picture, format: NumberFormat): LineValue {
  const line = findFigures(picture);
  if (!line) return NOTHING;
  const first = readOnce(picture, { line, format, scale: 1, shift: 0 });
  if (first.value === null) return first;
  const second = readOnce(picture, { line, format, scale: SECOND_SCALE, shift: SECOND_SHIFT });
  if (second.value !== first.value) return { ...NOTHING, text: `${first.text} or ${second.text}` };
  return { ...first, confidence: Math.min(first.confidence, second.confidence) };
}

function readOnce(
  picture: Picture,
  { line, format, scale, shift }: { line: FoundLine; format: NumberFormat; scale: number; shift: number },
): LineValue {
  const band = bandOf(line, { picture, scale, shift });
  const sample = sampleBand(picture, { band, rows: LINE_HEIGHT });
  if (!sample) return NOTHING;
  network ??= new LineNetwork(READER_SHAPE, unpackLayers(READER_SHAPE, READER_WEIGHTS));
  const decoded = decodeLine(network.run(sample.input, sample.columns));
  const value = valueOfSpellings(decoded.spellings, format);
  return touchesEdge(decoded, { band, picture }) ? { ...value, value: null } : value;
}

function bandOf(
  line: FoundLine,
  { picture, scale, shift }: { picture: Picture; scale: number; shift: number },
): Band {
  const figure = (line.base - line.top) * scale, middle = (line.top + line.base) / 2 + shift * figure;
  const left = Math.max(-0.4 * figure, line.left - MARGIN_FIGURES * figure);
  const right = Math.min(picture.width + 0.4 * figure, line.right + MARGIN_FIGURES * figure);
  const height = figure * LINE_HEIGHT / FIGURE_ROWS;
  return { left, top: middle - height * (FIGURE_TOP + FIGURE_ROWS / 2) / LINE_HEIGHT, width: right - left, height };
}

function touchesEdge(
  { firstFrame, lastFrame }: DecodedLine,
  { band, picture }: { band: Band; picture: Picture },
): boolean {
  const pixel = band.height / LINE_HEIGHT, edge = EDGE_FIGURES * FIGURE_ROWS * pixel;
  const middleOf = (frame: number) => band.left + (frame + 0.5) * FRAME_PIXELS * pixel;
  return middleOf(firstFrame) < edge || middleOf(lastFrame) > picture.width - edge;
}
