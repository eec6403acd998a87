/** Samples the ink in a box for the network: 12×16 areas averaged, 0 to 1, then the box's proportions in its line. */
// @ts-nocheck: AssemblyScript
import { columns } from "./memory.ts";

const GRID_WIDTH: i32 = 12;
const GRID_HEIGHT: i32 = 16;
export const INPUTS: i32 = 196;
export const inputs: usize = memory.data(4 * 196, 16);

/** Where the ink ends, within a pixel of the box; right and bottom are outside. */
let left: f64 = 0, top: f64 = 0, right: f64 = 0, bottom: f64 = 0;

/** The mask that is sampled, and its size. */
let mask: usize = 0, width: i32 = 0, height: i32 = 0;

export function chooseMask(at: usize, across: i32, down: i32): void {
  mask = at;
  width = across;
  height = down;
}

/** Fills `inputs` from the box whose edges stand at `box`; `base` and `figure`: the line's base and height of figures. */
export function sampleBox(box: usize, base: f64, figure: f64): void {
  refineEdges(load<i32>(box), load<i32>(box, 4), load<i32>(box, 8), load<i32>(box, 12));
  const stepX = (right - left) / GRID_WIDTH, stepY = (bottom - top) / GRID_HEIGHT;
  const scale = <f32> (1 / (255 * stepX * stepY));
  const lowest = <i32> Math.ceil(bottom) - 1;
  for (let row = 0; row < GRID_HEIGHT; row++) {
    const from = top + row * stepY;
    addRows(from, from + stepY, lowest);
    averageColumns(inputs + 4 * GRID_WIDTH * row, stepX, scale);
  }
  const proportions = inputs + 4 * GRID_WIDTH * GRID_HEIGHT;
  store<f32>(proportions, <f32> Math.min(2, (right - left) / figure));
  store<f32>(proportions, <f32> Math.min(2, (bottom - top) / figure), 4);
  store<f32>(proportions, <f32> Math.max(-2, Math.min(2, 2 * (bottom - 1 - base) / figure)), 8);
  store<f32>(proportions, <f32> Math.min(1, 8 / figure), 12);
}

/** Adds the rows between two heights to one row of floats, each by the part of it that lies between. */
function addRows(from: f64, to: f64, lowest: i32): void {
  const firstY = <i32> Math.floor(from), lastY = min(lowest, <i32> Math.ceil(to) - 1);
  const firstX = <i32> Math.floor(left), end = <i32> Math.ceil(right);
  for (let x = firstX, out = columns; x < end; x += 8, out += 32) {
    let low = f32x4.splat(0), high = f32x4.splat(0);
    for (let y = firstY; y <= lastY; y++) {
      const part = f32x4.splat(<f32> (Math.min(to, y + 1) - Math.max(from, y)));
      const ink = v128.load_ext<u8>(mask + <usize> (y * width + x));
      low = f32x4.add(low, f32x4.mul(part, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(ink))));
      high = f32x4.add(high, f32x4.mul(part, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(ink))));
    }
    v128.store(out, low);
    v128.store(out, high, 16);
  }
}

/** Averages the row of floats into a row of the grid. */
function averageColumns(out: usize, stepX: f64, scale: f32): void {
  const firstX = <i32> Math.floor(left), rightmost = <i32> Math.ceil(right) - 1;
  for (let column = 0; column < GRID_WIDTH; column++, out += 4) {
    const from = left + column * stepX, to = from + stepX;
    let x = <i32> Math.floor(from);
    const lastX = min(rightmost, <i32> Math.ceil(to) - 1);
    let at = columns + 4 * <usize> (x - firstX);
    let sum = <f32> (Math.min(to, x + 1) - from) * load<f32>(at);
    for (x++, at += 4; x < lastX; x++, at += 4) sum += load<f32>(at);
    if (x == lastX) sum += <f32> (Math.min(to, x + 1) - x) * load<f32>(at);
    store<f32>(out, sum * scale);
  }
}

/** Where the soft edges say that the ink ends: small glyphs look alike wherever they fall. */
function refineEdges(x0: i32, y0: i32, x1: i32, y1: i32): void {
  left = x0 + 1 - mostInColumn(x0, y0, y1);
  right = x1 + mostInColumn(x1, y0, y1);
  top = y0 + 1 - mostInRow(y0, x0, x1);
  bottom = y1 + mostInRow(y1, x0, x1);
  if (x0 > 0) left -= soft(mostInColumn(x0 - 1, y0, y1));
  if (x1 < width - 1) right += soft(mostInColumn(x1 + 1, y0, y1));
  if (y0 > 0) top -= soft(mostInRow(y0 - 1, x0, x1));
  if (y1 < height - 1) bottom += soft(mostInRow(y1 + 1, x0, x1));
  if (right - left < 1) {
    left = x0;
    right = x1 + 1;
  }
  if (bottom - top < 1) {
    top = y0;
    bottom = y1 + 1;
  }
}

/** Full ink beside the box is a neighbour's: the box was cut there. */
function soft(share: f64): f64 {
  return share > 0.5 ? 0 : share;
}

function mostInColumn(x: i32, y0: i32, y1: i32): f64 {
  let most: i32 = 0;
  for (let y = y0, at = mask + <usize> (y0 * width + x); y <= y1; y++, at += width) {
    most = max(most, <i32> load<u8>(at));
  }
  return <f64> most / 254;
}

function mostInRow(y: i32, x0: i32, x1: i32): f64 {
  let most: i32 = 0;
  for (let x = x0, at = mask + <usize> (y * width + x0); x <= x1; x++, at++) most = max(most, <i32> load<u8>(at));
  return <f64> most / 254;
}
