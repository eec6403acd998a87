/** `diagnose IMAGE`: why a number was read as it was, or withheld. */
import { join } from "node:path";
import { HostError } from "../protocol/errors.ts";
import type { Locale } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { copyCrop } from "../screen/crop.ts";
import { diagnoseNumber, type Diagnosis } from "../vision/diagnosis.ts";
import { diagnosisData, diagnosisPage } from "../vision/diagnosis_page.ts";
import { loadPicture } from "../vision/frame_set.ts";
import type { NumberFormat } from "../vision/number_format.ts";
import { readStage } from "../vision/stage_reader.ts";
import type { CommonOptions } from "./common_options.ts";

export interface DiagnoseOptions extends CommonOptions {
  /** the part of the picture that holds the number; default: all of it */
  region?: Rect;
  kind: NumberFormat["kind"] | "phase";
  locale: string;
  /** folder for diagnosis.html and diagnosis.json */
  out?: string;
}

/** Prints one sentence, or JSON; returns 0 whatever was read. */
export async function diagnose(image: string, options: DiagnoseOptions): Promise<number> {
  const picture = await cropped(image, options.region);
  if (options.kind === "phase") {
    const { phase, confidence } = readStage(picture, parseLocale(options.locale));
    console.log(
      options.json ? JSON.stringify({ phase, confidence }) : `${phase ?? "withheld"}, ${confidence.toFixed(4)} sure`,
    );
    return 0;
  }
  const diagnosis = diagnoseNumber(picture, { kind: options.kind, locale: parseLocale(options.locale) });
  if (options.out) await write(options.out, diagnosis, { title: image, picture });
  if (options.json) console.log(JSON.stringify(diagnosisData(diagnosis), null, 2));
  else {
    console.log(`${diagnosis.reading.value ?? "withheld"}: ${diagnosis.why}`);
    for (const { ink, text, value, objection } of diagnosis.attempts) {
      console.log(`  ${ink} "${text}" ${value === null ? `refused: ${objection}` : `= ${value}`}`);
    }
    if (options.out) console.log(`page: ${join(options.out, "diagnosis.html")}`);
  }
  return 0;
}

async function cropped(image: string, region?: Rect): Promise<Picture> {
  let picture: Picture;
  try {
    picture = await loadPicture(image);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new HostError("bad_config", `Cannot read ${image}: ${what}; a PNG, JPEG or WebP file is wanted`, { cause });
  }
  if (!region) return picture;
  const { x, y, width, height } = region;
  if (x + width > picture.width || y + height > picture.height) {
    const what = `outside ${image}, which is ${picture.width}x${picture.height}`;
    throw new HostError("bad_config", `Cannot use --region ${x},${y},${width},${height}: ${what}`);
  }
  return copyCrop(picture, { rect: region });
}

/** A tag, or an example of a number and one of a multiplier with a slash between them. */
export function parseLocale(given: string): Locale {
  if (/^[a-z]{2}-[A-Z]{2}$/.test(given)) return given;
  const [number, multiplier, ...rest] = given.split("/");
  if (number && multiplier && rest.length === 0) return { number, multiplier };
  const wanted = 'a tag such as sr-RS, or examples such as "12 345,60/x3.45" is wanted';
  throw new HostError("bad_config", `Cannot use --locale ${JSON.stringify(given)}: ${wanted}`);
}

async function write(
  dir: string,
  diagnosis: Diagnosis,
  { title, picture }: { title: string; picture: Picture },
): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  await Deno.writeTextFile(join(dir, "diagnosis.html"), diagnosisPage(diagnosis, { title, picture }));
  await Deno.writeTextFile(join(dir, "diagnosis.json"), JSON.stringify(diagnosisData(diagnosis), null, 2) + "\n");
}
