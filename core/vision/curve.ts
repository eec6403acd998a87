/** Takes a curve out of the ink where it has the writing's own colour: the edge of the tinted area below it tells its way. */
import type { Color } from "./colors.ts";
import type { Mask } from "./ink.ts";
import type { Picture } from "../protocol/picture.ts";

/** Thickest curve that is looked for, pixels down a column. */
const RUN_MAX = 16;
const POINTS_MIN = 10;
/** A curve stands free over at least this share of the picture's width. */
const FREE_SHARE_MIN = 0.12;
/** Points further from the fitted curve are another edge. */
const OFF_MAX = 2.5;
const FIT_ROUNDS = 3;

/** A column in which the curve stands free. */
interface Point {
  x: number;
  y: number;
  /** ink down the column, pixels */
  run: number;
}

/** `y = a + b·u + c·u² + d·u³` with `u = (x − middle) / span`. */
interface Curve {
  coefficients: number[];
  middle: number;
  span: number;
  /** thickness across, pixels */
  thickness: number;
  left: number;
  right: number;
}

/**
 * Erases the curve above a tinted area from the mask, and keeps the writing that it crosses.
 *
 * @returns false when there is none; the mask is then as it was
 */
export function eraseCurve(
  picture: Picture,
  { mask, ground, tint }: { mask: Mask; ground: Color; tint: Color },
): boolean {
  const points = findPoints(picture, { mask, ground, tint });
  const curve = fitCurve(points, mask.width);
  if (!curve) return false;
  const before = mask.ink.slice(0, mask.width * mask.height);
  for (let x = curve.left; x <= curve.right; x++) eraseColumn(mask, { x, curve, before });
  return true;
}

/** Columns in which a thin run of ink has the ground above it and the tint below. */
function findPoints(picture: Picture, { mask, ground, tint }: { mask: Mask; ground: Color; tint: Color }): Point[] {
  const { ink, width, height } = mask;
  const isTint = (x: number, y: number) => {
    const at = 4 * (y * width + x);
    return distance(picture.data, at, tint) < distance(picture.data, at, ground);
  };
  const points: Point[] = [];
  for (let x = 0; x < width; x++) {
    for (let y = 2; y < height - 2; y++) {
      if (ink[y * width + x] < 128) continue;
      const top = y;
      while (y < height && ink[y * width + x] >= 128) y++;
      const bottom = y - 1;
      if (bottom - top + 1 > RUN_MAX || bottom + 2 >= height) continue;
      const free = ink[(top - 2) * width + x] < 90 && ink[(bottom + 2) * width + x] < 90;
      if (free && !isTint(x, top - 2) && isTint(x, bottom + 2)) {
        points.push({ x, y: (top + bottom) / 2, run: bottom - top + 1 });
      }
    }
  }
  return points;
}

function fitCurve(points: Point[], width: number): Curve | null {
  let kept = points, coefficients: number[] | null = null;
  const middle = width / 2, span = width / 2;
  for (let round = 0; round < FIT_ROUNDS; round++) {
    if (kept.length < POINTS_MIN) return null;
    coefficients = fitCubic(kept, { middle, span });
    if (!coefficients) return null;
    const curve = { coefficients, middle, span };
    const limit = round === 0 ? 3 * OFF_MAX : OFF_MAX;
    kept = points.filter((point) => Math.abs(point.y - heightAt(curve, point.x)) <= limit);
  }
  if (kept.length < Math.max(POINTS_MIN, FREE_SHARE_MIN * width) || kept.length < 0.5 * points.length) return null;
  const curve = { coefficients: coefficients!, middle, span };
  const across = kept.map(({ x, run }) => run / Math.hypot(1, slopeAt(curve, x))).sort((a, b) => a - b);
  return {
    ...curve,
    thickness: across[across.length >> 1],
    left: Math.max(0, kept[0].x - 40),
    right: Math.min(width - 1, kept.at(-1)!.x + 40),
  };
}

function heightAt({ coefficients, middle, span }: Pick<Curve, "coefficients" | "middle" | "span">, x: number): number {
  const u = (x - middle) / span;
  return coefficients[0] + u * (coefficients[1] + u * (coefficients[2] + u * coefficients[3]));
}

function slopeAt({ coefficients, middle, span }: Pick<Curve, "coefficients" | "middle" | "span">, x: number): number {
  const u = (x - middle) / span;
  return (coefficients[1] + u * (2 * coefficients[2] + u * 3 * coefficients[3])) / span;
}

/** Angles to the curve's normal at which a stroke of the writing may cross it, radians. */
const CROSSINGS = [0, 0.5, -0.5, 0.95, -0.95].map((angle) => ({ cos: Math.cos(angle), sin: Math.sin(angle) }));
/** Soft edges on each side of the curve, pixels. */
const EDGE = 1.2;

/** Ink that goes on on both sides of the curve, in some direction, is writing. */
function eraseColumn(mask: Mask, { x, curve, before }: { x: number; curve: Curve; before: Uint8Array }): void {
  const { width, height, ink } = mask;
  const center = heightAt(curve, x), slope = slopeAt(curve, x);
  const stretch = Math.hypot(1, slope), normal = { x: -slope / stretch, y: 1 / stretch };
  const reach = curve.thickness / 2 + EDGE;
  const first = Math.max(0, Math.ceil(center - reach * stretch));
  const last = Math.min(height - 1, Math.floor(center + reach * stretch));
  const isInk = (px: number, py: number) => {
    const column = Math.round(px), row = Math.round(py);
    return column >= 0 && column < width && row >= 0 && row < height && before[row * width + column] >= 128;
  };
  for (let y = first; y <= last; y++) {
    const off = (y - center) / stretch;
    const goesOn = CROSSINGS.some(({ cos, sin }) => {
      const dx = normal.x * cos - normal.y * sin, dy = normal.x * sin + normal.y * cos;
      const up = (reach + 1 + off) / cos, down = (reach + 1 - off) / cos;
      return isInk(x - up * dx, y - up * dy) && isInk(x + down * dx, y + down * dy);
    });
    if (!goesOn) ink[y * width + x] = 0;
  }
  eraseSlivers(mask, { x, top: center - (reach + 3) * stretch, bottom: center + (reach + 3) * stretch, stretch });
}

/** Erases what is left of the curve's edges: short runs of ink beside it. */
function eraseSlivers(
  { ink, width, height }: Mask,
  { x, top, bottom, stretch }: { x: number; top: number; bottom: number; stretch: number },
): void {
  const first = Math.max(0, Math.ceil(top)), last = Math.min(height - 1, Math.floor(bottom));
  for (let y = first; y <= last; y++) {
    if (ink[y * width + x] === 0) continue;
    const start = y;
    while (y <= last && ink[y * width + x] > 0) y++;
    const inside = start > first && (y <= last || y === height);
    if (inside && y - start <= 2.5 * stretch) { for (let at = start; at < y; at++) ink[at * width + x] = 0; }
  }
}

/** Least squares by the normal equations; null when the points do not say enough. */
function fitCubic(points: readonly Point[], { middle, span }: { middle: number; span: number }): number[] | null {
  const size = 4;
  const rows = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (const { x, y } of points) {
    const u = (x - middle) / span;
    const powers = [1, u, u * u, u * u * u];
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) rows[i][j] += powers[i] * powers[j];
      rows[i][size] += powers[i] * y;
    }
  }
  return solve(rows);
}

function solve(rows: number[][]): number[] | null {
  const size = rows.length;
  for (let i = 0; i < size; i++) {
    const pivot = rows.reduce((best, row, at) => at >= i && Math.abs(row[i]) > Math.abs(rows[best][i]) ? at : best, i);
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    if (Math.abs(rows[i][i]) < 1e-9) return null;
    for (let at = 0; at < size; at++) {
      if (at === i) continue;
      const factor = rows[at][i] / rows[i][i];
      for (let j = i; j <= size; j++) rows[at][j] -= factor * rows[i][j];
    }
  }
  return rows.map((row, i) => row[size] / row[i]);
}

function distance(data: Uint8Array, at: number, color: Color): number {
  return Math.abs(data[at] - color.r) + Math.abs(data[at + 1] - color.g) + Math.abs(data[at + 2] - color.b);
}
