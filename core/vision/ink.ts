/** Tells writing from what lies behind it: the picture's flat colours, and how much of each pixel is ink. */
import type { Picture } from "../protocol/picture.ts";
import type { Color } from "./colors.ts";
import { isPlaced, kernel, kernelPlaces, LANES, type Mask, placePicture, takeMask } from "./kernels/reading_kernel.ts";

export type { Mask } from "./kernels/reading_kernel.ts";

/** A colour that fills some area. */
export interface Area extends Color {
  /** flat pixels that have it, in sampled pixels */
  weight: number;
}

/** What the picture is painted with. */
export interface Palette {
  /** the most frequent colour first */
  areas: Area[];
  /** the colour farthest from the first area that some pixels have: thin writing never reaches its full colour */
  extreme: Color;
}

const SAMPLES_MAX = 10_000;
/** Place of the extreme colour behind the areas. */
const EXTREME = 7;
/** A mixture of ink and ground lies on the line between them; this far off it, as a share of its length, it is neither. */
const OFF_LINE_SHARE = 0.4;
/** Where ink and ground are alike. */
const OFF_LINE_MIN = 24;

/** Finds the flat colours of a picture. */
export function findPalette(picture: Picture): Palette {
  const { width, height } = picture;
  placePicture(picture);
  const count = kernel.findPalette(width, height, Math.max(1, Math.ceil((width * height) / SAMPLES_MAX)));
  return { areas: Array.from({ length: count }, (_, index) => areaAt(index)), extreme: areaAt(EXTREME) };
}

function areaAt(index: number): Area {
  const { areas } = kernelPlaces();
  return { r: areas[4 * index], g: areas[4 * index + 1], b: areas[4 * index + 2], weight: areas[4 * index + 3] };
}

/**
 * Fills `mask` with each pixel's share of `ink`, taking every pixel as a mixture of ink and one of the grounds. There is
 * one such mask at a time: the next one overwrites it.
 */
export function fillMask(
  picture: Picture,
  { ink, grounds, mask }: { ink: Color; grounds: readonly Color[]; mask: Mask },
): void {
  if (!isPlaced(picture)) placePicture(picture);
  grounds.forEach((ground, lane) => loadLine(ground, { ink, lane }));
  kernel.fillMask(picture.width * picture.height, grounds.length);
  takeMask(mask, picture);
}

/** Writes the line from a ground to the ink where the kernel looks for it. */
function loadLine(ground: Color, { ink, lane }: { ink: Color; lane: number }): void {
  const { lines } = kernelPlaces();
  const dr = ink.r - ground.r, dg = ink.g - ground.g, db = ink.b - ground.b;
  const length = Math.max(1, Math.hypot(dr, dg, db));
  lines[lane] = ground.r;
  lines[LANES + lane] = ground.g;
  lines[2 * LANES + lane] = ground.b;
  lines[3 * LANES + lane] = dr;
  lines[4 * LANES + lane] = dg;
  lines[5 * LANES + lane] = db;
  lines[6 * LANES + lane] = 1 / (length * length);
  lines[7 * LANES + lane] = Math.max(OFF_LINE_MIN, OFF_LINE_SHARE * length);
}

/** Largest difference of a channel. */
export function farthestChannel(one: Color, other: Color): number {
  return Math.max(Math.abs(one.r - other.r), Math.abs(one.g - other.g), Math.abs(one.b - other.b));
}
