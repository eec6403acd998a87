/** Draws held-out crops: one number each, or something that is none, in one of the styles. Reads nothing. */
import { type Canvas, createCanvas, loadImage, type SKRSContext2D } from "@napi-rs/canvas";
import { figureShare, heldOutFonts } from "./held_out_fonts.ts";
import { CURVE_RED, paintGround } from "./held_out_grounds.ts";
import { between, chooseNumber, chooseWords, type HeldOutText, pick, type Random } from "./held_out_numbers.ts";
import { paintNothing, paintPopup } from "./held_out_popups.ts";
import { type CropStyle, SCALES } from "./held_out_styles.ts";
import { contrastInk, DARK_INKS, LIGHT_INKS } from "./held_out_inks.ts";
import { type StyledText, widthOfText, writeStyled } from "./held_out_writing.ts";

/** A drawn crop with what its label says. */
export interface HeldOutCrop extends HeldOutText {
  canvas: Canvas;
  style: string;
  font: string;
  /** height of a figure, physical pixels */
  figure: number;
}

/** Lower figures are not readable at all. */
const FIGURE_MIN = 7.5;

/** Draws one crop; the same random source draws the same pixels. */
export async function drawHeldOutCrop(random: Random, style: CropStyle): Promise<HeldOutCrop> {
  const what = style.instead === "words" ? chooseWords(random) : chooseNumber(random);
  const font = pick(random, heldOutFonts(pick(random, style.fonts)));
  const scale = pick(random, style.scales ?? SCALES);
  const figure = chooseFigure(random, { score: what.region === "score", scale, style });
  const px = figure / figureShare(font);
  const squeeze = style.squeeze ? between(random, ...style.squeeze) : 1;
  const text = { text: what.text, font, px, squeeze };
  const written = widthOfText(text);
  const width = Math.ceil(written + figure * between(random, 0.9, style.popup ? 9 : 4));
  const height = Math.ceil(figure * between(random, 1.6, 2.7));
  const light = random() < style.light;
  const styled: StyledText = {
    ...text,
    x: (width - written) / 2 + (random() - 0.5) * (width - written) * 0.4,
    y: height / 2 + figure / 2 + (random() - 0.5) * (height - figure) * 0.3,
    effect: pick(random, style.effects),
    ink: "",
    light,
  };
  const fine = style.lcd ? 3 : pick(random, [1, 1, 1, 2]);
  const large = createCanvas(width * fine, height * fine), context = large.getContext("2d");
  context.scale(fine, fine);
  paintGround(context, pick(random, style.grounds), { random, width, height, light });
  const hidden = paintContent(context, random, { style, what, styled, width, height, figure });
  const canvas = await finish(large, random, { style, width, height });
  return { ...what, truth: hidden ? null : what.truth, canvas, style: style.name, font, figure };
}

function chooseFigure(
  random: Random,
  { score, scale, style }: { score: boolean; scale: number; style: CropStyle },
): number {
  const css = score ? between(random, 16, 62) : between(random, 9.5, 15);
  // Effects are made for large writing; on the smallest nothing of them is left to see.
  const least = style.effects[0] === "plain" ? FIGURE_MIN : style.effects[0] === "hollow" ? 18 : 11;
  return Math.max(least, css * scale);
}

/** @returns whether what was written cannot be read as it was meant */
function paintContent(context: SKRSContext2D, random: Random, { style, what, styled, width, height, figure }: {
  style: CropStyle;
  what: HeldOutText;
  styled: StyledText;
  width: number;
  height: number;
  figure: number;
}): boolean {
  const { light } = styled;
  if (style.instead === "none") {
    paintNothing(context, { random, width, height, light });
    return true;
  }
  const ink = style.red
    ? CURVE_RED
    : style.contrast
    ? contrastInk(context, random, { light, contrast: between(random, ...style.contrast) })
    : pick(random, light ? DARK_INKS : LIGHT_INKS);
  writeStyled(context, random, { ...styled, ink });
  if (!style.popup) return false;
  return paintPopup(context, random, { popup: style.popup, what, styled, width, height, figure });
}

async function finish(
  large: Canvas,
  random: Random,
  { style, width, height }: { style: CropStyle; width: number; height: number },
): Promise<Canvas> {
  if (style.lcd) return shrinkAsLcd(large, { width, height });
  const small = createCanvas(width, height), context = small.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(large, 0, 0, width, height);
  if (style.jpeg) {
    const bytes = small.toBuffer("image/jpeg", Math.round(between(random, ...style.jpeg)));
    context.drawImage(await loadImage(bytes), 0, 0);
  }
  return small;
}

/** Three columns to a pixel: red sees the left one, green the middle, blue the right, each blurred over its neighbours. */
function shrinkAsLcd(large: Canvas, { width, height }: { width: number; height: number }): Canvas {
  const wide = 3 * width, from = large.getContext("2d").getImageData(0, 0, wide, 3 * height).data;
  const small = createCanvas(width, height), context = small.getContext("2d");
  const image = context.createImageData(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = 4 * (y * width + x);
      for (let channel = 0; channel < 3; channel++) {
        image.data[to + channel] = lcdChannel(from, { x, y, wide, channel });
      }
      image.data[to + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return small;
}

function lcdChannel(
  from: Uint8ClampedArray,
  { x, y, wide, channel }: { x: number; y: number; wide: number; channel: number },
): number {
  let sum = 0;
  for (let row = 3 * y; row < 3 * y + 3; row++) {
    for (let near = -1; near <= 1; near++) {
      const column = Math.max(0, Math.min(wide - 1, 3 * x + channel + near));
      sum += from[4 * (row * wide + column) + channel];
    }
  }
  return sum / 9;
}
