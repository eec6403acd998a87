/** What comes between a table and its reader: popups over a number or beside it, and regions without any number. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Rect } from "../../protocol/picture.ts";
import type { GroundOptions } from "./held_out_grounds.ts";
import { between, type HeldOutText, pick, type Random } from "./held_out_numbers.ts";
import { inkOf, type StyledText } from "./held_out_writing.ts";

/** A popup that hides figures hides at least this share of one. */
const HIDDEN_SHARE_MIN = 0.55;
/** One that hides none keeps this far away, in heights of a figure. */
const CLEARANCE = 0.8;
const POPUP_COLORS = ["#2d3436", "#ffffff", "#1e7b34", "#8e1b2e", "#263859", "#f5f5f5", "#ffb300"];

interface PopupOptions {
  popup: "hiding" | "beside";
  what: HeldOutText;
  styled: StyledText;
  width: number;
  height: number;
  figure: number;
}

/** @returns whether a figure is hidden */
export function paintPopup(context: SKRSContext2D, random: Random, options: PopupOptions): boolean {
  const { popup, what, styled, width, height, figure } = options;
  const ink = inkOf(styled, 0, what.text.length);
  const left = styled.x + ink.left, right = styled.x + ink.right;
  const atLeft = random() < 0.5;
  const box = popup === "hiding"
    ? hidingBox(random, options)
    : atLeft
    ? { x: -9, y: -9, width: left - CLEARANCE * figure + 9, height: height + 18 }
    : { x: right + CLEARANCE * figure, y: -9, width: width - right + 9, height: height + 18 };
  if (box.width > 2) drawPopup(context, random, box);
  return popup === "hiding";
}

/** Over the number from one side or through its middle, or over its upper or lower part. */
function hidingBox(random: Random, { what, styled, width, height, figure }: PopupOptions): Rect {
  const figures = [...what.text].map((character, index) => ({ character, index }))
    .filter(({ character, index }) => /\d/.test(character) && index >= what.figuresStart && index < what.figuresEnd);
  const victim = pick(random, figures).index;
  const { left, right } = inkOf(styled, victim, victim + 1);
  const x = styled.x + left, wide = right - left;
  const side = random();
  const all = { y: -9, height: height + 18 };
  if (side < 0.35) return { ...all, x: -9, width: x + wide * between(random, HIDDEN_SHARE_MIN, 1.1) + 9 };
  if (side < 0.7) return { ...all, x: x + wide * (1 - between(random, HIDDEN_SHARE_MIN, 1.1)), width: 2 * width };
  if (side < 0.8) return { ...all, x: x + wide * 0.1, width: wide * between(random, 0.8, 3) };
  const half = figure * between(random, HIDDEN_SHARE_MIN, 0.9);
  const y = side < 0.9 ? styled.y - figure + half - 4 * figure : styled.y - half;
  return { x: -9, y, width: width + 18, height: 4 * figure };
}

function drawPopup(context: SKRSContext2D, random: Random, { x, y, width, height }: Rect): void {
  context.fillStyle = pick(random, POPUP_COLORS);
  context.beginPath();
  context.roundRect(x, y, width, height, random() < 0.5 ? 0 : 6);
  context.fill();
  if (random() < 0.5) return;
  context.strokeStyle = random() < 0.5 ? "#00000080" : "#ffffff80";
  context.lineWidth = 1;
  context.stroke();
}

/** A region without writing: nothing, bars, a spinner, the fields of a login form, a plane. */
export function paintNothing(context: SKRSContext2D, { random, width, height, light }: GroundOptions): void {
  const color = light ? "#00000090" : "#ffffffa0";
  context.fillStyle = context.strokeStyle = random() < 0.4 ? pick(random, ["#e50539", "#28a909", "#ffb300"]) : color;
  context.lineWidth = between(random, 1, 5);
  const kind = Math.floor(random() * 6);
  if (kind === 1) context.fillRect(width * 0.1, height * 0.4, width * between(random, 0.1, 0.8), height * 0.2);
  if (kind === 2) {
    for (let x = width * 0.2; x < width * 0.8; x += height * 0.5) {
      context.fillRect(x, height * 0.25, height * between(random, 0.06, 0.3), height * between(random, 0.2, 0.5));
    }
  }
  if (kind === 3) {
    context.beginPath();
    context.arc(width / 2, height / 2, height * 0.3, random() * 6, 5 + random());
    context.stroke();
  }
  if (kind === 4) {
    context.strokeRect(width * 0.06, height * 0.15, width * 0.5, height * 0.7);
    context.fillRect(width * 0.66, height * 0.15, width * 0.28, height * 0.7);
  }
  if (kind === 5) {
    context.beginPath();
    context.moveTo(width * 0.4, height * 0.7);
    context.lineTo(width * 0.6, height * 0.3);
    context.lineTo(width * 0.65, height * 0.6);
    context.fill();
  }
}
