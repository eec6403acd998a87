/** Reads a labelled frame set, PNGs and `labels.jsonl`, and compares with the truth. Writes nothing. */
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { describeIssues, type Locale } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { NUMBER_REGIONS, type NumberRegion, PHASES, type ReadMethod, type Region } from "../protocol/reading.ts";
import { type NumberFormat, readNumber } from "./number_reader.ts";

/** One region of one picture. */
export interface FrameLine {
  image: string;
  region: Region;
  /** number, or the phase's name; null for none */
  value: number | string | null;
  confidence: number;
  method: ReadMethod;
  micros: number;
}

/** The whole set, last. `right + wrong + withheld = regions`. */
export interface FrameSummary {
  frames: number;
  /** regions whose truth is known */
  regions: number;
  /** values equal to the truth, and regions of unreadable truth from which no value came */
  right: number;
  /** a value came, and it is not the truth */
  wrong: number;
  /** readable, but no value came */
  withheld: number;
  /** milliseconds a frame, all of its regions */
  msPerFrame: { p50: number; p95: number };
}

const box = z.tuple([z.int().min(0), z.int().min(0), z.int().min(1), z.int().min(1)]);
const numbers = <T extends z.ZodType>(value: T) => ({
  score: value.optional(),
  myMoney: value.optional(),
  otherCount: value.optional(),
  otherMoney: value.optional(),
});
const label = z.object({
  image: z.string().regex(/^[^/\\]+$/, "a file name inside the folder"),
  regions: z.object({ ...numbers(box), phase: box.optional() }),
  locale: z.union([
    z.string().regex(/^[a-z]{2}-[A-Z]{2}$/, "a tag such as sr-RS"),
    z.strictObject({ number: z.string().min(1).max(32), multiplier: z.string().min(1).max(32) }),
  ]),
  truth: z.object({ ...numbers(z.int().nonnegative().nullable()), phase: z.enum(PHASES).nullish() }).nullish(),
});
/** One picture of a set: its regions, locale and truth. */
export type Label = z.infer<typeof label>;

const KINDS: Record<NumberRegion, NumberFormat["kind"]> = {
  score: "multiplier",
  myMoney: "money",
  otherCount: "count",
  otherMoney: "money",
};

/**
 * Yields a line for each region that a label names, then the summary. A phase needs a table's rules, which a frame set
 * does not hold: it is always withheld.
 *
 * @throws {HostError} `bad_config`, naming file and line, when the set is not one
 */
export async function* readFrameSet(dir: string): AsyncGenerator<FrameLine | FrameSummary> {
  const counts = { regions: 0, right: 0, wrong: 0, withheld: 0 };
  const frameMs: number[] = [];
  for (const one of await readLabels(dir)) {
    const frame = await loadFrame(dir, one.image);
    let micros = 0;
    for (const region of NUMBER_REGIONS) {
      const area = one.regions[region];
      if (!area) continue;
      const line = readRegion(frame, { region, area, image: one.image, locale: one.locale });
      micros += line.micros;
      const truth = one.truth === null ? null : one.truth?.[region];
      if (truth !== undefined) {
        counts.regions++;
        counts[line.value === truth ? "right" : line.value === null ? "withheld" : "wrong"]++;
      }
      yield line;
    }
    if (one.regions.phase) {
      if (one.truth !== null && one.truth?.phase !== undefined) {
        counts.regions++;
        counts[(one.truth.phase ?? "unknown") === "unknown" ? "right" : "withheld"]++;
      }
      yield { image: one.image, region: "phase", value: null, confidence: 0, method: "none", micros: 0 };
    }
    frameMs.push(micros / 1000);
  }
  yield { frames: frameMs.length, ...counts, msPerFrame: spread(frameMs) };
}

/**
 * The labels of a folder.
 *
 * @throws {HostError} `bad_config`, naming file, line, field and value
 */
export async function readLabels(dir: string): Promise<Label[]> {
  const file = `${dir}/labels.jsonl`;
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
  return text.split("\n").flatMap((line, index) =>
    line.trim() === "" ? [] : [parseLabel(line, `${file}:${index + 1}`)]
  );
}

function parseLabel(line: string, place: string): Label {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read ${place}: not JSON: ${line.slice(0, 80)}`, { cause });
  }
  const result = label.safeParse(value);
  if (result.success) return result.data;
  throw new HostError("bad_config", `Cannot use ${place}: ${describeIssues(result.error, value)}`);
}

async function loadFrame(dir: string, image: string): Promise<Picture> {
  try {
    const decoded = await loadImage(await Deno.readFile(`${dir}/${image}`));
    const context = createCanvas(decoded.width, decoded.height).getContext("2d");
    context.drawImage(decoded, 0, 0);
    const { data, width, height } = context.getImageData(0, 0, decoded.width, decoded.height);
    return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  } catch (cause) {
    throw new HostError("bad_config", `Cannot read ${dir}/${image}: ${(cause as Error).message}`, { cause });
  }
}

function readRegion(
  frame: Picture,
  { region, area, image, locale }: {
    region: NumberRegion;
    area: readonly [number, number, number, number];
    image: string;
    locale: Locale;
  },
): FrameLine {
  if (area[0] + area[2] > frame.width || area[1] + area[3] > frame.height) {
    throw new HostError(
      "bad_config",
      `Cannot read ${region} of ${image}: [${area}] is outside ${frame.width}x${frame.height}`,
    );
  }
  return { image, region, ...readNumber(crop(frame, area), { kind: KINDS[region], locale }) };
}

function crop(frame: Picture, [left, top, width, height]: readonly [number, number, number, number]): Picture {
  const data = new Uint8Array(4 * width * height);
  for (let y = 0; y < height; y++) {
    const from = 4 * ((top + y) * frame.width + left);
    data.set(frame.data.subarray(from, from + 4 * width), 4 * y * width);
  }
  return { width, height, data };
}

function spread(values: number[]): { p50: number; p95: number } {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
