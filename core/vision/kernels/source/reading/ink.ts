/** How much of each pixel is ink: every pixel taken as a mixture of the ink and one of the grounds. */
// @ts-nocheck: AssemblyScript
import { mask, pixels } from "./memory.ts";

/** Colours that are told apart: six bits a channel. */
const COLORS: usize = 1 << 18;
/** More colours are forgotten all at once. */
const KNOWN_MAX: i32 = 4096;
/** Below and above these shares a pixel counts as none and as all ink; gradients and noise stay below. */
const INK_LOW: f32 = 0.14, INK_HIGH: f32 = 0.9;
/** Of a colour that was not seen yet. */
const UNKNOWN: u8 = 255;
/** Ink of each colour. */
const inkOf: usize = memory.data(1 << 18, 16);
/** Colours whose ink is known. */
const known: usize = memory.data(4 * 4096, 16);
let knownCount: i32 = KNOWN_MAX + 1;

/**
 * Lines from the grounds to the ink, one in each lane of eight: the grounds' red, green, blue, the way to the ink in
 * each, one by the square of its length, and how far off it still counts.
 */
export const lines: usize = memory.data(8 * 8 * 4, 16);
/** Of each line: how far along it the colour lies that is just looked at, and how far off it. */
const fits: usize = memory.data(2 * 8 * 4, 16);
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
    let inks: u32 = <u32> load<u8>(inkOf + <usize> i32x4.extract_lane(colors, 0));
    inks |= <u32> load<u8>(inkOf + <usize> i32x4.extract_lane(colors, 1)) << 8;
    inks |= <u32> load<u8>(inkOf + <usize> i32x4.extract_lane(colors, 2)) << 16;
    inks |= <u32> load<u8>(inkOf + <usize> i32x4.extract_lane(colors, 3)) << 24;
    last = load<u32>(at, 12);
    if (hasUnknown(inks)) {
      inks = inkOfPixel(load<u32>(at)) | (inkOfPixel(load<u32>(at, 4)) << 8) | (inkOfPixel(load<u32>(at, 8)) << 16) |
        (inkOfPixel(last) << 24);
    }
    store<u32>(out, inks);
    ink = inks >> 24;
  }
  for (; at < end; at += 4, out++) store<u8>(out, inkOfPixel(load<u32>(at)));
}

function forget(): void {
  if (knownCount > KNOWN_MAX) memory.fill(inkOf, UNKNOWN, COLORS);
  else for (let i = 0; i < knownCount; i++) store<u8>(inkOf + <usize> load<u32>(known + 4 * <usize> i), UNKNOWN);
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

/** Whether one of four bytes is `UNKNOWN`. */
function hasUnknown(inks: u32): bool {
  const missing = ~inks;
  return ((missing - 0x01010101) & inks & 0x80808080) != 0;
}

function inkOfPixel(pixel: u32): u32 {
  const cell = inkOf + <usize> (((pixel & 0xfc) << 10) | ((pixel >> 4) & 0xfc0) | ((pixel >> 18) & 0x3f));
  const ink = load<u8>(cell);
  return ink != UNKNOWN ? <u32> ink : learn(cell, pixel);
}

function learn(cell: usize, pixel: u32): u32 {
  const ink = inkShare(<f32> (pixel & 255), <f32> ((pixel >> 8) & 255), <f32> ((pixel >> 16) & 255));
  store<u8>(cell, ink);
  if (knownCount < KNOWN_MAX) store<u32>(known + 4 * <usize> knownCount, <u32> (cell - inkOf));
  knownCount++;
  return ink;
}

/** 0 to 254. Of the lines that fit about equally well the one with the least ink is believed. */
function inkShare(r: f32, g: f32, b: f32): u32 {
  measureLines(r, g, b, 0);
  if (lineCount > 4) measureLines(r, g, b, 16);
  let bestShare: f32 = 0, bestOff: f32 = Infinity, bestLimit: f32 = 1;
  for (let i = 0; i < lineCount; i++) {
    const at: usize = 4 * <usize> i;
    const share = load<f32>(fits + at), off = load<f32>(fits + at, 32);
    if (off < bestOff - 6 || (off < bestOff + 6 && share < bestShare)) {
      bestOff = Mathf.min(off, bestOff);
      bestShare = share;
      bestLimit = load<f32>(lines + at, 7 * 32);
    }
  }
  const believed = bestShare * Mathf.max(0, 1 - Mathf.max(0, bestOff - 8) / bestLimit);
  const stretched = (believed - INK_LOW) / (INK_HIGH - INK_LOW);
  return stretched <= 0 ? 0 : stretched >= 1 ? 254 : <u32> Mathf.floor(254 * stretched + 0.5);
}

/** How far along each of four lines a colour lies, 0 to 1, and how far off it. `from`: bytes to the first of them. */
function measureLines(r: f32, g: f32, b: f32, from: usize): void {
  const line = lines + from;
  const dr = v128.load(line, 96), dg = v128.load(line, 128), db = v128.load(line, 160);
  const pr = f32x4.sub(f32x4.splat(r), v128.load(line));
  const pg = f32x4.sub(f32x4.splat(g), v128.load(line, 32));
  const pb = f32x4.sub(f32x4.splat(b), v128.load(line, 64));
  const along = f32x4.mul(sumOfProducts(pr, dr, pg, dg, pb, db), v128.load(line, 192));
  const share = f32x4.max(f32x4.splat(0), f32x4.min(f32x4.splat(1), along));
  const or = f32x4.sub(pr, f32x4.mul(share, dr));
  const og = f32x4.sub(pg, f32x4.mul(share, dg));
  const ob = f32x4.sub(pb, f32x4.mul(share, db));
  v128.store(fits + from, share);
  v128.store(fits + from, f32x4.sqrt(sumOfProducts(or, or, og, og, ob, ob)), 32);
}

function sumOfProducts(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), f32x4.add(f32x4.mul(c, d), f32x4.mul(e, f)));
}
