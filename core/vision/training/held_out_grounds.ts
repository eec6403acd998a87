/** Backgrounds of held-out pictures: flat, shaded, rays, stars, a blurred picture, a red curve. Draws no writing. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import { between, pick, type Random } from "./held_out_numbers.ts";

export type Ground = "flat" | "shaded" | "rays" | "stars" | "picture" | "curve";

/** Lengths in the context's pixels. `light`: dark ink will stand on it. */
export interface GroundOptions {
  random: Random;
  width: number;
  height: number;
  light: boolean;
}

export const CURVE_RED = "#e50539";

/** Paints the whole area; no pixel keeps what it was. */
export function paintGround(context: SKRSContext2D, ground: Ground, options: GroundOptions): void {
  const { random, width, height } = options;
  context.fillStyle = ground === "flat" ? shade(options) : gradient(context, options);
  context.fillRect(0, 0, width, height);
  if (ground === "rays") paintRays(context, options);
  if (ground === "stars") paintStars(context, options);
  if (ground === "picture") paintPicture(context, options);
  if (ground === "curve") paintCurve(context, { random, width, height });
}

function shade({ random, light }: GroundOptions, about = 0): string {
  const lightness = light ? between(random, 86, 100) : between(random, 3, 17);
  return `hsl(${random() * 360} ${random() * (light ? 45 : 35)}% ${Math.max(0, Math.min(100, lightness + about))}%)`;
}

function gradient(context: SKRSContext2D, options: GroundOptions) {
  const { random, width, height } = options;
  const painted = random() < 0.3
    ? context.createRadialGradient(width / 2, height / 2, 1, width / 2, height / 2, width * 0.7)
    : context.createLinearGradient(0, 0, random() * width, height);
  const hue = random() * 360, base = options.light ? 92 : 9, saturation = random() * 40;
  for (const at of [0, 1]) {
    painted.addColorStop(at, `hsl(${hue} ${saturation}% ${base + between(random, -7, 7)}%)`);
  }
  return painted;
}

/** A fan of rays round a point that may lie outside, turned by any angle: a moving background at one moment. */
function paintRays(context: SKRSContext2D, { random, width, height, light }: GroundOptions): void {
  const x = width * between(random, -0.3, 1.3), y = height * between(random, -0.5, 1.5), far = 2 * (width + height);
  const step = between(random, 0.08, 0.35), turn = random() * step;
  const color = light
    ? pick(random, ["#00000012", "#ffb30030", "#2962ff1c"])
    : pick(random, ["#ffffff10", "#ff3d7f26"]);
  context.fillStyle = color;
  for (let angle = turn; angle < 2 * Math.PI; angle += 2 * step) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    context.lineTo(x + far * Math.cos(angle + step), y + far * Math.sin(angle + step));
    context.fill();
  }
}

function paintStars(context: SKRSContext2D, { random, width, height, light }: GroundOptions): void {
  const count = Math.round(width * height / between(random, 250, 900));
  for (let star = 0; star < count; star++) {
    context.fillStyle = `${light ? "#1a237e" : "#ffffff"}${pick(random, ["30", "60", "a0"])}`;
    context.beginPath();
    context.arc(random() * width, random() * height, between(random, 0.3, 1.4), 0, 7);
    context.fill();
  }
}

/** Soft blobs of colour, as a blurred photograph has them. */
function paintPicture(context: SKRSContext2D, { random, width, height, light }: GroundOptions): void {
  const size = Math.max(width, height);
  for (let blob = 0; blob < 9; blob++) {
    const x = random() * width, y = random() * height, radius = size * between(random, 0.1, 0.5);
    const painted = context.createRadialGradient(x, y, 0, x, y, radius);
    const lightness = light ? between(random, 78, 98) : between(random, 6, 30);
    const color = `${Math.floor(random() * 360)} ${Math.floor(between(random, 20, 70))}% ${lightness.toFixed(1)}%`;
    painted.addColorStop(0, `hsl(${color} / 0.8)`);
    painted.addColorStop(1, `hsl(${color} / 0)`);
    context.fillStyle = painted;
    context.fillRect(0, 0, width, height);
  }
}

/** The flight's curve with the tinted area below it, ending anywhere. */
function paintCurve(
  context: SKRSContext2D,
  { random, width, height, color = CURVE_RED }: { random: Random; width: number; height: number; color?: string },
): void {
  const x = width * between(random, 0.35, 1.1), y = height * between(random, 0.05, 0.85);
  const start = -width * random() * 0.8, bend = start + (x - start) * between(random, 0.4, 0.7);
  const follow = () => {
    context.beginPath();
    context.moveTo(start, height);
    context.quadraticCurveTo(bend, height, x, y);
  };
  follow();
  context.lineTo(x, height);
  context.closePath();
  context.fillStyle = `${color}${pick(random, ["40", "66", "80"])}`;
  context.fill();
  follow();
  context.strokeStyle = color;
  context.lineWidth = between(random, 2, 5);
  context.stroke();
}
