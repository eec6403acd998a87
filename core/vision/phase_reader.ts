/** Reads a table's phase and its progress bar by the rules of its description. Knows no skin of its own. */
import type { ColorTest, ProgressBar, TableDescription } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import type { Phase } from "../protocol/reading.ts";
import { channelDistance, parseColor } from "./colors.ts";

/** What the phase region shows. */
export interface PhaseReading {
  phase: Phase;
  /** share of the waiting phase that has passed, 0 to 1; null outside it or without a progress bar */
  progress: number | null;
  /** 0 to 1; low where a share lies close to a rule's limit */
  confidence: number;
}

/** Of larger areas every second or third pixel is looked at, down and across. */
const SAMPLES_ENOUGH = 10_000;
/** A share this far inside its limits is certain. */
const SURE_MARGIN = 0.02;

/**
 * Applies the table's rules: the first one all of whose tests hold gives the phase.
 *
 * @param picture the phase region, at any scale
 */
export function readPhase(picture: Picture, { table }: { table: TableDescription }): PhaseReading {
  const { width, height, data } = picture;
  if (width < 1 || height < 1 || data.length < 4 * width * height) {
    return { phase: "unknown", progress: null, confidence: 0 };
  }
  const pixels = pixelsOf(picture), looks = looksOf(table);
  const margins = new Float64Array(looks.tests.length).fill(NaN);
  const marginOf = (test: number) => {
    if (Number.isNaN(margins[test])) margins[test] = testMargin(picture, { pixels, test: looks.tests[test], table });
    return margins[test];
  };
  let confidence = 1;
  for (const [index, { phase }] of table.phaseRules.entries()) {
    let margin = Infinity;
    for (const test of looks.rules[index]) {
      margin = Math.min(margin, marginOf(test));
      // Surely not this phase, whatever the other tests say.
      if (margin <= -SURE_MARGIN) break;
    }
    if (margin >= 0) {
      const progress = phase === "waiting" && table.progress
        ? readProgress(picture, { pixels, bar: table.progress, table })
        : null;
      return { phase, progress, confidence: Math.min(confidence, sureness(margin)) };
    }
    confidence = Math.min(confidence, sureness(-margin));
  }
  return { phase: "unknown", progress: null, confidence: 0 };
}

/** A table's tests, each once however many rules have it, and of each rule which of them are its. */
interface Looks {
  tests: ColorTest[];
  rules: number[][];
}

const looksOfTables = new WeakMap<TableDescription, Looks>();

function looksOf(table: TableDescription): Looks {
  const known = looksOfTables.get(table);
  if (known) return known;
  const places = new Map<string, number>(), looks: Looks = { tests: [], rules: [] };
  for (const { all } of table.phaseRules) {
    looks.rules.push(all.map((test) => {
      const key = JSON.stringify([test.color, test.tolerance, test.minShare, test.maxShare, test.area]);
      if (!places.has(key)) places.set(key, looks.tests.push(test) - 1);
      return places.get(key)!;
    }));
  }
  looksOfTables.set(table, looks);
  return looks;
}

function sureness(margin: number): number {
  return Math.min(1, 0.5 + margin / SURE_MARGIN / 2);
}

/** What every test is given beside the picture: its pixels as whole numbers, and the table. */
interface Seen {
  pixels: Uint32Array;
  table: TableDescription;
}

/** How far the share lies inside the test's limits; negative when outside. A limit of 0 or 1 cannot be missed. */
function testMargin(picture: Picture, { pixels, test, table }: Seen & { test: ColorTest }): number {
  const area = test.area ? areaIn(picture, { area: test.area, table }) : wholeOf(picture);
  const share = colorShare(picture, { pixels, area, test });
  const above = test.minShare <= 0 ? Infinity : share - test.minShare;
  const below = test.maxShare >= 1 ? Infinity : test.maxShare - share;
  return Math.min(above, below);
}

/** Share of the area's pixels that are within the test's tolerance of its colour, 0 to 1. */
function colorShare(
  picture: Picture,
  { pixels, area, test }: { pixels: Uint32Array; area: Rect; test: Pick<ColorTest, "color" | "tolerance"> },
): number {
  const color = parseColor(test.color);
  const step = Math.max(1, Math.round(Math.sqrt(area.width * area.height / SAMPLES_ENOUGH)));
  let near = 0, all = 0;
  // Most pixels are their neighbours' colour.
  let last = -1, lastNear = 0;
  for (let y = area.y; y < area.y + area.height; y += step) {
    const row = y * picture.width + area.x, end = row + area.width;
    for (let at = row; at < end; at += step) {
      const pixel = pixels[at];
      if (pixel !== last) {
        last = pixel;
        lastNear = channelDistance(picture.data, 4 * at, color) <= test.tolerance ? 1 : 0;
      }
      all++;
      near += lastNear;
    }
  }
  return near / all;
}

/** Share of the waiting phase that has passed: by the columns of the bar that are mostly filled. */
function readProgress(picture: Picture, { pixels, bar, table }: Seen & { bar: ProgressBar }): number {
  const area = areaIn(picture, { area: bar.area, table });
  const filled = colorShare(picture, { pixels, area, test: bar });
  return bar.direction === "fills" ? filled : 1 - filled;
}

function wholeOf(picture: Picture): Rect {
  return { x: 0, y: 0, width: picture.width, height: picture.height };
}

/** A rectangle of the window's reference pixels as one of the picture's, never empty and never outside. */
function areaIn(
  picture: Picture,
  { area, table }: { area: readonly [number, number, number, number]; table: TableDescription },
): Rect {
  const [left, top, width, height] = table.regions.phase;
  const scaleX = picture.width / width, scaleY = picture.height / height;
  const x = clamp(Math.round((area[0] - left) * scaleX), picture.width - 1);
  const y = clamp(Math.round((area[1] - top) * scaleY), picture.height - 1);
  return {
    x,
    y,
    width: Math.max(1, Math.min(picture.width - x, Math.round(area[2] * scaleX))),
    height: Math.max(1, Math.min(picture.height - y, Math.round(area[3] * scaleY))),
  };
}

function clamp(value: number, max: number): number {
  return Math.max(0, Math.min(max, value));
}

/** A whole number a pixel. */
function pixelsOf({ data, width, height }: Picture): Uint32Array {
  if (data.byteOffset % 4 === 0) return new Uint32Array(data.buffer, data.byteOffset, width * height);
  return new Uint32Array(data.slice(0, 4 * width * height).buffer);
}
