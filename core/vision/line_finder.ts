/** Finds the line of figures in a crop with a small network that has seen many. Reads nothing. */
import type { Picture } from "../protocol/picture.ts";
import { LineNetwork } from "./line_network.ts";
import { unpackLayers } from "./line_packing.ts";
import { type Band, sampleBand } from "./line_picture.ts";
import { FINDER_HEIGHT, FINDER_OUTPUTS, FINDER_SHAPE } from "./line_shapes.ts";
import { FINDER_WEIGHTS } from "./line_finder_weights.ts";

/** Where figures stand, pixels with fractions. */
export interface FoundLine {
  left: number;
  right: number;
  top: number;
  base: number;
}

/** From this probability on a frame holds figures. */
const CHANCE_MIN = 0.5;
/** Lower figures, in shares of the crop, are looked at again from nearer; then so much is seen around them. */
const SMALL_SHARE = 0.36, NEARER_MARGIN = 0.9;
/** Pixels of the network's picture a frame. */
const FRAME_PIXELS = 4;
const FIGURE_HEIGHT_MIN = 5;

let network: LineNetwork | null = null;

/** Finds the line; null when there is none. */
export function findFigures(picture: Picture): FoundLine | null {
  const whole = { left: 0, top: 0, width: picture.width, height: picture.height };
  let found = findIn(picture, whole);
  if (found && found.base - found.top < SMALL_SHARE * picture.height) {
    found = findIn(picture, around(found, NEARER_MARGIN)) ?? found;
  }
  return found && found.base - found.top >= FIGURE_HEIGHT_MIN ? found : null;
}

function around({ left, right, top, base }: FoundLine, margin: number): Band {
  const figure = base - top, aside = 2 * figure;
  return {
    left: left - aside,
    top: top - margin * figure,
    width: right - left + 2 * aside,
    height: (1 + 2 * margin) * figure,
  };
}

function findIn(picture: Picture, band: Band): FoundLine | null {
  const sample = sampleBand(picture, { band, rows: FINDER_HEIGHT });
  if (!sample) return null;
  network ??= new LineNetwork(FINDER_SHAPE, unpackLayers(FINDER_SHAPE, FINDER_WEIGHTS));
  const answer = network.run(sample.input, sample.columns), scale = band.height / FINDER_HEIGHT;
  const tops: number[] = [], bases: number[] = [];
  let first = -1, last = -1;
  for (let at = 0, frame = 0; at < answer.length; at += FINDER_OUTPUTS, frame++) {
    if (answer[at] <= Math.log(CHANCE_MIN / (1 - CHANCE_MIN))) continue;
    if (first < 0) first = frame;
    last = frame;
    tops.push(answer[at + 1]);
    bases.push(answer[at + 2]);
  }
  if (first < 0) return null;
  return {
    left: band.left + first * FRAME_PIXELS * scale,
    right: band.left + (last + 1) * FRAME_PIXELS * scale,
    top: band.top + median(tops) * band.height,
    base: band.top + median(bases) * band.height,
  };
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[values.length >> 1];
}
