/**
 * The reading kernel: its calls with their types, and the one picture and one mask that it holds at a time. Decides
 * nothing. Loading it has no effect that anybody sees (`@__PURE__`), so that a plugin that reads no pictures is bundled
 * without it.
 */
import { mustHold } from "../../protocol/must_hold.ts";
import type { Picture } from "../../protocol/picture.ts";
import { instantiateKernel } from "./instantiate.ts";
import { READING_WASM } from "./reading_wasm.ts";

/** How much of each pixel is covered by ink, 0 to 255, row by row. */
export interface Mask {
  width: number;
  height: number;
  ink: Uint8Array;
}

/** What `source/reading.ts` exports; addresses are in bytes. */
interface ReadingExports {
  memory: WebAssembly.Memory;
  makeRoom(count: number): void;
  findPalette(width: number, height: number, stepY: number): number;
  fillMask(count: number, grounds: number): void;
  eraseCurve(width: number, height: number): number;
  findPieces(mask: number, width: number, height: number, threshold: number): number;
  tightenBoxes(count: number, mask: number, width: number, threshold: number): void;
  chooseMask(mask: number, width: number, height: number): void;
  sampleBox(box: number, base: number, figure: number): void;
  nameBoxes(count: number, base: number, figure: number): void;
}
type Address =
  | "pixels"
  | "mask"
  | "guest"
  | "areas"
  | "lines"
  | "colors"
  | "pieces"
  | "boxes"
  | "inputs"
  | "hiddenWeights"
  | "outputWeights"
  | "shares";

const exports = /* @__PURE__ */ instantiateKernel(READING_WASM);
/** The kernel's calls. */
export const kernel = exports as unknown as ReadingExports;
const addresses = exports as unknown as Record<Address, WebAssembly.Global<"i32">>;

export const PIECES_MAX = 400, BOXES_MAX = 1024;
/** Numbers of a piece and of a box: left, top, right, bottom, pixels of ink. */
export const BOX_NUMBERS = 5;
/** Lines from a ground to the ink, side by side. */
export const LANES = 8;
const AREAS_MAX = 7, LINE_NUMBERS = 8;
const INPUTS = 196, HIDDEN = 64, OUTPUTS = 16;

/** The kernel's fixed places as arrays. */
export type KernelPlaces = ReturnType<typeof placesNow>;

let places = /* @__PURE__ */ placesNow();

function placesNow() {
  const { buffer } = kernel.memory;
  return {
    buffer,
    bytes: new Uint8Array(buffer),
    /** red, green, blue, weight of each area; the extreme colour last */
    areas: new Float64Array(buffer, addressOf("areas"), 4 * (AREAS_MAX + 1)),
    /** `LANES` of each of a line's numbers */
    lines: new Float32Array(buffer, addressOf("lines"), LINE_NUMBERS * LANES),
    /** red, green, blue of a ground, then of a tint */
    colors: new Float64Array(buffer, addressOf("colors"), 6),
    pieces: new Int32Array(buffer, addressOf("pieces"), BOX_NUMBERS * PIECES_MAX),
    boxes: new Int32Array(buffer, addressOf("boxes"), BOX_NUMBERS * BOXES_MAX),
    inputs: new Float32Array(buffer, addressOf("inputs"), INPUTS),
    /** input by input, then the biases */
    hiddenWeights: new Float32Array(buffer, addressOf("hiddenWeights"), HIDDEN * (INPUTS + 1)),
    /** hidden unit by hidden unit, then the biases */
    outputWeights: new Float32Array(buffer, addressOf("outputWeights"), OUTPUTS * (HIDDEN + 1)),
    /** of each box the classes' shares */
    shares: new Float32Array(buffer, addressOf("shares"), OUTPUTS * BOXES_MAX),
  };
}

/** The kernel's places; ask again after every call that may have made room. */
export function kernelPlaces(): KernelPlaces {
  return places;
}

/** Address of the boxes, for `kernel.sampleBox()`. */
export const BOXES_AT = /* @__PURE__ */ addressOf("boxes");

function addressOf(name: Address): number {
  return addresses[name].value;
}

let placed: Picture | null = null;

/** Makes room for `count` pixels. Growing loses what the kernel holds: masks of before must not be used any more. */
function makeRoom(count: number): void {
  kernel.makeRoom(count);
  if (kernel.memory.buffer === places.buffer) return;
  places = placesNow();
  placed = null;
}

/** Copies a picture's pixels into the kernel. */
export function placePicture(picture: Picture): void {
  const count = picture.width * picture.height;
  makeRoom(count);
  places.bytes.set(picture.data.subarray(0, 4 * count), addresses.pixels.value);
  placed = picture;
}

/** Whether the pixels in the kernel are this picture's, as they were when it was placed. */
export function isPlaced(picture: Picture): boolean {
  return placed === picture;
}

/** Lets `mask` be the kernel's own, of the size of the picture in the kernel. */
export function takeMask(mask: Mask, { width, height }: Picture): void {
  mask.width = width;
  mask.height = height;
  mask.ink = new Uint8Array(places.buffer, addresses.mask.value, width * height);
}

/** Whether a mask is the kernel's own. */
export function isOwnMask({ ink }: Mask): boolean {
  return ink.buffer === places.buffer;
}

/** Address of a mask in the kernel; of one made elsewhere the rows from `top` to `bottom` are copied there. */
export function placeMask(mask: Mask, top = 0, bottom = mask.height - 1): number {
  const { ink, width, height } = mask;
  if (isOwnMask(mask)) return ink.byteOffset;
  mustHold(ink.length >= width * height, "a mask outlived the kernel's memory");
  makeRoom(width * height);
  const from = Math.max(0, top) * width, end = Math.min(height, bottom + 1) * width;
  places.bytes.set(ink.subarray(from, end), addresses.guest.value + from);
  return addresses.guest.value;
}
