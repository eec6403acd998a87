/** Draws labelled pictures of whole lines in every style that is hard to cut into glyphs. Knows what can be read off them. */
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Picture } from "../../protocol/picture.ts";
import type { NumberFormat } from "../number_format.ts";
import { type Hidden, hideGlyphs, keep } from "./line_covers.ts";
import { paintIcon } from "./line_icons.ts";
import { addBlocks, addNoise } from "./line_noise.ts";
import {
  chooseColors,
  type Colors,
  css,
  type Paint,
  paintGround,
  paintText,
  paintThread,
  randomColor,
} from "./line_styles.ts";
import { placeLine, type Placing } from "./line_placing.ts";
import { chooseLineNumber, chooseOther, type LineText, plainSigns } from "./line_texts.ts";
import { drawCurve, pick, type Random, toPicture } from "./sketches.ts";

/** Where the figures stand, pixels with fractions. */
export interface LineBox {
  left: number;
  right: number;
  top: number;
  base: number;
}

/** A picture of a line. */
export interface LineSketch {
  picture: Picture;
  format: NumberFormat;
  /** null: nothing may be read */
  truth: number | null;
  /** what a reader should spell, in the signs of the line network */
  label: string;
  /** null: no writing */
  box: LineBox | null;
  /** where what stands beside the number begins, pixels */
  reach: { before: number; behind: number } | null;
  style: string;
}

const PAINTS: readonly Paint[] = [
  "plain",
  "plain",
  "plain",
  "plain",
  "outlined",
  "hollow",
  "shadowed",
  "glowing",
  "gradient",
];
const HARD_PAINTS: readonly Paint[] = [...PAINTS, "hollow", "hollow"];
const TYPEWRITERS = /Mono|Code/, TYPEWRITER_SHARE = 0.12;
/** What stands above or below a number. */
const CAPTIONS = ["Balance", "STANJE", "Total bets", "Ukupno", "BET", "Trenutni koeficijent", "Players", "RSD"];
const NOTHING_SHARE = 0.02, OTHER_SHARE = 0.09, HIDDEN_SHARE = 0.13;
const ICON_SHARE = 0.06;
/** Of the pictures with a curve, those whose writing has its colour. */
const RED_SHARE = 0.4, LATE_RED_SHARE = 0.65;

/**
 * What is drawn more often than at first: `late` adds icons, and red writing on the red curve; `hard` what is read worst,
 * which is hollow, narrow, slanted and typewriters' writing.
 */
export interface LineSketchOptions {
  late?: boolean;
  hard?: boolean;
}

/** Draws one line; the same random source draws the same pixels. */
export function drawLineSketch(
  random: Random,
  fonts: readonly string[],
  { late = false, hard = false }: LineSketchOptions = {},
): LineSketch {
  if (late && random() < ICON_SHARE) return drawIcon(random);
  const kind = random();
  const other = kind < NOTHING_SHARE + OTHER_SHARE;
  const text = other ? chooseOther(random) : chooseLineNumber(random);
  const typewriter = hard && random() < TYPEWRITER_SHARE;
  const font = pick(random, typewriter ? fonts.filter((name) => TYPEWRITERS.test(name)) : fonts);
  const placing = placeLine(text, { random, font, hard });
  const hidden = kind > 1 - HIDDEN_SHARE ? hideGlyphs(placing, random) : null;
  const { picture, style } = paintLine(placing, { random, hidden, blank: kind < NOTHING_SHARE, late, hard });
  if (kind < NOTHING_SHARE) {
    return { picture, format: text.format, truth: null, label: "", box: null, reach: null, style: "blank" };
  }
  return {
    picture,
    format: text.format,
    truth: hidden ? null : text.truth,
    label: hidden ? hidden.label : labelOf(text),
    box: boxOf(placing, hidden),
    reach: reachOf(placing, hidden),
    style: hidden ? hidden.style : other ? "other" : style,
  };
}

/** One sign that is no writing. */
function drawIcon(random: Random): LineSketch {
  const { format } = chooseOther(random), size = 8 + random() * random() * 50;
  const width = Math.ceil(size * (1.6 + 4 * random())), height = Math.ceil(size * (1.3 + random()));
  const x = random() * (width - size), y = random() * (height - size), scale = pick(random, [1, 2]);
  const canvas = createCanvas(width * scale, height * scale), context = canvas.getContext("2d");
  context.scale(scale, scale);
  const { ground, ink } = chooseColors(random);
  paintGround(context, { random, ground, width, height, calm: random() < 0.7 });
  context.fillStyle = context.strokeStyle = css(ink);
  paintIcon(context, { random, x, y, size });
  const picture = spoil(toPicture(canvas, { width, height, random }), random);
  const box = { left: x, right: x + size, top: y, base: y + size };
  return { picture, format, truth: null, label: "?", box, reach: null, style: "icon" };
}

/** What should be read: the number's signs as they are, words beside it as one sign. */
function labelOf({ before, figures, behind }: LineText): string {
  return captionLabel(before) + figuresLabel(figures) + captionLabel(behind);
}

function figuresLabel(figures: string): string {
  return plainSigns(figures).replace(/x(?![\d.,])(?<![\d.,]x)/g, "?").replace(/[^\d., x$€]+/g, "?").replace(
    /[$€]/g,
    "$",
  );
}

function captionLabel(text: string): string {
  const sign = /[$€]/.test(text) ? "$" : "?";
  return text.replace(/\S+/g, sign);
}

/** Around the number's own glyphs, as far as they are in the picture; of a text without one, around all of it. */
function boxOf(placing: Placing, hidden: Hidden | null): LineBox {
  const { glyphs, y, figure, width, height } = placing;
  const { first, end } = figuresOf(placing);
  const kept = hidden?.kept ?? { left: 0, top: 0, width, height };
  const across = (x: number) => Math.max(0, Math.min(kept.width, x - kept.left));
  const down = (at: number) => Math.max(0, Math.min(kept.height, at - kept.top));
  return {
    left: across(glyphs[first].left),
    right: across(glyphs[end - 1].right),
    top: down(y - figure),
    base: down(y),
  };
}

function reachOf(placing: Placing, hidden: Hidden | null): LineSketch["reach"] {
  const { glyphs } = placing, { first, end } = figuresOf(placing), left = hidden?.kept.left ?? 0;
  return {
    before: first > 0 ? glyphs[first - 1].right - left : -Infinity,
    behind: end < glyphs.length ? glyphs[end].left - left : Infinity,
  };
}

function figuresOf({ text }: Placing): { first: number; end: number } {
  const count = (part: string) => part.replace(/\s/g, "").length;
  const first = count(text.before);
  return { first, end: first + count(text.figures) };
}

function paintLine(
  placing: Placing,
  { random, hidden, blank, late, hard }: Required<LineSketchOptions> & {
    random: Random;
    hidden: Hidden | null;
    blank: boolean;
  },
): { picture: Picture; style: string } {
  const { width, height } = placing;
  const scale = pick(random, [1, 1, 2, 3]);
  const canvas = createCanvas(width * scale, height * scale), context = canvas.getContext("2d");
  context.scale(scale, scale);
  const calm = random() < 0.5, curved = random() < (placing.text.format.kind === "multiplier" ? 0.4 : 0.04);
  let colors = chooseColors(random);
  const red = curved && random() < (late ? LATE_RED_SHARE : RED_SHARE);
  if (red) colors = { ...colors, ground: [16, 16, 20], ink: [229, 5, 57], weak: false };
  paintGround(context, { random, ground: colors.ground, width, height, calm });
  if (curved) drawCurve(context, { random, width, height });
  const paint = red && random() < 0.7 ? "plain" : pick(random, hard ? HARD_PAINTS : PAINTS);
  if (!blank) writeLine(context, { placing, random, paint, colors });
  const threaded = !curved && random() < 0.05;
  if (threaded) paintThread(context, { random, width, height, figure: placing.figure });
  if (!hidden && random() < 0.14) paintNeighbour(context, { placing, random });
  hidden?.paint(context, colors);
  const whole = spoil(toPicture(canvas, { width, height, random }), random);
  const style = red ? "red" : colors.weak ? "weak" : threaded ? "thread" : paint === "plain" && !calm ? "busy" : paint;
  return { picture: hidden ? keep(whole, hidden.kept) : whole, style };
}

function writeLine(
  context: SKRSContext2D,
  { placing, random, paint, colors }: { placing: Placing; random: Random; paint: Paint; colors: Colors },
): void {
  const { text, font, px, spacing, stretch, slant, x, y, figure, width, height } = placing;
  context.save();
  if (random() < 0.06) {
    // The field that it stands in.
    context.strokeStyle = css(colors.other, 0.3 + 0.7 * random());
    context.strokeRect(1.5, 1.5, width - 3, height - 3);
  }
  context.transform(stretch, 0, -slant, 1, x, y);
  context.font = `${px}px "${font}"`;
  context.letterSpacing = `${spacing}px`;
  context.textBaseline = "alphabetic";
  paintText(context, { random, text: text.before + text.figures + text.behind, paint, colors, figure });
  context.restore();
}

/** Something that hides nothing: a box beside the line, or words above or below it. */
function paintNeighbour(context: SKRSContext2D, { placing, random }: { placing: Placing; random: Random }): void {
  const { glyphs, figure, y, width, height, font } = placing, gap = figure * (0.3 + 0.5 * random());
  const left = glyphs[0].left - gap, right = glyphs[glyphs.length - 1].right + gap;
  context.fillStyle = css(randomColor(random));
  const way = random();
  if (way < 0.35 && left > 2) context.fillRect(0, random() < 0.6 ? 0 : y - figure * 1.2, left, height);
  else if (way < 0.7 && right < width - 2) context.fillRect(right, random() < 0.6 ? 0 : y - figure, width, height);
  else if (y - figure > 0.75 * figure || height - y > 0.85 * figure) {
    context.font = `${figure * 0.6}px "${font}"`;
    context.fillText(
      pick(random, CAPTIONS),
      random() * width * 0.5,
      y - figure > 0.75 * figure ? figure * 0.55 : height - 1,
    );
  }
}

/** Scaled by the desktop, noisy, or squeezed as video is: some of each. */
function spoil(picture: Picture, random: Random): Picture {
  if (random() < 0.08) addNoise(picture, { random, strength: 4 + random() * 22 });
  if (random() < 0.1) addBlocks(picture, { step: 3 + random() * random() * 22 });
  return picture;
}
