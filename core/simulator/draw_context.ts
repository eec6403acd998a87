/** The few Canvas 2D calls that tables are drawn with, and the strokes that every part of a table shares. Runs in a browser and beside one. */
import type { Rect } from "../protocol/picture.ts";
import { fontFamily, type Skin } from "./skins.ts";

type Calls =
  | "save"
  | "restore"
  | "translate"
  | "scale"
  | "rotate"
  | "beginPath"
  | "closePath"
  | "moveTo"
  | "lineTo"
  | "quadraticCurveTo"
  | "arc"
  | "roundRect"
  | "rect"
  | "clip"
  | "fill"
  | "stroke"
  | "fillRect"
  | "fillText"
  | "lineWidth"
  | "lineCap"
  | "globalAlpha"
  | "font"
  | "textAlign"
  | "textBaseline";

/** What a canvas must be able to do; a browser's context and @napi-rs/canvas's both are one. */
export interface DrawContext extends Pick<CanvasRenderingContext2D, Exclude<Calls, "fill" | "clip">> {
  fillStyle: unknown;
  strokeStyle: unknown;
  fill(): void;
  clip(): void;
}

export interface Writing {
  x: number;
  /** middle of the line */
  y: number;
  size: number;
  color: string;
  align?: "left" | "center" | "right";
  bold?: boolean;
}

export function write(context: DrawContext, text: string, { skin, ...how }: Writing & { skin: Skin }): void {
  context.font = `${how.size}px "${fontFamily(skin, how.bold ? "bold" : "regular")}"`;
  context.textAlign = how.align ?? "left";
  context.textBaseline = "middle";
  context.fillStyle = how.color;
  context.fillText(text, how.x, how.y);
}

export function fillBox(context: DrawContext, { x, y, width, height }: Rect, color: string): void {
  context.fillStyle = color;
  context.fillRect(x, y, width, height);
}

export function fillRound(context: DrawContext, box: Rect, { color, radius }: { color: string; radius: number }): void {
  context.fillStyle = color;
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, radius);
  context.fill();
}

export function grown({ x, y, width, height }: Rect, by: number): Rect {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** Middle line of a rectangle. */
export function middleOf(box: Rect): { x: number; y: number } {
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
