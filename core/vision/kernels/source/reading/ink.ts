/** How much of each pixel is ink: every pixel taken as a mixture of the ink and one of the grounds. */
// @ts-nocheck: AssemblyScript
import { mask, pixels } from "./memory.ts";

/** Bits a channel by which colours are told apart. */
const BITS: i32 = 6;
const COLORS: usize = 1 << 18;
/** More colours are forgotten all at once. */
const KNOWN_MAX: i32 = 4096;
/** Below and above these shares a pixel counts as none and as all ink; gradients and noise stay below. */
const INK_LOW: f64 = 0.14, INK_HIGH: f64 = 0.9;
/** A mixture of ink and background lies on the line between them; this far off it (share of the contrast) it is neither. */
const OFF_LINE_MAX: f64 = 0.4;

/** Ink of each colour plus one; 0: not yet known. */
const inkOf: usize = memory.data(1 << 18, 16);
/** Colours whose ink is known. */
const known: usize = memory.data(4 * 4096, 16);
let knownCount: i32 = 0;

/** A line from a ground to the ink: the ground's red, green, blue, the way to the ink in each, its length. */
export const lines: usize = memory.data(8 * 7 * 8, 16);
let lineCount: i32 = 0;

/** Fills the mask of `count` pixels with shares of ink, 0 to 254, by the first `grounds` lines. */
export function fillMask(count: i32, grounds: i32): void {
  forget();
  lineCount = grounds;
  let last = load<u32>(pixels), at = pixels, out = mask;
  const end = pixels + 4 * <usize> count;
  let ink = inkOfPixel(last);
  for (; at + 16 <= end; at += 16, out += 4) {
    const four = v128.load(at);
    if (i32x4.all_true(i32x4.eq(four, i32x4.splat(last)))) {
      store<u32>(out, ink * 0x01010101);
      continue;
    }
    const colors = colorsOf(four);
    const one = inkOfColor(i32x4.extract_lane(colors, 0), at), two = inkOfColor(i32x4.extract_lane(colors, 1), at + 4);
    const three = inkOfColor(i32x4.extract_lane(colors, 2), at + 8);
    last = load<u32>(at, 12);
    ink = inkOfColor(i32x4.extract_lane(colors, 3), at + 12);
    store<u32>(out, one | (two << 8) | (three << 16) | (ink << 24));
  }
  for (; at < end; at += 4, out++) store<u8>(out, inkOfPixel(load<u32>(at)));
}

function forget(): void {
  if (knownCount > KNOWN_MAX) memory.fill(inkOf, 0, COLORS);
  else for (let i = 0; i < knownCount; i++) store<u8>(inkOf + <usize> load<u32>(known + 4 * <usize> i), 0);
  knownCount = 0;
}

function colorsOf(four: v128): v128 {
  return v128.or(
    v128.or(
      i32x4.shl(v128.and(four, i32x4.splat(0xfc)), 10),
      v128.and(i32x4.shr_u(four, 4), i32x4.splat(0xfc0)),
    ),
    v128.and(i32x4.shr_u(four, 18), i32x4.splat(0x3f)),
  );
}

function inkOfColor(color: i32, pixel: usize): u32 {
  const cell = inkOf + <usize> color;
  const value = <u32> load<u8>(cell);
  if (value != 0) return value - 1;
  return learn(cell, load<u32>(pixel));
}

function inkOfPixel(pixel: u32): u32 {
  const cell = inkOf + <usize> (((pixel & 0xfc) << 10) | ((pixel >> 4) & 0xfc0) | ((pixel >> 18) & 0x3f));
  const value = <u32> load<u8>(cell);
  return value != 0 ? value - 1 : learn(cell, pixel);
}

function learn(cell: usize, pixel: u32): u32 {
  const ink = inkShare(<f64> (pixel & 255), <f64> ((pixel >> 8) & 255), <f64> ((pixel >> 16) & 255));
  store<u8>(cell, ink + 1);
  if (knownCount < KNOWN_MAX) store<u32>(known + 4 * <usize> knownCount, <u32> (cell - inkOf));
  knownCount++;
  return ink;
}

/** 0 to 254. Of the lines that fit about equally well the one with the least ink is believed. */
function inkShare(r: f64, g: f64, b: f64): u32 {
  let bestShare: f64 = 0, bestOff = Infinity, bestLimit: f64 = 1;
  for (let i = 0; i < lineCount; i++) {
    const line = lines + 56 * <usize> i;
    const dr = load<f64>(line, 24), dg = load<f64>(line, 32), db = load<f64>(line, 40), length = load<f64>(line, 48);
    const pr = r - load<f64>(line), pg = g - load<f64>(line, 8), pb = b - load<f64>(line, 16);
    const along = (pr * dr + pg * dg + pb * db) / (length * length);
    const share = along < 0 ? 0 : along > 1 ? 1 : along;
    const or = pr - share * dr, og = pg - share * dg, ob = pb - share * db;
    const off = Math.sqrt(or * or + og * og + ob * ob);
    if (off < bestOff - 6 || (off < bestOff + 6 && share < bestShare)) {
      bestOff = Math.min(off, bestOff);
      bestShare = share;
      bestLimit = Math.max(24, OFF_LINE_MAX * length);
    }
  }
  const believed = bestShare * Math.max(0, 1 - Math.max(0, bestOff - 8) / bestLimit);
  const stretched = (believed - INK_LOW) / (INK_HIGH - INK_LOW);
  return stretched <= 0 ? 0 : stretched >= 1 ? 254 : <u32> Math.floor(254 * stretched + 0.5);
}
