/** Writes held-out text with the effects that tables use, and says where each character's ink is. */
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { between, pick, type Random } from "./held_out_numbers.ts";

export type Effect = "plain" | "outlined" | "hollow" | "shadowed" | "glowing" | "gradient";

/** One line of text; lengths in the context's pixels. */
export interface StyledText {
  text: string;
  font: string;
  px: number;
  /** left end of the first character, and the base line */
  x: number;
  y: number;
  effect: Effect;
  ink: string;
  /** dark ink on light ground */
  light: boolean;
  /** characters are this much narrower than they were drawn */
  squeeze?: number;
}

/** Colours of two ends, top and bottom. */
const METALS = [["#fff3b0", "#c8871a"], ["#ffe259", "#ffa751"], ["#ffffff", "#9fb4c7"], ["#ff8a8a", "#d50032"]];
const DARK_METALS = [["#7a4b00", "#d08a00"], ["#0d47a1", "#00897b"], ["#b71c1c", "#4a148c"]];
const RULER_PX = 500;
const ruler = createCanvas(8, 8).getContext("2d");

/** Writes one line. */
export function writeStyled(context: SKRSContext2D, random: Random, styled: StyledText): void {
  const { text, font, px, x, y, effect, ink, light, squeeze = 1 } = styled;
  context.save();
  context.translate(x, y);
  context.scale(squeeze, 1);
  context.font = `${px}px "${font}"`;
  context.textBaseline = "alphabetic";
  context.lineJoin = "round";
  context.fillStyle = context.strokeStyle = ink;
  const behind = light ? "#ffffff" : "#000000";
  if (effect === "shadowed") {
    cast(context, { color: `${behind}e0`, blur: px * 0.06 * random(), away: px * between(random, 0.03, 0.08) });
  }
  if (effect === "glowing") cast(context, { color: ink, blur: px * between(random, 0.15, 0.45), away: 0 });
  if (effect === "gradient") context.fillStyle = metal(context, random, { px, light });
  if (effect === "outlined" || effect === "hollow") {
    context.lineWidth = effect === "hollow" ? Math.max(1.2, px * 0.045) : px * between(random, 0.05, 0.11);
    if (effect === "outlined") {
      context.strokeStyle = pick(random, light ? ["#ffffff", ink] : ["#000000", "#8b0000", "#4b2a00"]);
    }
    context.strokeText(text, 0, 0);
  }
  if (effect !== "hollow") context.fillText(text, 0, 0);
  context.restore();
}

/** Left and right ends of the ink of characters `from` to `to` (not included), measured from the text's beginning. */
export function inkOf(
  { text, font, px, squeeze = 1 }: Pick<StyledText, "text" | "font" | "px" | "squeeze">,
  from: number,
  to: number,
): { left: number; right: number } {
  ruler.font = `${RULER_PX}px "${font}"`;
  const scale = (px / RULER_PX) * squeeze;
  const advance = (end: number) => ruler.measureText(text.slice(0, end)).width;
  const first = ruler.measureText(text[from]), last = ruler.measureText(text[to - 1]);
  return {
    left: (advance(from + 1) - first.width - first.actualBoundingBoxLeft) * scale,
    right: (advance(to) - last.width + last.actualBoundingBoxRight) * scale,
  };
}

/** Width of the whole text, blanks included. */
export function widthOfText(
  { text, font, px, squeeze = 1 }: Pick<StyledText, "text" | "font" | "px" | "squeeze">,
): number {
  ruler.font = `${RULER_PX}px "${font}"`;
  return ruler.measureText(text).width * (px / RULER_PX) * squeeze;
}

function cast(context: SKRSContext2D, { color, blur, away }: { color: string; blur: number; away: number }): void {
  context.shadowColor = color;
  context.shadowBlur = blur;
  context.shadowOffsetX = context.shadowOffsetY = away;
}

function metal(context: SKRSContext2D, random: Random, { px, light }: { px: number; light: boolean }) {
  const [top, bottom] = pick(random, light ? DARK_METALS : METALS);
  const painted = context.createLinearGradient(0, -0.72 * px, 0, 0);
  painted.addColorStop(0, top);
  painted.addColorStop(1, bottom);
  return painted;
}
