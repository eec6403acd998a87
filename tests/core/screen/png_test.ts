import { deepEqual } from "node:assert/strict";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { encodePng } from "../../../core/screen/png.ts";
import { randomOf } from "../betting/fixtures.ts";

Deno.test("encodePng() gives files that others read back to the pixel, whatever their size", async () => {
  const random = randomOf(5);
  for (const [width, height] of [[1, 1], [3, 2], [257, 33], [64, 300]]) {
    const data = Uint8Array.from({ length: 4 * width * height }, (_, at) => at % 4 === 3 ? 255 : random() * 256);
    const image = await loadImage(encodePng({ width, height, data })), canvas = createCanvas(width, height);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    deepEqual(new Uint8Array(context.getImageData(0, 0, width, height).data), data, `${width}x${height}`);
  }
});
