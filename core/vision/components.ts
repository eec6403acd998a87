/** Finds the connected pieces of ink in a mask. Knows nothing of glyphs. */
import { BOX_NUMBERS, kernel, kernelPlaces, type Mask, placeMask } from "./kernels/reading_kernel.ts";

/** One piece of ink; all four edges are inside it. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** pixels of ink */
  count: number;
}

/** Pieces of pixels with at least `threshold` ink, touching by an edge or a corner; none when the picture is noise. */
export function findPieces(mask: Mask, threshold: number): Box[] {
  const found = kernel.findPieces(placeMask(mask), mask.width, mask.height, threshold);
  const { pieces } = kernelPlaces();
  return Array.from({ length: found }, (_, index) => boxAt(pieces, index));
}

/** The smallest box around the ink inside `box`, or null when there is none. */
export function tighten(mask: Mask, box: Box, threshold: number): Box | null {
  return tightenAll(mask, { boxes: [box], threshold })[0];
}

/** The smallest box around the ink inside each box, null where there is none. At most `BOXES_MAX` boxes. */
export function tightenAll(
  mask: Mask,
  { boxes, threshold }: { boxes: readonly Box[]; threshold: number },
): (Box | null)[] {
  if (boxes.length === 0) return [];
  const rows = rowsOf(boxes);
  const at = placeMask(mask, rows.top, rows.bottom);
  const places = loadBoxes(boxes);
  kernel.tightenBoxes(boxes.length, at, mask.width, threshold);
  return boxes.map((_, index) => places[BOX_NUMBERS * index + 4] === 0 ? null : boxAt(places, index));
}

/** The rows that boxes reach over. */
export function rowsOf(boxes: readonly Box[]): { top: number; bottom: number } {
  let top = Infinity, bottom = -1;
  for (const box of boxes) {
    top = Math.min(top, box.top);
    bottom = Math.max(bottom, box.bottom);
  }
  return { top, bottom };
}

/** Writes boxes where the kernel looks for them, and gives that place. */
export function loadBoxes(boxes: readonly Box[]): Int32Array {
  const places = kernelPlaces().boxes;
  let at = 0;
  for (const { left, top, right, bottom, count } of boxes) {
    places[at++] = left;
    places[at++] = top;
    places[at++] = right;
    places[at++] = bottom;
    places[at++] = count;
  }
  return places;
}

function boxAt(places: Int32Array, index: number): Box {
  const at = BOX_NUMBERS * index;
  return {
    left: places[at],
    top: places[at + 1],
    right: places[at + 2],
    bottom: places[at + 3],
    count: places[at + 4],
  };
}
