/** Finds the bar that shows how much of the waiting phase has passed, from pictures of it at several moments. Guesses no direction. */
import type { ProgressBar } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { toHex } from "./ink_axes.ts";
import type { PhaseSample } from "./learn_phases.ts";

/** Fewer moments do not show that something moves in one piece. */
const FRAMES_MIN = 4;
const CHANGE_MIN = 40, SAME_MAX = 24;
const WIDTH_MIN_SHARE = 0.15, HEIGHT_MAX_SHARE = 0.2, HEIGHT_MIN = 3;
/** Columns of a row that must be of one colour, then of the other. */
const CLEAN_MIN = 0.96;
/** Pairs of neighbouring frames that must agree on where the bar goes. */
const AGREE_MIN = 0.8;

type Box = readonly [number, number, number, number];

interface Run {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * Finds it.
 *
 * @param samples in the order in which they were taken
 * @param region the phase region, `[x, y, width, height]` at the window's reference size
 */
export function findProgress(samples: readonly PhaseSample[], region: Box): ProgressBar | null {
  const all = samples.filter(({ phase }) => phase === "waiting").map(({ picture }) => picture);
  const frames = all.filter(({ width, height }) => width === all[0].width && height === all[0].height);
  if (frames.length < FRAMES_MIN) return null;
  const run = findChanging(frames);
  if (!run) return null;
  const middle = Math.floor((run.top + run.bottom) / 2);
  const fill = colorAt(frames, { x: run.left, y: middle }), track = colorAt(frames, { x: run.right, y: middle });
  const shares = frames.map((frame) => filledShare(frame, { run, y: middle, fill, track }));
  if (shares.some((share) => share === null)) return null;
  const direction = directionOf(shares as number[]);
  if (!direction) return null;
  const [x, y] = region, scaleX = region[2] / frames[0].width, scaleY = region[3] / frames[0].height;
  const area: [number, number, number, number] = [
    Math.round(x + run.left * scaleX),
    Math.round(y + run.top * scaleY),
    Math.max(1, Math.round((run.right - run.left + 1) * scaleX)),
    Math.max(1, Math.round((run.bottom - run.top + 1) * scaleY)),
  ];
  return { area, color: toHex(fill), tolerance: 40, direction };
}

/** The rows in which long stretches of pixels change between moments, all the same stretch. */
function findChanging(frames: readonly Picture[]): Run | null {
  const { width, height } = frames[0];
  const rows = Array.from({ length: height }, (_, y) => changingIn(frames, y));
  let best: Run | null = null;
  for (let top = 0; top < height; top++) {
    const first = rows[top];
    if (!first) continue;
    let bottom = top;
    while (bottom + 1 < height && isSame(rows[bottom + 1], first)) bottom++;
    const high = bottom - top + 1;
    const fits = high >= HEIGHT_MIN && high <= HEIGHT_MAX_SHARE * height &&
      first.right - first.left >= WIDTH_MIN_SHARE * width;
    if (fits && (!best || first.right - first.left > best.right - best.left)) best = { top, bottom, ...first };
    top = bottom;
  }
  return best;
}

function changingIn(frames: readonly Picture[], y: number): { left: number; right: number } | null {
  const { width } = frames[0];
  let left = -1, right = -1;
  for (let x = 0; x < width; x++) {
    const at = 4 * (y * width + x);
    if (!frames.some((frame) => differs(frames[0].data, frame.data, at))) continue;
    if (left < 0) left = x;
    right = x;
  }
  return left < 0 ? null : { left, right };
}

function differs(one: Uint8Array, other: Uint8Array, at: number): boolean {
  return Math.abs(one[at] - other[at]) > CHANGE_MIN || Math.abs(one[at + 1] - other[at + 1]) > CHANGE_MIN ||
    Math.abs(one[at + 2] - other[at + 2]) > CHANGE_MIN;
}

function isSame(one: { left: number; right: number } | null, other: { left: number; right: number }): boolean {
  return one !== null && Math.abs(one.left - other.left) <= 2 && Math.abs(one.right - other.right) <= 2;
}

/** The colour that most moments show at a point. */
function colorAt(frames: readonly Picture[], { x, y }: { x: number; y: number }): { r: number; g: number; b: number } {
  const at = 4 * (y * frames[0].width + x);
  const colors = frames.map(({ data }) => ({ r: data[at], g: data[at + 1], b: data[at + 2] }));
  const near = (one: typeof colors[number]) => colors.filter((other) => isNear(one, other)).length;
  return colors.reduce((one, other) => near(other) > near(one) ? other : one);
}

function isNear(one: { r: number; g: number; b: number }, other: { r: number; g: number; b: number }): boolean {
  return Math.abs(one.r - other.r) <= SAME_MAX && Math.abs(one.g - other.g) <= SAME_MAX &&
    Math.abs(one.b - other.b) <= SAME_MAX;
}

interface Colors {
  fill: { r: number; g: number; b: number };
  track: { r: number; g: number; b: number };
}

/** Share of a row that has the fill's colour, from the left in one piece; null when the row is anything else. */
function filledShare(
  { data, width }: Picture,
  { run, y, fill, track }: Colors & { run: Run; y: number },
): number | null {
  let filled = 0, clean = 0;
  const count = run.right - run.left + 1;
  let inTrack = false;
  for (let x = run.left; x <= run.right; x++) {
    const at = 4 * (y * width + x), color = { r: data[at], g: data[at + 1], b: data[at + 2] };
    const isFill = isNear(color, fill);
    if (!inTrack && !isFill && isNear(color, track)) inTrack = true;
    if (inTrack ? isNear(color, track) : isFill) clean++;
    if (!inTrack) filled++;
  }
  return clean / count >= CLEAN_MIN ? filled / count : null;
}

/** Most neighbouring moments of one waiting phase go the same way; a jump back is the next round's. */
function directionOf(shares: readonly number[]): ProgressBar["direction"] | null {
  let fills = 0, drains = 0;
  for (let at = 1; at < shares.length; at++) {
    const change = shares[at] - shares[at - 1];
    if (Math.abs(change) > 0.5 || change === 0) continue;
    if (change > 0) fills++;
    else drains++;
  }
  const most = Math.max(fills, drains);
  if (most < 2 || most < AGREE_MIN * (fills + drains)) return null;
  return fills > drains ? "fills" : "drains";
}
