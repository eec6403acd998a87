/** Colours of held-out writing: those that tables use, and one of a stated contrast with what lies behind it. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Random } from "./held_out_numbers.ts";

export const LIGHT_INKS = [
  "#ffffff",
  "#ffffff",
  "#f2f2f2",
  "#ffd54a",
  "#00e5ff",
  "#7cff6b",
  "#ff8a65",
  "#34b4ff",
  "#ff5f9e",
  "#b9a3ff",
];
export const DARK_INKS = ["#000000", "#1b1c1d", "#2b2b40", "#0d47a1", "#b71c1c", "#1b5e20", "#5d4037", "#4a148c"];

/** A grey, or nearly, whose contrast with the picture's middle is `contrast` (1 is none, 21 black on white). */
export function contrastInk(
  context: SKRSContext2D,
  random: Random,
  { light, contrast }: { light: boolean; contrast: number },
): string {
  const { width, height } = context.canvas;
  const [r, g, b] = context.getImageData(width >> 1, height >> 1, 1, 1).data;
  const ground = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const wanted = light ? (ground + 0.05) / contrast - 0.05 : (ground + 0.05) * contrast - 0.05;
  const level = 255 * companded(Math.max(0, Math.min(1, wanted)));
  const channel = () => Math.round(Math.max(0, Math.min(255, level + (random() - 0.5) * 12)));
  return `rgb(${channel()} ${channel()} ${channel()})`;
}

function linear(byte: number): number {
  const share = byte / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function companded(light: number): number {
  return light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055;
}
