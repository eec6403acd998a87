/** Boxes in the mask, as many as are worked on at once: left, top, right, bottom, pixels of ink; all edges inside. */
// @ts-nocheck: AssemblyScript
export const BOXES_MAX: i32 = 1024;
export const boxes: usize = memory.data(20 * 1024, 16);

/** Shrinks the first `count` boxes to the ink inside them; a box without ink gets 0 pixels. */
export function tightenBoxes(count: i32, mask: usize, width: i32, threshold: i32): void {
  for (let i = 0; i < count; i++) tighten(boxes + 20 * <usize> i, mask, width, threshold);
}

function tighten(box: usize, mask: usize, width: i32, threshold: i32): void {
  const first = load<i32>(box), end = load<i32>(box, 8) + 1, lowest = load<i32>(box, 12);
  const limit = i8x16.splat(<i8> threshold);
  let left = end, right = first - 1, top = -1, bottom = -1, count = 0;
  for (let y = load<i32>(box, 4); y <= lowest; y++) {
    const row = mask + <usize> (y * width);
    for (let x = first; x < end; x += 16) {
      let ink = i8x16.bitmask(i8x16.ge_u(v128.load(row + <usize> x), limit));
      if (x + 16 > end) ink &= (1 << (end - x)) - 1;
      if (ink == 0) continue;
      count += popcnt(ink);
      if (top < 0) top = y;
      bottom = y;
      left = min(left, x + ctz(ink));
      right = max(right, x + 31 - clz(ink));
    }
  }
  store<i32>(box, left);
  store<i32>(box, top, 4);
  store<i32>(box, right, 8);
  store<i32>(box, bottom, 12);
  store<i32>(box, count, 16);
}
