/** Reads a labelled frame set, PNGs and `labels.jsonl`, and compares with the truth. Writes nothing. */
import { z } from "zod";
import { HostError } from "../protocol/errors.ts";
import { CONTROL_PLACES } from "../protocol/calibration.ts";
import { describeIssues, type Locale } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import {
  NUMBER_REGIONS,
  type NumberReading,
  type NumberRegion,
  type Phase,
  PHASES,
  type ReadMethod,
  type Region,
} from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import { decodePicture } from "./decode_picture.ts";
import { type NumberFormat, readNumber } from "./number_reader.ts";
import { readStage } from "./stage_reader.ts";

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

export type Verdict = "right" | "wrong" | "withheld";

/** A line with what it was compared with, for whoever reports. */
export interface FrameResult {
  line: FrameLine;
  /** undefined: not known */
  truth: number | string | null | undefined;
  /** null: the truth is not known */
  verdict: Verdict | null;
  /** the label's own word for how the picture looks */
  style: string;
  locale: Locale;
  /** the region's pixels */
  picture: Picture;
}

/** Reads regions; the bundled models do unless another reader is given. */
export interface FrameReader {
  readNumber(picture: Picture, format: NumberFormat, region: NumberRegion): NumberReading | Promise<NumberReading>;
  /** null: not known; `unknown`: surely none of the others */
  readPhase(picture: Picture, locale: Locale): { phase: Phase | null; confidence: number; method: ReadMethod };
}

export interface FrameSetOptions {
  reader?: FrameReader;
  /** called after each region */
  onResult?: (result: FrameResult) => void;
  /** called before each picture */
  onProgress?: (done: number, all: number) => void;
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
  /** the bet panel, for calibration alone */
  controls: z.object(Object.fromEntries(CONTROL_PLACES.map((place) => [place, box.optional()]))).optional(),
  truth: z.object({
    ...numbers(z.int().nonnegative().nullable()),
    phase: z.enum(PHASES).nullish(),
    /** what the big button shows, for calibration alone */
    button: z.enum(["bet", "cancel", "cashOut"]).optional(),
  }).nullish(),
  style: z.string().max(64).optional(),
});
/** One picture of a set: its regions, locale and truth. */
export type Label = z.infer<typeof label>;

export const NUMBER_KINDS: Record<NumberRegion, NumberFormat["kind"]> = {
  score: "multiplier",
  myMoney: "money",
  otherCount: "count",
  otherMoney: "money",
};

/** The general reader. */
export const GENERAL_READER: FrameReader = {
  readNumber: (picture, format) => readNumber(picture, format),
  readPhase: (picture, locale) => {
    const { phase, confidence } = readStage(picture, locale);
    return { phase, confidence, method: phase === null ? "none" : "cnn" };
  },
};

/**
 * Yields a line for each region that a label names, then the summary.
 *
 * @throws {HostError} `bad_config`, naming file, line, field and value, when the set is not one
 */
export async function* readFrameSet(
  dir: string,
  { reader = GENERAL_READER, onResult, onProgress }: FrameSetOptions = {},
): AsyncGenerator<FrameLine | FrameSummary> {
  const counts = { right: 0, wrong: 0, withheld: 0 };
  const frameMs: number[] = [];
  const labels = await readPlacedLabels(dir);
  for (const placed of labels) {
    onProgress?.(frameMs.length, labels.length);
    const frame = await loadFrame(dir, placed);
    let micros = 0;
    for (const region of [...NUMBER_REGIONS, "phase"] as const) {
      const area = placed.label.regions[region];
      if (!area) continue;
      const result = await readRegion(frame, { region, area, placed, reader });
      micros += result.line.micros;
      if (result.verdict) counts[result.verdict]++;
      onResult?.(result);
      yield result.line;
    }
    frameMs.push(micros / 1000);
  }
  onProgress?.(labels.length, labels.length);
  const regions = counts.right + counts.wrong + counts.withheld;
  yield { frames: frameMs.length, regions, ...counts, msPerFrame: spread(frameMs) };
}

/**
 * The labels of a folder.
 *
 * @throws {HostError} `bad_config`, naming file, line, field and value
 */
export async function readLabels(dir: string): Promise<Label[]> {
  return (await readPlacedLabels(dir)).map(({ label }) => label);
}

interface PlacedLabel {
  label: Label;
  /** file and line */
  place: string;
}

async function readPlacedLabels(dir: string): Promise<PlacedLabel[]> {
  const file = `${dir}/labels.jsonl`;
  let text: string;
  try {
    text = await Deno.readTextFile(file);
  } catch (cause) {
    const what = `${(cause as Error).message}; a frame set is a folder with pictures and labels.jsonl`;
    throw new HostError("bad_config", `Cannot read ${file}: ${what}`, { cause });
  }
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const labels = lines.flatMap((line, index) => line.trim() === "" ? [] : [parseLabel(line, `${file}:${index + 1}`)]);
  if (labels.length > 0) return labels;
  throw new HostError("bad_config", `Cannot use ${file}: it is empty; a line of JSON a picture is wanted`);
}

function parseLabel(line: string, place: string): PlacedLabel {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    const what = `${(cause as Error).message}; the line begins ${line.slice(0, 80)}`;
    throw new HostError("bad_config", `Cannot use ${place}: not JSON: ${what}`, { cause });
  }
  const result = label.safeParse(value);
  if (result.success) return { label: result.data, place };
  throw new HostError("bad_config", `Cannot use ${place}: ${describeIssues(result.error, value)}`);
}

async function loadFrame(dir: string, { label: { image }, place }: PlacedLabel): Promise<Picture> {
  try {
    return await loadPicture(`${dir}/${image}`);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    const remedy = "put the picture there, or take the line out";
    throw new HostError("bad_config", `Cannot use ${place}: field image is "${image}": ${what}; ${remedy}`, { cause });
  }
}

/** Reads a picture file of any kind that a browser shows. */
export async function loadPicture(file: string): Promise<Picture> {
  return await decodePicture(await Deno.readFile(file));
}

async function readRegion(
  frame: Picture,
  { region, area: [x, y, width, height], placed: { label, place }, reader }: {
    region: Region;
    area: readonly [number, number, number, number];
    placed: PlacedLabel;
    reader: FrameReader;
  },
): Promise<FrameResult> {
  if (x + width > frame.width || y + height > frame.height) {
    const what = `[${x},${y},${width},${height}]: outside ${label.image}, which is ${frame.width}x${frame.height}`;
    throw new HostError("bad_config", `Cannot use ${place}: field regions.${region} is ${what}`);
  }
  const picture = copyCrop(frame, { rect: { x, y, width, height } });
  const read = region === "phase"
    ? timePhase(reader, { picture, locale: label.locale })
    : await reader.readNumber(picture, { kind: NUMBER_KINDS[region], locale: label.locale }, region);
  const { value, confidence, method, micros } = read;
  const line: FrameLine = { image: label.image, region, value, confidence, method, micros };
  const truth = label.truth === null ? null : label.truth?.[region];
  const { locale, style = "" } = label;
  return { line, truth, verdict: truth === undefined ? null : judge(value, truth), style, locale, picture };
}

function timePhase(
  reader: FrameReader,
  { picture, locale }: { picture: Picture; locale: Locale },
): Pick<FrameLine, "value" | "confidence" | "method" | "micros"> {
  const startMs = performance.now();
  const { phase, confidence, method } = reader.readPhase(picture, locale);
  return { value: phase, confidence, method, micros: (performance.now() - startMs) * 1000 };
}

/** `unknown` says the same as no value at all. */
function judge(value: number | string | null, truth: number | string | null): Verdict {
  const given = value === "unknown" ? null : value, wanted = truth === "unknown" ? null : truth;
  return given === wanted ? "right" : given === null ? "withheld" : "wrong";
}

function spread(values: number[]): { p50: number; p95: number } {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95) };
}
