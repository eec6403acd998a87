/** Rectangles and pixels, as every part hands them to the next. */

/** A rectangle in pixels; `x` and `y` are its left and top. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A point in pixels. */
export interface Point {
  x: number;
  y: number;
}

/** A picture: RGBA bytes, row by row from the top, `data.length === 4 * width * height`. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}
