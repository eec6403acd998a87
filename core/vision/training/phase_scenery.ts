/** The strokes that invented stages are drawn with: grounds, curves, planes, bars, rings, numbers, words. Decides nothing about phases. */
import type { SKRSContext2D } from "@napi-rs/canvas";

export type Random = () => number;

/** One stage under the pencil. */
export interface Stage {
  context: SKRSContext2D;
  random: Random;
  width: number;
  height: number;
  /** a light theme */
  light: boolean;
  /** a style that training never draws */
  strange: boolean;
  fonts: readonly string[];
}

export function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)];
}

/** A number from `low` to `high`. */
export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

export function drawGround(stage: Stage): void {
  const { context, random, width, height, light, strange } = stage;
  const hue = strange && random() < 0.5 ? between(random, 35, 55) : random() * 360;
  const saturation = random() * (strange ? 80 : 60), base = light ? between(random, 78, 100) : between(random, 0, 22);
  const change = random() < 0.5 ? 0 : between(random, -14, 14);
  const kind = random();
  const gradient = kind < 0.6
    ? context.createLinearGradient(0, 0, random() * width, height)
    : context.createRadialGradient(width / 2, height / 2, 1, width / 2, height / 2, width * 0.7);
  const clamped = Math.max(0, Math.min(100, base + change));
  gradient.addColorStop(0, `hsl(${hue} ${saturation}% ${base}%)`);
  gradient.addColorStop(1, `hsl(${hue + between(random, -40, 40)} ${saturation}% ${clamped}%)`);
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  if (random() < 0.3) drawRays(stage);
  if (random() < (strange ? 0.6 : 0.15)) drawDots(stage);
  if (random() < 0.35) drawAxes(stage);
  if (random() < 0.12) drawHills(stage);
}

function drawRays({ context, random, width, height, light }: Stage): void {
  const x = width * between(random, 0, 0.6), y = height * between(random, 0.4, 1.3), far = width + height;
  const step = between(random, 0.15, 0.5);
  context.fillStyle = light ? "#00000010" : random() < 0.5 ? "#ffffff10" : "#00000040";
  for (let angle = random() * step; angle < 2 * Math.PI; angle += step) {
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    context.lineTo(x + far * Math.cos(angle + step / 2), y + far * Math.sin(angle + step / 2));
    context.fill();
  }
}

function drawDots({ context, random, width, height, light }: Stage): void {
  context.fillStyle = light ? "#00000030" : "#ffffff60";
  for (let i = 0; i < 40; i++) {
    context.fillRect(random() * width, random() * height, 1 + random() * 2, 1 + random() * 2);
  }
}

function drawAxes({ context, random, width, height, light }: Stage): void {
  const left = width * between(random, 0, 0.06), base = height * between(random, 0.86, 0.99);
  context.fillStyle = light ? "#0000003a" : "#ffffff38";
  context.fillRect(left, 0, 1, base);
  context.fillRect(left, base, width, 1);
  const pitch = between(random, 24, 70), shift = random() * pitch;
  for (let x = left + shift; x < width; x += pitch) context.fillRect(x, base + 4, 3, 3);
  if (random() < 0.4) {
    for (let y = base - shift; y > 0; y -= pitch) context.fillRect(left, y, random() < 0.5 ? width : 4, 1);
  }
}

function drawHills({ context, random, width, height }: Stage): void {
  context.fillStyle = `hsla(${random() * 360} 40% ${between(random, 15, 60)}% / 0.5)`;
  context.beginPath();
  context.moveTo(0, height);
  for (let x = 0; x <= width; x += width / 8) context.lineTo(x, height * between(random, 0.7, 0.95));
  context.lineTo(width, height);
  context.fill();
}

/** The flight's way and what flies at its end. */
export function drawFlight(stage: Stage): void {
  const { context, random, width, height, light } = stage;
  const hue = random() < 0.6 ? between(random, -25, 20) : random() * 360;
  const color = `hsl(${hue} ${between(random, 60, 100)}% ${
    light ? between(random, 30, 50) : between(random, 45, 65)
  }%)`;
  const x = width * between(random, 0.1, 1.15), y = height * between(random, -0.1, 0.95);
  const start = { x: -width * between(random, -0.06, 0.4), y: height * between(random, 0.85, 1.25) };
  const bend = { x: start.x + (x - start.x) * between(random, 0.3, 0.75), y: start.y };
  const path = () => {
    context.beginPath();
    context.moveTo(start.x, start.y);
    context.quadraticCurveTo(bend.x, bend.y, x, y);
  };
  if (random() < 0.75) {
    path();
    context.lineTo(x, start.y);
    context.closePath();
    context.globalAlpha = between(random, 0.1, 0.55);
    context.fillStyle = color;
    context.fill();
    context.globalAlpha = 1;
  }
  path();
  context.strokeStyle = color;
  context.lineWidth = height * between(random, 0.01, 0.045);
  context.stroke();
  if (random() < 0.85) {
    drawFlyer(stage, { x, y, color: random() < 0.75 ? color : pick(random, ["#ffffff", "#ffd54a", "#888888"]) });
  }
}

function drawFlyer(
  { context, random, height, strange }: Stage,
  { x, y, color }: { x: number; y: number; color: string },
): void {
  const size = height * between(random, 0.08, 0.28), kind = strange ? 2 : random() * 2;
  context.fillStyle = color;
  context.beginPath();
  if (kind < 1) {
    for (const [dx, dy] of [[-0.1, 0], [-0.3, -0.5], [0.1, -0.15], [1, -0.2], [1.2, 0], [0.9, 0.15], [0, 0.1]]) {
      context.lineTo(x + dx * size, y + dy * size);
    }
  } else if (kind < 2) {
    for (const [dx, dy] of [[-0.5, 0.4], [0.8, -0.7], [0.2, 0.5], [-0.1, 0.2]]) {
      context.lineTo(x + dx * size, y + dy * size);
    }
  } else context.arc(x, y, size / 2, 0, 7);
  context.fill();
}

export interface Line {
  text: string;
  x: number;
  y: number;
  size: number;
  color: string;
}

/** Writes one centred line, smaller where it would not fit. */
export function writeLine({ context, random, width, fonts }: Stage, { text, x, y, size, color }: Line): void {
  const font = pick(random, fonts);
  context.font = `${size}px "${font}"`;
  const room = context.measureText(text).width;
  const fitted = room > width * 0.94 ? size * width * 0.94 / room : size;
  context.font = `${fitted}px "${font}"`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const style = random();
  if (style < 0.12) {
    context.lineWidth = Math.max(1, fitted * 0.08);
    context.strokeStyle = pick(random, ["#000000", "#ffffff", "#333333"]);
    context.strokeText(text, x, y);
  } else if (style < 0.2) {
    context.shadowColor = random() < 0.5 ? "#000000" : color;
    context.shadowBlur = fitted * between(random, 0.05, 0.4);
  }
  context.fillStyle = color;
  context.fillText(text, x, y);
  context.shadowBlur = 0;
  context.shadowColor = "transparent";
}

/** A bar of the waiting phase, somewhere between full and empty. */
export function drawBar(stage: Stage, y: number): void {
  const { context, random, width, height, light } = stage;
  const length = width * between(random, 0.25, 0.8), thick = Math.max(2, height * between(random, 0.02, 0.09));
  const x = (width - length) / 2, share = random(), radius = random() < 0.5 ? thick / 2 : 0;
  const hue = random() * 360;
  context.fillStyle = light
    ? `hsl(${hue} 10% ${between(random, 65, 85)}%)`
    : `hsl(${hue} 15% ${between(random, 20, 45)}%)`;
  if (random() < 0.75) roundBox(stage, { x, y, width: length, height: thick, radius });
  context.fillStyle = `hsl(${random() * 360} ${between(random, 50, 100)}% ${light ? 45 : 55}%)`;
  if (stage.strange) {
    const count = 12, one = length / count;
    for (let i = 0; i < Math.ceil(share * count); i++) {
      roundBox(stage, { x: x + i * one, y, width: one * 0.8, height: thick, radius: 0 });
    }
  } else {roundBox(stage, {
      x: random() < 0.15 ? x + length * (1 - share) / 2 : x,
      y,
      width: length * share,
      height: thick,
      radius,
    });}
}

export interface RoundBox {
  x: number;
  y: number;
  width: number;
  height: number;
  radius: number;
}

export function roundBox({ context }: Stage, { x, y, width, height, radius }: RoundBox): void {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fill();
}

/** A ring that fills or turns, with or without a track. */
export function drawRing(
  { context, random, height, light }: Stage,
  { x, y, radius, share }: { x: number; y: number; radius: number; share: number },
): void {
  context.lineWidth = Math.max(2, radius * between(random, 0.08, 0.3));
  if (random() < 0.7) {
    context.strokeStyle = light ? "#00000028" : "#ffffff28";
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.stroke();
  }
  const start = random() < 0.6 ? -Math.PI / 2 : random() * 7;
  context.strokeStyle = `hsl(${random() * 360} ${between(random, 30, 100)}% ${light ? 42 : between(random, 50, 85)}%)`;
  context.beginPath();
  context.arc(x, y, Math.min(radius, height), start, start + share * 2 * Math.PI);
  context.stroke();
}
