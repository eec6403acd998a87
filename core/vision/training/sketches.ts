/** Draws labelled pictures of single numbers, as tables show them: colours, curves, rays, fields. Knows each glyph's place. */
import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Picture } from "../../protocol/picture.ts";
import type { NumberFormat } from "../number_format.ts";

/** A glyph as it was drawn: the columns of its ink, pixels with fractions. */
export interface DrawnGlyph {
  character: string;
  left: number;
  right: number;
}

/** A picture whose writing is known. */
export interface Sketch {
  picture: Picture;
  text: string;
  /** null: not a number of ours */
  truth: number | null;
  format: NumberFormat;
  glyphs: DrawnGlyph[];
  font: string;
  /** height of a figure, pixels */
  height: number;
  /** the writing has the curve's own colour */
  hidden: boolean;
}

/** A source of numbers from 0 to 1. */
export type Random = () => number;

/** The flight's own colour. */
export const RED = "#e50539";
const DARK_INKS = ["#ffffff", "#ffffff", "#ffffff", "#ff3d7f", "#c017b4", "#34b4ff", "#913ef8", "#28a909", "#9ea0a3"];
const LIGHT_INKS = ["#000000", "#1b1c1d", "#333333", "#0d47a1", "#b71c1c", "#2e7d32", "#5f6368"];
const WORDS = [
  "RSD",
  "EUR",
  "USD",
  "din",
  "Balance",
  "BET",
  "LOADING",
  "players",
  "KM",
  "FLEW AWAY!",
  "WAITING",
  "|",
  "I",
];

/** Draws one picture; the same random source draws the same pixels. */
export function drawSketch(random: Random, fonts: readonly string[]): Sketch {
  const number = chooseNumber(random);
  const font = pick(random, fonts);
  const score = number.format.kind === "multiplier";
  const figure = Math.round(score && random() < 0.7 ? 20 + random() * 60 : 9.5 + random() * random() * 30);
  const px = figure / 0.72;
  const captioned = !score && random() < 0.2 ? ` ${pick(random, WORDS)}` : "";
  const scale = pick(random, [1, 1, 2, 3]);
  const spacing = random() < 0.15 ? (random() - 0.4) * 0.06 * px : 0;
  const text = number.text + captioned;
  const measured = measure({ text, font, px, spacing });
  const width = Math.ceil(measured.width + figure * (0.5 + random() * 3)),
    height = Math.ceil(figure * (1.5 + random() * 1.3));
  const canvas = createCanvas(width * scale, height * scale);
  const context = canvas.getContext("2d");
  context.scale(scale, scale);
  const light = random() < 0.25;
  drawGround(context, { random, width, height, light });
  const curve = (score ? random() < 0.65 : random() < 0.05) && drawCurve(context, { random, width, height });
  const ink = chooseInk(random, light);
  const x = (width - measured.width) / 2 + (random() - 0.5) * figure * 0.4;
  const y = height / 2 + figure / 2 + (random() - 0.5) * figure * 0.2;
  writeText(context, { text, font, px, x, y, spacing, ink });
  const glyphs = measured.glyphs.map(({ character, left, right }) => ({ character, left: left + x, right: right + x }));
  const picture = toPicture(canvas, { width, height, random });
  return { picture, ...number, text, glyphs, font, height: figure, hidden: curve && ink === RED };
}

function chooseNumber(random: Random): { text: string; truth: number | null; format: NumberFormat } {
  const locale = random() < 0.5 ? "en-US" : "sr-RS";
  const kind = pick(random, ["multiplier", "multiplier", "money", "money", "count"] as const);
  const format: NumberFormat = { kind, locale };
  const size = 10 ** (random() * (kind === "multiplier" ? 4 : 7.5));
  const truth = kind === "multiplier" ? Math.round(100 + size) : Math.round(size * (kind === "count" ? 0.01 : 1));
  const [group, decimal] = locale === "en-US" ? [",", "."] : [".", ","];
  const digits = String(kind === "count" ? truth : Math.floor(truth / 100));
  const whole = random() < 0.75 ? digits.replace(/\B(?=(\d{3})+$)/g, group) : digits;
  if (kind === "count") return { text: whole, truth, format };
  const cents = String(truth % 100).padStart(2, "0");
  if (kind === "money") {
    const sign = random() < 0.12 ? pick(random, ["$", "€"]) : "";
    const text = `${whole}${decimal}${cents}`;
    return { text: random() < 0.5 ? sign + text : text + sign, truth, format };
  }
  const point = random() < 0.5 ? "." : decimal;
  const x = pick(random, ["x", "x", "x", "X", "×", ""]);
  const text = `${digits}${point}${cents}`;
  return { text: random() < 0.8 ? text + x : x + text, truth, format };
}

function chooseInk(random: Random, light: boolean): string {
  if (random() < 0.2) return RED;
  return pick(random, light ? LIGHT_INKS : DARK_INKS);
}

function drawGround(
  context: SKRSContext2D,
  { random, width, height, light }: { random: Random; width: number; height: number; light: boolean },
): void {
  const base = light ? 85 + random() * 15 : random() * 16;
  const hue = random() * 360, saturation = random() * 30;
  const gradient = context.createLinearGradient(0, 0, random() * width, height);
  gradient.addColorStop(0, `hsl(${hue} ${saturation}% ${base}%)`);
  const change = random() < 0.4 ? 0 : (random() - 0.5) * 16;
  gradient.addColorStop(1, `hsl(${hue} ${saturation}% ${Math.max(0, Math.min(100, base + change))}%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  if (random() < 0.3) drawRays(context, { random, width, height });
}

/** Rays from a corner, barely seen. */
export function drawRays(
  context: SKRSContext2D,
  { random, width, height }: { random: Random; width: number; height: number },
): void {
  const x = random() * width * 0.3, y = height * (0.9 + random() * 0.4), far = width + height;
  context.fillStyle = random() < 0.5 ? "#ffffff08" : "#00000030";
  for (let angle = -Math.PI; angle < 0; angle += 0.28) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    context.lineTo(x + far * Math.cos(angle + 0.14), y + far * Math.sin(angle + 0.14));
    context.fill();
  }
}

/** The flight's curve with the tinted area below it. */
export function drawCurve(
  context: SKRSContext2D,
  { random, width, height }: { random: Random; width: number; height: number },
): true {
  const x = width * (0.3 + random() * 0.8), y = height * (0.1 + random() * 0.8);
  const start = random() < 0.5 ? 0 : -width * random();
  const bend = start + (x - start) * (0.4 + random() * 0.3);
  const path = (fill: boolean) => {
    context.beginPath();
    context.moveTo(start, height);
    context.quadraticCurveTo(bend, height, x, y);
    if (!fill) return;
    context.lineTo(x, height);
    context.closePath();
  };
  context.fillStyle = `${RED}${pick(random, ["66", "66", "44", "99"])}`;
  path(true);
  context.fill();
  context.strokeStyle = RED;
  context.lineWidth = 2 + random() * 3;
  path(false);
  context.stroke();
  return true;
}

interface Placed {
  text: string;
  font: string;
  px: number;
  x: number;
  y: number;
  spacing: number;
  ink: string;
}

function writeText(context: SKRSContext2D, { text, font, px, x, y, spacing, ink }: Placed): void {
  context.font = `${px}px "${font}"`;
  context.letterSpacing = `${spacing}px`;
  context.fillStyle = ink;
  context.textBaseline = "alphabetic";
  context.fillText(text, x, y);
}

const ruler = createCanvas(8, 8).getContext("2d");

/** Measured large, because a canvas rounds the extents of ink to whole pixels. */
const RULER_PX = 500;

/** Where each glyph of a text stands, pixels from the text's start, and how wide all is. */
export function measure({ text, font, px, spacing }: { text: string; font: string; px: number; spacing: number }) {
  ruler.font = `${RULER_PX}px "${font}"`;
  const scale = px / RULER_PX, characters = [...text];
  const glyphs: DrawnGlyph[] = [];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index];
    if (character.trim() === "") continue;
    const through = ruler.measureText(characters.slice(0, index + 1).join("")).width;
    const own = ruler.measureText(character);
    const at = (through - own.width) * scale + index * spacing;
    glyphs.push({
      character,
      left: at - own.actualBoundingBoxLeft * scale,
      right: at + own.actualBoundingBoxRight * scale,
    });
  }
  return { glyphs, width: ruler.measureText(text).width * scale + characters.length * spacing };
}

/** Scales down to the picture's size, some with coloured edges as on an LCD, and adds the noise of a few. */
export function toPicture(
  canvas: Canvas,
  { width, height, random }: { width: number; height: number; random: Random },
): Picture {
  const data = canvas.width === 3 * width && random() < 0.3
    ? scaleAsLcd(canvas, { width, height })
    : scaleDown(canvas, { width, height });
  if (random() < 0.12) {
    const strength = random() * 8;
    for (let i = 0; i < data.length; i++) if (i % 4 !== 3) data[i] = clampByte(data[i] + (random() - 0.5) * strength);
  }
  return { width, height, data };
}

function scaleDown(canvas: Canvas, { width, height }: { width: number; height: number }): Uint8Array {
  const small = canvas.width === width ? canvas : createCanvas(width, height);
  const context = small.getContext("2d");
  context.imageSmoothingQuality = "high";
  if (small !== canvas) context.drawImage(canvas, 0, 0, width, height);
  return Uint8Array.from(context.getImageData(0, 0, width, height).data);
}

/** Three columns to a pixel: red sees the left one, blue the right one, each blurred over its neighbours. */
function scaleAsLcd(canvas: Canvas, { width, height }: { width: number; height: number }): Uint8Array {
  const large = canvas.getContext("2d").getImageData(0, 0, 3 * width, 3 * height).data;
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let dy = 0; dy < 3; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            const column = Math.max(0, Math.min(3 * width - 1, 3 * x + channel + dx));
            sum += large[4 * ((3 * y + dy) * 3 * width + column) + channel];
          }
        }
        data[4 * (y * width + x) + channel] = sum / 9;
      }
    }
  }
  return data;
}

/** Nearest value that a byte holds, with its fraction. */
export function clampByte(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** One of the values, each as likely. */
export function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)];
}
