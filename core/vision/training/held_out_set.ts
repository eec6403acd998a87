/**
 * Draws a held-out labelled frame set: crops of single numbers and whole tables, in fonts and styles that training never
 * sees. The same numbers of pictures, seed and options give the same files to the bit, on a machine with the fonts that
 * `held_out_fonts.ts` names.
 *
 *     deno run -A core/vision/training/held_out_set.ts --seed 1 --crops 5000 --frames 500 --out DIR
 *
 * `--styles a,b` draws only these styles or skins, `--window 960x540` all tables in that size.
 */
import { parseArgs } from "node:util";
import type { Locale } from "../../protocol/manifest.ts";
import type { NumberRegion } from "../../protocol/reading.ts";
import { drawHeldOutCrop } from "./held_out_crops.ts";
import { drawHeldOutFrame, FRAME_SKINS, FRAME_WINDOWS } from "./held_out_frames.ts";
import { CROP_STYLES } from "./held_out_styles.ts";
import { seededRandom } from "./random.ts";

/** Frames do not repeat what crops of the same seed show. */
const FRAMES_SEED = 0x51ed270b;

/** What to draw. */
export interface HeldOutOptions {
  seed: number;
  crops: number;
  frames: number;
  /** only these styles and skins */
  styles?: readonly string[];
  /** size of every table, otherwise those of the usual layouts in turn */
  window?: { width: number; height: number };
}

/** Writes the pictures and `labels.jsonl` into `dir`, which is made when it is not there. */
export async function drawHeldOutSet(dir: string, options: HeldOutOptions): Promise<void> {
  await Deno.mkdir(dir, { recursive: true });
  const labels: string[] = [];
  const keep = async (image: string, { png, label }: { png: Uint8Array; label: object }) => {
    await Deno.writeFile(`${dir}/${image}`, png);
    labels.push(JSON.stringify({ image, ...label }));
  };
  for (let index = 0; index < options.crops; index++) {
    await keep(`crop-${String(index + 1).padStart(5, "0")}.png`, await drawCrop(index, options));
  }
  for (let index = 0; index < options.frames; index++) {
    await keep(`frame-${String(index + 1).padStart(5, "0")}.png`, drawFrame(index, options));
  }
  await Deno.writeTextFile(`${dir}/labels.jsonl`, labels.join("\n") + "\n");
}

/** Each picture has a random source of its own, so that it does not depend on those before it. */
function randomFor(seed: number, index: number): () => number {
  return seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
}

/** One crop of a set, by its number from 0 on. */
export async function drawCrop(
  index: number,
  { seed, styles }: Pick<HeldOutOptions, "seed" | "styles">,
): Promise<{ png: Uint8Array; label: { locale: Locale; truth: Partial<Record<NumberRegion, number | null>> } }> {
  const wanted = styles ? CROP_STYLES.filter(({ name }) => styles.includes(name)) : CROP_STYLES;
  const crop = await drawHeldOutCrop(randomFor(seed, index), wanted[index % wanted.length]);
  const { region, locale, truth, style, text, font, canvas } = crop;
  const figure = Math.round(crop.figure * 10) / 10;
  const label = {
    regions: { [region]: [0, 0, canvas.width, canvas.height] },
    locale,
    truth: { [region]: truth },
    style,
    text,
    font,
    figure,
  };
  return { png: canvas.toBuffer("image/png"), label };
}

function drawFrame(index: number, { seed, styles, window }: HeldOutOptions): { png: Uint8Array; label: object } {
  const wanted = styles ? FRAME_SKINS.filter((name) => styles.includes(name)) : FRAME_SKINS;
  // The sizes go on by one whenever all skins have been drawn, so that each skin gets each size.
  const [width, height] = FRAME_WINDOWS[(index + Math.floor(index / wanted.length)) % FRAME_WINDOWS.length];
  const skin = wanted[index % wanted.length];
  const { canvas, label } = drawHeldOutFrame(randomFor(seed ^ FRAMES_SEED, index), {
    skin,
    window: window ?? { width, height },
  });
  return { png: canvas.toBuffer("image/png"), label };
}

function wholeNumber(name: string, text: string | undefined): number {
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`Cannot use --${name} ${text}: a whole number is wanted`);
}

if (import.meta.main) {
  const option = { type: "string" } as const;
  const { values } = parseArgs({
    options: { seed: option, crops: option, frames: option, out: option, styles: option, window: option },
  });
  const size = values.window?.match(/^(\d+)x(\d+)$/);
  await drawHeldOutSet(values.out ?? "held_out", {
    seed: wholeNumber("seed", values.seed ?? "1"),
    crops: wholeNumber("crops", values.crops ?? "5000"),
    frames: wholeNumber("frames", values.frames ?? "500"),
    styles: values.styles?.split(","),
    window: size ? { width: Number(size[1]), height: Number(size[2]) } : undefined,
  });
}
