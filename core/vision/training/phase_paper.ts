/** One canvas for all sketches: a canvas each would fill the memory faster than it is given back. */
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Picture } from "../../protocol/picture.ts";

const PAPER_WIDTH = 700, PAPER_HEIGHT = 500;
const paper = createCanvas(PAPER_WIDTH, PAPER_HEIGHT);

/** A clean sheet; what lies outside `width` and `height` does not count. */
export function cleanPaper(): SKRSContext2D {
  const context = paper.getContext("2d");
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = 1;
  context.lineCap = "butt";
  context.letterSpacing = "0px";
  context.fillStyle = "#000000";
  context.fillRect(0, 0, PAPER_WIDTH, PAPER_HEIGHT);
  return context;
}

/** Copies the sheet's top left corner. */
export function pictureOf({ width, height }: { width: number; height: number }): Picture {
  const all = paper.data(), data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    data.set(all.subarray(4 * y * PAPER_WIDTH, 4 * (y * PAPER_WIDTH + width)), 4 * y * width);
  }
  return { width, height, data };
}
