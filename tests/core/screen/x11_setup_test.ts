import { deepEqual, equal, throws } from "node:assert/strict";
import { parseSetup, setupBytes } from "../../../core/screen/x11_setup.ts";

interface ScreenOptions {
  root: number;
  width: number;
  height: number;
  depth?: number;
  red?: number;
}

/** Bytes of one screen: a depth without visuals, then its own with two, the second being the root's. */
function screen({ root, width, height, depth = 24, red = 0xff0000 }: ScreenOptions): number[] {
  const bytes = new Uint8Array(40 + 8 + 8 + 2 * 24), data = new DataView(bytes.buffer);
  data.setUint32(0, root, true);
  data.setUint16(20, width, true);
  data.setUint16(22, height, true);
  data.setUint32(32, 0x22, true);
  bytes[38] = depth;
  bytes[39] = 2;
  bytes[40] = 1;
  bytes[48] = depth;
  data.setUint16(50, 2, true);
  data.setUint32(56, 0x21, true);
  data.setUint32(64, 0x0f, true);
  data.setUint32(80, 0x22, true);
  data.setUint32(88, red, true);
  return [...bytes];
}

function setup(screens: number[][], options: { vendor?: string; bits?: number; byteOrder?: number } = {}): Uint8Array {
  const { vendor = "Maker", bits = 32, byteOrder = 0 } = options;
  const padded = [...new TextEncoder().encode(vendor.padEnd((vendor.length + 3) & ~3, "\0"))];
  const formats = [[1, 1, 32, 0, 0, 0, 0, 0], [24, bits, 32, 0, 0, 0, 0, 0], [30, 32, 32, 0, 0, 0, 0, 0]];
  const bytes = new Uint8Array([...new Array(40).fill(0), ...padded, ...formats.flat(), ...screens.flat()]);
  const data = new DataView(bytes.buffer);
  data.setUint16(6, (bytes.length - 8) / 4, true);
  data.setUint16(24, vendor.length, true);
  bytes[28] = screens.length;
  bytes[29] = formats.length;
  bytes[30] = byteOrder;
  return bytes;
}

const FIRST = { root: 0x1d4, width: 2560, height: 1440 }, SECOND = { root: 0x2aa, width: 1280, height: 1024 };

Deno.test("setupBytes() tells the whole length when given the start", () => {
  const bytes = setup([screen(FIRST)]);
  equal(setupBytes(bytes.subarray(0, 8)), bytes.length);
});

Deno.test("parseSetup() finds each screen when a server has several", () => {
  for (const vendor of ["", "A", "four", "The X.Org Foundation"]) {
    const bytes = setup([screen(FIRST), screen(SECOND)], { vendor });
    deepEqual([parseSetup(bytes, 0), parseSetup(bytes, 1)], [FIRST, SECOND]);
  }
});

Deno.test("parseSetup() refuses a screen when it is not there or its pixels are of another kind", () => {
  const refuse = (bytes: Uint8Array, message: RegExp, number = 0) =>
    throws(() => parseSetup(bytes, number), { code: "screen", message });
  refuse(setup([screen(FIRST)]), /Cannot use screen 1: the X server has 1/, 1);
  refuse(setup([screen(FIRST)], { bits: 16 }), /depth 24 \(16 bits/);
  refuse(setup([screen(FIRST)], { byteOrder: 1 }), /depth 24/);
  refuse(setup([screen({ ...FIRST, red: 0xff })]), /red ff/);
  refuse(setup([screen({ ...FIRST, depth: 30, red: 0x3ff00000 })]), /depth 30 \(32 bits, red 3ff00000\)/);
  refuse(setup([screen({ ...FIRST, depth: 8 })]), /depth 8 \(0 bits/);
});
