/** Reads a line as a whole, without cutting it into glyphs: two networks, the one finds it, the other spells it. */
import type { Picture } from "../protocol/picture.ts";
import type { Box } from "./components.ts";
import { type DecodedLine, decodeLine } from "./line_decoder.ts";
import { findFigures, type FoundLine } from "./line_finder.ts";
import { LineNetwork } from "./line_network.ts";
import { unpackLayers } from "./line_packing.ts";
import { type Band, sampleBand } from "./line_picture.ts";
import { READER_WEIGHTS } from "./line_reader_weights.ts";
import { FIGURE_ROWS, FIGURE_TOP, LINE_HEIGHT, READER_SHAPE } from "./line_shapes.ts";
import { type LineValue, valueOfSpellings } from "./line_value.ts";
import type { NumberFormat } from "./number_format.ts";

/** What is read beside the line, in heights of a figure: a word beside money is seen whole, or its letters look like figures. */
const MARGIN_FIGURES: Record<NumberFormat["kind"], number> = { multiplier: 1.1, money: 3, count: 3 };
/** Pixels of the network's picture a frame. */
const FRAME_PIXELS = 2;
/** The middle of a sign nearer to the crop's edge, in heights of a figure, may be that of a part of one. */
const EDGE_FIGURES = 0.26;

/** How one look at a line differs from another: from farther, lower, stretched. */
interface Look {
  /** heights of a figure as found */
  scale: number;
  /** heights of a figure, downwards */
  shift: number;
  stretch: number;
}

/** Looks in pairs that must agree: as it is, stretched for narrow figures, pressed together for those far apart. */
const PAIRS: readonly (readonly [Look, Look])[] = [
  [{ scale: 1, shift: 0, stretch: 1 }, { scale: 1.09, shift: 0.03, stretch: 1.12 }],
  [{ scale: 1, shift: 0, stretch: 1.5 }, { scale: 1.09, shift: 0.03, stretch: 1.68 }],
  [{ scale: 1, shift: 0, stretch: 0.78 }, { scale: 1.07, shift: 0.02, stretch: 0.86 }],
];
/** A pair at least this sure is enough. */
const SURE_MIN = 0.94;
/** A first look less sure than this is not worth the second. */
const WORTH_MIN = 0.3;
/** A look at least this sure of something else makes all of it doubtful. */
const CONTRARY_MAX = 0.8;

/**
 * The line goes on so far beyond the middle of its outermost signs, in heights of a figure: farther, and what stands there
 * was not spelled, such as the letter of `24h`. Beside money words may stand, which the finder takes for a part of it.
 */
const BEYOND_MAX: Record<NumberFormat["kind"], number> = { multiplier: 1.2, money: Infinity, count: 0.9 };

const NOTHING: LineValue = Object.freeze({ value: null, confidence: 0, contrary: 0, text: "" });
let network: LineNetwork | null = null;

/**
 * Reads the number of a crop at least twice, each time from another distance.
 *
 * @returns the value of two looks with the lesser confidence; null where looks differ, or there is none
 */
export function readLine(picture: Picture, format: NumberFormat): LineValue {
  const line = findFigures(picture);
  if (!line) return NOTHING;
  let best = NOTHING;
  const seen: LineValue[] = [];
  for (const pair of PAIRS) {
    const [one, other] = lookTwice(pair, (how) => readOnce(picture, { line, format, how }));
    const pressed = pair[0].stretch < 1;
    if (one.value !== null && one.value === other.value && (!pressed || seen.some((look) => spellsSame(look, one)))) {
      const confidence = Math.min(one.confidence, other.confidence);
      if (confidence > best.confidence) best = { ...one, confidence };
    }
    seen.push(one, other);
    if (best.confidence >= SURE_MIN) break;
  }
  if (best.value === null) return { ...NOTHING, text: seen[0].text };
  const contrary = seen.reduce((most, look) => Math.max(most, contraryOf(look, best.value)), 0);
  if (contrary >= CONTRARY_MAX || best.beyond! > BEYOND_MAX[format.kind]) {
    return { ...NOTHING, contrary, text: best.text };
  }
  return { ...best, contrary, box: boxOf(line, picture) };
}

function boxOf({ left, right, top, base }: FoundLine, { width, height }: Picture): Box {
  return {
    left: Math.max(0, Math.round(left)),
    top: Math.max(0, Math.round(top)),
    right: Math.min(width - 1, Math.round(right)),
    bottom: Math.min(height - 1, Math.round(base)),
    count: 0,
  };
}

/** But for gaps: pressed together, writing may lose what another look saw, and must not say anything new. */
function spellsSame(one: LineValue, other: LineValue): boolean {
  const bare = (text: string) => text.replaceAll(" ", "").replaceAll(",", ".");
  return bare(one.text) === bare(other.text);
}

/** How sure a look is of something else than a value. */
function contraryOf(look: LineValue, value: number | null): number {
  return look.value === value ? look.contrary : Math.max(look.contrary, look.confidence);
}

function lookTwice([first, second]: readonly [Look, Look], look: (how: Look) => LineValue): [LineValue, LineValue] {
  const one = look(first);
  return [one, one.value !== null && one.confidence >= WORTH_MIN ? look(second) : NOTHING];
}

function readOnce(
  picture: Picture,
  { line, format, how }: { line: FoundLine; format: NumberFormat; how: Look },
): LineValue {
  const band = bandOf(line, { picture, how, margin: MARGIN_FIGURES[format.kind] });
  const sample = sampleBand(picture, { band, rows: LINE_HEIGHT, stretch: how.stretch });
  if (!sample) return NOTHING;
  network ??= new LineNetwork(READER_SHAPE, unpackLayers(READER_SHAPE, READER_WEIGHTS));
  const decoded = decodeLine(network.run(sample.input, sample.columns));
  const value = valueOfSpellings(decoded.spellings, format);
  // Where writing touches the crop's edge, what is beyond is unknown.
  if (touchesEdge(decoded, { band, picture, stretch: how.stretch })) return { ...value, value: null, contrary: 1 };
  return { ...value, beyond: beyondOf(decoded, { band, line, stretch: how.stretch }) };
}

/** The finder has seen the line end somewhere: signs that end much earlier leave something out. */
function beyondOf(
  { firstFigure, lastFigure }: DecodedLine,
  { band, line, stretch }: { band: Band; line: FoundLine; stretch: number },
): number {
  if (firstFigure < 0) return Infinity;
  const left = middleOf(firstFigure, { band, stretch }) - line.left;
  const right = line.right - middleOf(lastFigure, { band, stretch });
  return Math.max(left, right) / (line.base - line.top);
}

function middleOf(frame: number, { band, stretch }: { band: Band; stretch: number }): number {
  return band.left + (frame + 0.5) * FRAME_PIXELS * band.height / LINE_HEIGHT / stretch;
}

function bandOf(
  line: FoundLine,
  { picture, how: { scale, shift }, margin }: { picture: Picture; how: Look; margin: number },
): Band {
  const figure = (line.base - line.top) * scale, middle = (line.top + line.base) / 2 + shift * figure;
  const left = Math.max(-0.4 * figure, line.left - margin * figure);
  const right = Math.min(picture.width + 0.4 * figure, line.right + margin * figure);
  const height = figure * LINE_HEIGHT / FIGURE_ROWS;
  return { left, top: middle - height * (FIGURE_TOP + FIGURE_ROWS / 2) / LINE_HEIGHT, width: right - left, height };
}

function touchesEdge(
  { firstFrame, lastFrame }: DecodedLine,
  { band, picture, stretch }: { band: Band; picture: Picture; stretch: number },
): boolean {
  if (firstFrame < 0) return false;
  const edge = EDGE_FIGURES * FIGURE_ROWS * band.height / LINE_HEIGHT;
  return middleOf(firstFrame, { band, stretch }) < edge ||
    middleOf(lastFrame, { band, stretch }) > picture.width - edge;
}
