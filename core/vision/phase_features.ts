/** Makes the phase network's input of a picture: few pixels, each told by how it differs from the ground. Keeps no colour as such. */
import type { Picture } from "../protocol/picture.ts";
import { CONVOLUTIONS, INPUT_CHANNELS, INPUT_HEIGHT, INPUT_WIDTH, mapOffset } from "./phase_network.ts";

/** Smaller pictures hold no stage. */
export const STAGE_WIDTH_MIN = 60, STAGE_HEIGHT_MIN = 24;
/** Pixels looked at for each pixel of the input, across and down. */
const LOOKS = 3;
const GROUND_LOOKS = 4_000;

const counts = new Uint16Array(4096);

/** The flat colour that most of the picture has, as red, green and blue. */
function groundColor({ data, width, height }: Picture): [number, number, number] {
  counts.fill(0);
  const pixels = width * height, step = Math.max(1, Math.floor(pixels / GROUND_LOOKS));
  let most = 0;
  for (let pixel = 0; pixel < pixels; pixel += step) {
    const bin = binOf(data, 4 * pixel);
    if (++counts[bin] > counts[most]) most = bin;
  }
  let red = 0, green = 0, blue = 0, found = 0;
  for (let pixel = 0; pixel < pixels; pixel += step) {
    if (binOf(data, 4 * pixel) !== most) continue;
    red += data[4 * pixel];
    green += data[4 * pixel + 1];
    blue += data[4 * pixel + 2];
    found++;
  }
  return [red / found, green / found, blue / found];
}

function binOf(data: Uint8Array, at: number): number {
  return (data[at] >> 4) << 8 | (data[at + 1] >> 4) << 4 | data[at + 2] >> 4;
}

/**
 * Fills the network's input: how far from the ground's colour, how much lighter, how red, how colourful.
 *
 * @param input a map with zeros at the top and left, as `emptyActivations()` makes it
 */
export function sampleStage(picture: Picture, input: Float32Array): void {
  const { width, height } = picture, ground = groundColor(picture);
  const columns = placesOf(INPUT_WIDTH, width), rows = placesOf(INPUT_HEIGHT, height);
  for (let y = 0; y < INPUT_HEIGHT; y++) {
    for (let x = 0; x < INPUT_WIDTH; x++) {
      samplePixel(picture, { ground, columns, rows, x, y });
      input.set(pixel, mapOffset(CONVOLUTIONS[0], x, y));
    }
  }
}

/** Which pixels to look at along one side: `LOOKS` for each of the input's. */
function placesOf(count: number, length: number): Int32Array {
  return Int32Array.from({ length: count * LOOKS }, (_, index) => Math.floor((index + 0.5) / (count * LOOKS) * length));
}

const pixel = new Float32Array(INPUT_CHANNELS);

interface Looking {
  ground: [number, number, number];
  columns: Int32Array;
  rows: Int32Array;
  x: number;
  y: number;
}

function samplePixel({ data, width }: Picture, { ground: [red, green, blue], columns, rows, x, y }: Looking): void {
  let far = 0, light = 0, redness = 0, chroma = 0;
  for (let row = y * LOOKS; row < (y + 1) * LOOKS; row++) {
    for (let column = x * LOOKS; column < (x + 1) * LOOKS; column++) {
      const at = 4 * (rows[row] * width + columns[column]);
      const r = data[at], g = data[at + 1], b = data[at + 2];
      const dr = r - red, dg = g - green, db = b - blue;
      const ar = dr < 0 ? -dr : dr, ag = dg < 0 ? -dg : dg, ab = db < 0 ? -db : db;
      far += ar > ag ? (ar > ab ? ar : ab) : (ag > ab ? ag : ab);
      light += 0.3 * dr + 0.6 * dg + 0.1 * db;
      const cool = g > b ? g : b, most = r > cool ? r : cool;
      const least = r < g ? (r < b ? r : b) : (g < b ? g : b);
      redness += r - cool;
      chroma += most - least;
    }
  }
  const scale = 1 / (255 * LOOKS * LOOKS);
  pixel[0] = far * scale;
  pixel[1] = light * scale;
  pixel[2] = redness * scale;
  pixel[3] = chroma * scale;
}
