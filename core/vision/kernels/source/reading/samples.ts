/** Samples the ink in a box for the network: 12×16 areas averaged, 0 to 1, then the box's proportions in its line. */
// @ts-nocheck: AssemblyScript
const GRID_WIDTH: i32 = 12;
const GRID_HEIGHT: i32 = 16;
export const INPUTS: i32 = 196;
export const inputs: usize = memory.data(4 * 196, 16);

/** Of each column of the grid: first and last pixel, what the first and the last count; 16 bytes each. */
const spans: usize = memory.data(16 * 12, 16);
/** What a pixel between them counts. */
let whole: f32 = 0;
/** One row of pixels, averaged into the grid's columns. */
const averages: usize = memory.data(4 * 12, 16);

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
  measureColumns((right - left) / GRID_WIDTH, (bottom - top) / GRID_HEIGHT);
  memory.fill(inputs, 0, 4 * GRID_WIDTH * GRID_HEIGHT);
  addRows((bottom - top) / GRID_HEIGHT);
  const proportions = inputs + 4 * GRID_WIDTH * GRID_HEIGHT;
  store<f32>(proportions, <f32> Math.min(2, (right - left) / figure));
  store<f32>(proportions, <f32> Math.min(2, (bottom - top) / figure), 4);
  store<f32>(proportions, <f32> Math.max(-2, Math.min(2, 2 * (bottom - 1 - base) / figure)), 8);
  store<f32>(proportions, <f32> Math.min(1, 8 / figure), 12);
}

/** Notes for each column of the grid which pixels of a row it covers, and what share of the first and the last. */
function measureColumns(stepX: f64, stepY: f64): void {
  const scale = 1 / (255 * stepX * stepY), rightmost = <i32> Math.ceil(right) - 1;
  for (let column = 0, at = spans; column < GRID_WIDTH; column++, at += 16) {
    const from = left + column * stepX, to = from + stepX;
    const first = <i32> Math.floor(from), last = max(first, min(rightmost, <i32> Math.ceil(to) - 1));
    store<i32>(at, first);
    store<i32>(at, last, 4);
    store<f32>(at, <f32> (scale * (Math.min(to, first + 1) - from)), 8);
    store<f32>(at, last == first ? 0 : <f32> (scale * (Math.min(to, last + 1) - last)), 12);
  }
  whole = <f32> scale;
}

/** Adds each row of pixels to the one or two rows of the grid that cover it. */
function addRows(stepY: f64): void {
  const lowest = <i32> Math.ceil(bottom) - 1;
  let y = <i32> Math.floor(top) - 1;
  for (let row = 0, out = inputs; row < GRID_HEIGHT; row++, out += 4 * GRID_WIDTH) {
    const from = top + row * stepY, to = from + stepY;
    const firstY = <i32> Math.floor(from), lastY = min(lowest, <i32> Math.ceil(to) - 1);
    for (let at = firstY; at <= lastY; at++) {
      if (at != y) {
        y = at;
        averageRow(mask + <usize> (y * width));
      }
      const part = f32x4.splat(<f32> (Math.min(to, at + 1) - Math.max(from, at)));
      v128.store(out, f32x4.add(v128.load(out), f32x4.mul(part, v128.load(averages))));
      v128.store(out, f32x4.add(v128.load(out, 16), f32x4.mul(part, v128.load(averages, 16))), 16);
      v128.store(out, f32x4.add(v128.load(out, 32), f32x4.mul(part, v128.load(averages, 32))), 32);
    }
  }
}

/** Averages one row of pixels into the grid's columns. */
function averageRow(row: usize): void {
  for (let column: usize = 0; column < <usize> GRID_WIDTH; column++) {
    const span = spans + 16 * column, last = row + <usize> load<i32>(span, 4);
    let at = row + <usize> load<i32>(span), between: u32 = 0;
    const edges = <f32> load<u8>(at) * load<f32>(span, 8) + <f32> load<u8>(last) * load<f32>(span, 12);
    for (at++; at < last; at++) between += load<u8>(at);
    store<f32>(averages + 4 * column, edges + <f32> between * whole);
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
