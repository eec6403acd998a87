/** Image files' bytes back to pictures, to the bit. */
import { createCanvas, loadImage } from "@napi-rs/canvas";
import type { Picture } from "../protocol/picture.ts";

/** The picture in an image file. */
export async function decodePicture(bytes: Uint8Array): Promise<Picture> {
  const image = await loadImage(bytes);
  const { width, height } = image, context = createCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
