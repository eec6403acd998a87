/** Spoils pictures as screens, scaling and video do: noise, blur, and blocks as JPEG leaves them. */
import type { Picture } from "../../protocol/picture.ts";
import { clampByte, type Random } from "./sketches.ts";

const BLOCK = 8;

const cosines = Float64Array.from({ length: BLOCK * BLOCK }, (_, i) => {
  const frequency = i / BLOCK | 0, at = i % BLOCK;
  return Math.cos((2 * at + 1) * frequency * Math.PI / 16) * (frequency === 0 ? Math.SQRT1_2 : 1) / 2;
});

/** Adds to every byte a random difference of at most half of `strength`. */
export function addNoise({ data }: Picture, { random, strength }: { random: Random; strength: number }): void {
  for (let i = 0; i < data.length; i++) if (i % 4 !== 3) data[i] = clampByte(data[i] + (random() - 0.5) * strength);
}

/**
 * Rounds the waves of each block of 8 by 8 pixels, brightness finer than colour, as JPEG does.
 *
 * @param step of rounding for the mean; grows with the wave's frequency
 */
export function addBlocks(picture: Picture, { step }: { step: number }): void {
  const planes = toPlanes(picture);
  planes.forEach((plane, index) => roundBlocks(plane, { picture, step: index === 0 ? step : 2 * step }));
  fromPlanes(picture, planes);
}

function toPlanes({ data, width, height }: Picture): Float64Array[] {
  const [light, blue, red] = [0, 1, 2].map(() => new Float64Array(width * height));
  for (let i = 0, at = 0; i < light.length; i++, at += 4) {
    light[i] = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
    blue[i] = data[at + 2] - light[i];
    red[i] = data[at] - light[i];
  }
  return [light, blue, red];
}

function fromPlanes({ data }: Picture, [light, blue, red]: Float64Array[]): void {
  for (let i = 0, at = 0; i < light.length; i++, at += 4) {
    data[at] = clampByte(light[i] + red[i]);
    data[at + 1] = clampByte(light[i] - (0.299 * red[i] + 0.114 * blue[i]) / 0.587);
    data[at + 2] = clampByte(light[i] + blue[i]);
  }
}

const block = new Float64Array(BLOCK * BLOCK), turned = new Float64Array(BLOCK * BLOCK);

function roundBlocks(
  plane: Float64Array,
  { picture: { width, height }, step }: { picture: Picture; step: number },
): void {
  for (let top = 0; top < height; top += BLOCK) {
    for (let left = 0; left < width; left += BLOCK) {
      const place = (i: number) =>
        Math.min(height - 1, top + (i / BLOCK | 0)) * width + Math.min(width - 1, left + i % BLOCK);
      for (let i = 0; i < block.length; i++) block[i] = plane[place(i)];
      transform(block, turned, (frequency, at) => cosines[frequency * BLOCK + at]);
      for (let i = 0; i < turned.length; i++) {
        const size = step * (1 + 0.45 * ((i / BLOCK | 0) + i % BLOCK));
        turned[i] = Math.round(turned[i] / size) * size;
      }
      transform(turned, block, (at, frequency) => cosines[frequency * BLOCK + at]);
      for (let i = 0; i < block.length; i++) {
        if (top + (i / BLOCK | 0) < height && left + i % BLOCK < width) plane[place(i)] = block[i];
      }
    }
  }
}

const half = new Float64Array(BLOCK * BLOCK);

/** out = matrix · from · matrixᵀ */
function transform(from: Float64Array, out: Float64Array, matrix: (row: number, column: number) => number): void {
  for (let row = 0; row < BLOCK; row++) {
    for (let column = 0; column < BLOCK; column++) {
      let sum = 0;
      for (let i = 0; i < BLOCK; i++) sum += matrix(row, i) * from[i * BLOCK + column];
      half[row * BLOCK + column] = sum;
    }
  }
  for (let row = 0; row < BLOCK; row++) {
    for (let column = 0; column < BLOCK; column++) {
      let sum = 0;
      for (let i = 0; i < BLOCK; i++) sum += half[row * BLOCK + i] * matrix(column, i);
      out[row * BLOCK + column] = sum;
    }
  }
}
