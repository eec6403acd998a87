/** Mean and standard deviation of a picture's red, green and blue, exactly. */
import type { Channels } from "../protocol/color_sample.ts";
import type { Picture } from "../protocol/picture.ts";

/** Squares of so many bytes fit a 31-bit sum, which the engine adds fastest. */
const CHUNK_PIXELS = 32_000;

/** Over all pixels; 0 for a picture without any. */
export function colorStatistics({ data, width, height }: Picture): { mean: Channels; deviation: Channels } {
  const bytes = 4 * width * height, sums = [0, 0, 0], squares = [0, 0, 0];
  for (let start = 0; start < bytes; start += 4 * CHUNK_PIXELS) {
    let red = 0, green = 0, blue = 0, redSquares = 0, greenSquares = 0, blueSquares = 0;
    const end = Math.min(bytes, start + 4 * CHUNK_PIXELS);
    for (let at = start; at < end; at += 4) {
      const r = data[at], g = data[at + 1], b = data[at + 2];
      red += r;
      green += g;
      blue += b;
      redSquares += r * r;
      greenSquares += g * g;
      blueSquares += b * b;
    }
    sums[0] += red;
    sums[1] += green;
    sums[2] += blue;
    squares[0] += redSquares;
    squares[1] += greenSquares;
    squares[2] += blueSquares;
  }
  const count = Math.max(1, width * height);
  const mean = sums.map((sum) => sum / count) as Channels;
  const deviation = squares.map((sum, channel) => Math.sqrt(Math.max(0, sum / count - mean[channel] ** 2))) as Channels;
  return { mean, deviation };
}
