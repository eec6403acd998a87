/** Pictures as image files' bytes. */
import { createCanvas } from "@napi-rs/canvas";
import type { Picture } from "../protocol/picture.ts";

/** A PNG file's bytes. */
export function encodePng({ width, height, data }: Picture): Uint8Array<ArrayBuffer> {
  const context = createCanvas(width, height).getContext("2d");
  const image = context.createImageData(width, height);
  image.data.set(data);
  context.putImageData(image, 0, 0);
  return Uint8Array.from(context.canvas.toBuffer("image/png"));
}
