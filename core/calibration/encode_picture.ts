/** Pictures to image files' bytes off the program's own thread. */
import { type Canvas, createCanvas, loadImage } from "@napi-rs/canvas";
import type { Picture } from "../protocol/picture.ts";

/** Of WebP, 0 to 100: what the eye needs; numbers are read from the pixels themselves. */
const QUALITY = 80;

/** A picture for the eye: WebP, small. */
export async function encodeForView(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
  return await held(toCanvas(picture), (canvas) => canvas.encode("webp", QUALITY));
}

/** A picture to the bit: PNG. */
export async function encodeExactly(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
  return await held(toCanvas(picture), (canvas) => canvas.encode("png"));
}

/** The inverse of `encodeExactly()`. */
export async function decodeExactly(bytes: Uint8Array): Promise<Picture> {
  const image = await loadImage(bytes);
  const { width, height } = image, context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  return { width, height, data: Uint8Array.from(context.getImageData(0, 0, width, height).data) };
}

/** Canvases that are being encoded: one that nobody holds may be gone before its thread has read it. */
const encoding = new Set<Canvas>();

async function held(
  canvas: Canvas,
  encode: (canvas: Canvas) => Promise<Uint8Array>,
): Promise<Uint8Array<ArrayBuffer>> {
  encoding.add(canvas);
  try {
    return Uint8Array.from(await encode(canvas));
  } finally {
    encoding.delete(canvas);
  }
}

function toCanvas({ width, height, data }: Picture) {
  const context = createCanvas(width, height).getContext("2d");
  const image = context.createImageData(width, height);
  image.data.set(data);
  context.putImageData(image, 0, 0);
  return context.canvas;
}
