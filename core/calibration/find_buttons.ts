/** Finds large areas of one strong colour: the button that places a bet is one. Reads no writing. */
import type { Picture, Rect } from "../protocol/picture.ts";

/** One pixel of so many, down and across, is looked at. */
const STEP = 4;
const SATURATION_MIN = 70;
const SAME_MAX = 26;
const FILL_MIN = 0.55;
const WIDTH_MIN_SHARE = 0.08, HEIGHT_MIN_SHARE = 0.05, AREA_MAX_SHARE = 0.15;

/** Buttons with a confidence from 0 to 1, likeliest first. */
export function findButtons(picture: Picture): { rect: Rect; confidence: number }[] {
  const columns = Math.floor(picture.width / STEP), rows = Math.floor(picture.height / STEP);
  const seen = new Uint8Array(columns * rows);
  const found: { rect: Rect; confidence: number }[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] || !isStrong(picture, start, columns)) continue;
    const { rect, cells } = flood(picture, { start, columns, rows, seen });
    const fill = cells * STEP * STEP / (rect.width * rect.height);
    const fits = rect.width >= WIDTH_MIN_SHARE * picture.width && rect.height >= HEIGHT_MIN_SHARE * picture.height &&
      rect.width * rect.height <= AREA_MAX_SHARE * picture.width * picture.height && rect.width < 8 * rect.height;
    if (!fits || fill < FILL_MIN) continue;
    const low = (rect.y + rect.height / 2) / picture.height;
    const size = Math.min(1, rect.width * rect.height / (0.03 * picture.width * picture.height));
    found.push({ rect, confidence: fill * (0.4 + 0.6 * low) * (0.4 + 0.6 * size) });
  }
  return found.sort((one, other) => other.confidence - one.confidence).slice(0, 5);
}

function offsetOf(cell: number, { columns, width }: { columns: number; width: number }): number {
  const column = cell % columns, row = (cell - column) / columns;
  return 4 * (row * STEP * width + column * STEP);
}

function isStrong({ data, width }: Picture, cell: number, columns: number): boolean {
  const at = offsetOf(cell, { columns, width });
  const high = Math.max(data[at], data[at + 1], data[at + 2]), low = Math.min(data[at], data[at + 1], data[at + 2]);
  return high - low >= SATURATION_MIN;
}

/** Neighbours of nearly one colour; shades of a gradient follow one another. */
function flood(
  { data, width }: Picture,
  { start, columns, rows, seen }: { start: number; columns: number; rows: number; seen: Uint8Array },
): { rect: Rect; cells: number } {
  let left = columns, right = 0, top = rows, bottom = 0, cells = 0;
  const stack = [start];
  seen[start] = 1;
  for (let cell = stack.pop(); cell !== undefined; cell = stack.pop()) {
    const column = cell % columns, row = (cell - column) / columns, at = offsetOf(cell, { columns, width });
    cells++;
    left = Math.min(left, column);
    right = Math.max(right, column);
    top = Math.min(top, row);
    bottom = Math.max(bottom, row);
    for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      const x = column + dx, y = row + dy, next = y * columns + x;
      if (x < 0 || y < 0 || x >= columns || y >= rows || seen[next]) continue;
      const to = offsetOf(next, { columns, width });
      const difference = Math.max(
        Math.abs(data[at] - data[to]),
        Math.abs(data[at + 1] - data[to + 1]),
        Math.abs(data[at + 2] - data[to + 2]),
      );
      if (difference > SAME_MAX) continue;
      seen[next] = 1;
      stack.push(next);
    }
  }
  const rect = {
    x: left * STEP,
    y: top * STEP,
    width: (right - left + 1) * STEP,
    height: (bottom - top + 1) * STEP,
  };
  return { rect, cells };
}
