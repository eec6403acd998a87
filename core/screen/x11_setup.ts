/** What an X server says of itself when a connection opens, parsed. Refuses screens whose pixels are not 4 bytes B, G, R, unused. */
import { HostError } from "../protocol/errors.ts";

/** One screen of an X server. */
export interface X11Screen {
  /** id of the window that covers the whole screen */
  root: number;
  /** pixels */
  width: number;
  height: number;
}

const HEADER_BYTES = 40, FORMAT_BYTES = 8, SCREEN_BYTES = 40, DEPTH_BYTES = 8, VISUAL_BYTES = 24;
const LEAST_SIGNIFICANT_FIRST = 0;

/** Bytes of a whole setup, from its first 8. */
export function setupBytes(start: Uint8Array): number {
  return 8 + 4 * view(start).getUint16(6, true);
}

/**
 * Finds a screen in a server's setup (`xcb_setup_t`: the X protocol's own bytes).
 *
 * @param number which of the server's screens, from 0: the `.1` in `:0.1`
 * @throws {HostError} `screen` when it is not there or its pixels are not B, G, R, unused
 */
export function parseSetup(setup: Uint8Array, number: number): X11Screen {
  const data = view(setup);
  const vendorBytes = (data.getUint16(24, true) + 3) & ~3;
  const screens = data.getUint8(28), formats = data.getUint8(29);
  if (number >= screens) throw new HostError("screen", `Cannot use screen ${number}: the X server has ${screens}`);
  let at = HEADER_BYTES + vendorBytes + formats * FORMAT_BYTES;
  for (let index = 0; index < number; index++) at += screenBytes(data, at);
  const depth = data.getUint8(at + 38);
  const bits = bitsPerPixel(data, { at: HEADER_BYTES + vendorBytes, formats, depth });
  const red = redMask(data, { at, visual: data.getUint32(at + 32, true) });
  if (bits !== 32 || red !== 0xff0000 || data.getUint8(30) !== LEAST_SIGNIFICANT_FIRST) {
    throw new HostError(
      "screen",
      `Cannot read pixels of depth ${depth} (${bits} bits, red ${red.toString(16)}): ` +
        "set the screen to 24 bit colour, 8 bits a channel",
    );
  }
  return {
    root: data.getUint32(at, true),
    width: data.getUint16(at + 20, true),
    height: data.getUint16(at + 22, true),
  };
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bitsPerPixel(data: DataView, list: { at: number; formats: number; depth: number }): number {
  for (let index = 0; index < list.formats; index++) {
    const at = list.at + index * FORMAT_BYTES;
    if (data.getUint8(at) === list.depth) return data.getUint8(at + 1);
  }
  return 0;
}

/** Walks the depths of the screen at `at`, calling `visit` with the place of each visual. */
function walkVisuals(data: DataView, at: number, visit: (visualAt: number) => void): number {
  const depths = data.getUint8(at + 39);
  let next = at + SCREEN_BYTES;
  for (let depth = 0; depth < depths; depth++) {
    const visuals = data.getUint16(next + 2, true);
    next += DEPTH_BYTES;
    for (let visual = 0; visual < visuals; visual++, next += VISUAL_BYTES) visit(next);
  }
  return next;
}

function screenBytes(data: DataView, at: number): number {
  return walkVisuals(data, at, () => {}) - at;
}

function redMask(data: DataView, screen: { at: number; visual: number }): number {
  let mask = 0;
  walkVisuals(data, screen.at, (visualAt) => {
    if (data.getUint32(visualAt, true) === screen.visual) mask = data.getUint32(visualAt + 8, true);
  });
  return mask;
}
