/** Paints small signs that are no writing and yet look like some: spinners, bars, arrows, planes, coins. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import { pick, type Random } from "./sketches.ts";

interface Place {
  random: Random;
  /** its left and its top, pixels */
  x: number;
  y: number;
  size: number;
}

/** Paints one in the context's colours. */
export function paintIcon(context: SKRSContext2D, place: Place): void {
  context.lineWidth = place.size * (0.08 + 0.18 * place.random());
  context.beginPath();
  pick(place.random, [paintSpinner, paintSpinner, paintDots, paintBars, paintPolygon, paintPolygon, paintCoin])(
    context,
    place,
  );
}

/** A ring with a gap. */
function paintSpinner(context: SKRSContext2D, { random, x, y, size }: Place): void {
  const start = random() * 7, whole = 1.2 + random() * 4.4, radius = 0.42 * size;
  context.arc(x + size / 2, y + size / 2, radius, start, start + whole);
  context.stroke();
}

function paintDots(context: SKRSContext2D, { random, x, y, size }: Place): void {
  const count = 3 + Math.floor(random() * 6), around = random() < 0.6;
  for (let i = 0; i < count; i++) {
    const angle = i / count * 2 * Math.PI;
    context.beginPath();
    if (around) {
      context.arc(
        x + size / 2 + 0.4 * size * Math.cos(angle),
        y + size / 2 + 0.4 * size * Math.sin(angle),
        size * 0.09,
        0,
        7,
      );
    } else context.arc(x + i * size * 0.4, y + size / 2, size * 0.1, 0, 7);
    context.fill();
  }
}

/** Upright or lying: a menu, a level of reception, a cursor, a progress bar. */
function paintBars(context: SKRSContext2D, { random, x, y, size }: Place): void {
  const count = 1 + Math.floor(random() * 4), lying = random() < 0.5, growing = random() < 0.5;
  for (let i = 0; i < count; i++) {
    const step = size / count, thick = step * (0.3 + 0.4 * random()), long = growing ? size * (i + 1) / count : size;
    if (lying) context.fillRect(x, y + i * step, long * (count === 1 ? 4 : 1), thick);
    else context.fillRect(x + i * step, y + size - long, Math.min(thick, size * 0.25), long);
  }
}

const POLYGONS: readonly (readonly (readonly [x: number, y: number])[])[] = [
  [[0, 0], [1, 0.5], [0, 1]],
  [[1, 0], [0, 0.5], [1, 1]],
  [[0, 0.3], [0.5, 0.8], [1, 0.3], [0.5, 0.5]],
  [[0, 0.55], [0.35, 0.9], [1, 0.1], [0.35, 0.65]],
  [[0, 0.6], [0.4, 0.45], [0.3, 0], [0.45, 0], [0.7, 0.4], [1, 0.3], [1, 0.45], [0.7, 0.6], [0.5, 1], [0.38, 1], [
    0.42,
    0.65,
  ]],
  [[0.4, 0], [0.6, 0], [0.6, 0.4], [1, 0.4], [1, 0.6], [0.6, 0.6], [0.6, 1], [0.4, 1], [0.4, 0.6], [0, 0.6], [0, 0.4], [
    0.4,
    0.4,
  ]],
  [[0.5, 0], [1, 0.5], [0.5, 1], [0, 0.5]],
];

function paintPolygon(context: SKRSContext2D, { random, x, y, size }: Place): void {
  for (const [px, py] of pick(random, POLYGONS)) context.lineTo(x + px * size, y + py * size);
  context.closePath();
  if (random() < 0.6) context.fill();
  else context.stroke();
}

/** A disc with something in it. */
function paintCoin(context: SKRSContext2D, { random, x, y, size }: Place): void {
  context.arc(x + size / 2, y + size / 2, size / 2, 0, 7);
  if (random() < 0.5) return context.fill();
  context.stroke();
  context.beginPath();
  context.arc(x + size / 2, y + size / 2, size * 0.14, 0, 7);
  context.fill();
}
