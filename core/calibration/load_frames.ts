/** Loads a folder for calibration: a labelled frame set of one table, or plain screenshots of it. */
import { join } from "node:path";
import { CONTROL_PLACES, type ControlPlace } from "../protocol/calibration.ts";
import { HostError } from "../protocol/errors.ts";
import type { Locale } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { type Region, REGIONS } from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import { type Label, loadPicture as loadFile, readLabels } from "../vision/frame_set.ts";
import type { LabelledFrame } from "./learn_table.ts";

/** Pictures that one calibration looks at. */
const FRAMES_MAX = 200;
/** Fewer say too little about a table. */
export const FRAMES_MIN = 8;

/** Labelled frames of one table. */
export interface LoadedFrames {
  frames: LabelledFrame[];
  /** size of the window that most frames show, and the regions in it */
  window: { width: number; height: number };
  regions: Partial<Record<Region, Rect>>;
  /** the bet panel, as far as it is labelled */
  controls: Partial<Record<ControlPlace, Rect>>;
  locale: Locale;
}

/** Whether the folder is a labelled frame set. */
export async function isLabelled(dir: string): Promise<boolean> {
  return await Deno.lstat(join(dir, "labels.jsonl")).then(() => true, () => false);
}

/**
 * Loads a labelled frame set.
 *
 * @param options `window`: the table's part of each picture; the whole unless told
 * @throws {HostError} `bad_config`, naming file, line, field or picture
 */
export async function loadLabelledFrames(dir: string, options: { window?: Rect } = {}): Promise<LoadedFrames> {
  const labels = (await readLabels(dir)).slice(0, FRAMES_MAX);
  if (labels.length < FRAMES_MIN) {
    throw new HostError(
      "bad_config",
      `Cannot calibrate ${dir}: ${labels.length} labelled frames; ${FRAMES_MIN} are needed, 20 or more are good`,
    );
  }
  const frames: LabelledFrame[] = [];
  for (const label of labels) frames.push(await loadFrame(dir, { label, window: options.window }));
  const window = mostFrequent(frames.map(({ picture: { width, height } }) => ({ width, height })));
  const standard = frames.filter(({ picture }) => picture.width === window.width && picture.height === window.height);
  const regions = Object.fromEntries(REGIONS.flatMap((region) => {
    const rects = standard.flatMap((frame) => frame.regions[region] ?? []);
    return rects.length === 0 ? [] : [[region, mostFrequent(rects)]];
  }));
  const controls = Object.fromEntries(CONTROL_PLACES.flatMap((place) => {
    const rects = labels.flatMap(({ controls }) => rectIn(controls?.[place], options.window));
    return rects.length === 0 ? [] : [[place, mostFrequent(rects)]];
  }));
  for (const needed of ["score", "phase"] as const) {
    if (regions[needed]) continue;
    throw new HostError(
      "bad_config",
      `Cannot calibrate ${dir}: no frame has the region ${needed}, which every table has`,
    );
  }
  return { frames, window, regions, controls, locale: mostFrequent(labels.map(({ locale }) => locale)) };
}

async function loadFrame(dir: string, { label, window }: { label: Label; window?: Rect }): Promise<LabelledFrame> {
  const whole = await loadPicture(dir, label.image);
  const picture = window ? cropWindow(whole, { window, image: label.image }) : whole;
  const regions = Object.fromEntries(REGIONS.flatMap((region) => {
    const box = label.regions[region], [rect] = rectIn(box, window);
    if (!rect) return [];
    if (isInside(rect, picture)) return [[region, rect]];
    throw new HostError(
      "bad_config",
      `Cannot use ${dir}/${label.image}: region ${region} [${box}] is outside ${picture.width}x${picture.height}`,
    );
  }));
  const { score, myMoney, otherCount, otherMoney, phase, button } = label.truth ?? {};
  const truth = Object.entries({ score, myMoney, otherCount, otherMoney }).filter(([, value]) => value !== undefined);
  return {
    picture,
    regions,
    truth: { ...Object.fromEntries(truth), ...(phase ? { phase } : {}), ...(button ? { button } : {}) },
  };
}

/** The rectangle relative to the table's window; none of none. */
function rectIn(box: readonly [number, number, number, number] | undefined, window?: Rect): Rect[] {
  const { x, y } = window ?? { x: 0, y: 0 };
  return box ? [{ x: box[0] - x, y: box[1] - y, width: box[2], height: box[3] }] : [];
}

function isInside({ x, y, width, height }: Rect, picture: Picture): boolean {
  return x >= 0 && y >= 0 && x + width <= picture.width && y + height <= picture.height;
}

/**
 * Loads the pictures of a folder that has no labels, in the order of their names.
 *
 * @throws {HostError} `bad_config` when there is none, or one cannot be read
 */
export async function loadPictures(
  dir: string,
  options: { window?: Rect } = {},
): Promise<{ name: string; picture: Picture }[]> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(dir)) {
      if (entry.isFile && /\.(png|webp|jpe?g)$/i.test(entry.name)) names.push(entry.name);
    }
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read folder ${dir}: ${(cause as Error).message}`, { cause });
  }
  if (names.length === 0) {
    throw new HostError("bad_config", `Cannot calibrate ${dir}: no labels.jsonl and no PNG, WebP or JPEG in it`);
  }
  const pictures = names.sort().slice(0, FRAMES_MAX).map(async (name) => {
    const picture = await loadPicture(dir, name);
    return { name, picture: options.window ? cropWindow(picture, { window: options.window, image: name }) : picture };
  });
  return await Promise.all(pictures);
}

async function loadPicture(dir: string, image: string): Promise<Picture> {
  const file = join(dir, image);
  try {
    return await loadFile(file);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read picture ${file}: ${(cause as Error).message}`, { cause });
  }
}

function cropWindow(picture: Picture, { window, image }: { window: Rect; image: string }): Picture {
  if (isInside(window, picture)) return copyCrop(picture, { rect: window });
  throw new HostError(
    "bad_config",
    `Cannot cut ${image}: window ${window.width}x${window.height} at ${window.x},${window.y} reaches outside ` +
      `${picture.width}x${picture.height}`,
  );
}

/** Of equals the one that came first. */
function mostFrequent<T>(values: readonly T[]): T {
  const counts = new Map<string, { value: T; count: number }>();
  for (const value of values) {
    const key = JSON.stringify(value), known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { value, count: 1 });
  }
  return [...counts.values()].reduce((one, other) => other.count > one.count ? other : one).value;
}
