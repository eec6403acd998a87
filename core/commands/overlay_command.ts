/** `overlay IMAGE`: a table's regions and controls drawn over a screenshot, with what is read. */
import { HostError } from "../protocol/errors.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { registerFonts } from "../simulator/register_fonts.ts";
import { fontFamily, SKINS } from "../simulator/skins.ts";
import { calibratedReader } from "../vision/calibrated_reader.ts";
import { loadPicture } from "../vision/frame_set.ts";
import { drawOverlay, markTable } from "../vision/overlay.ts";
import type { CommonOptions } from "./common_options.ts";
import { findBookmaker } from "./find_bookmaker.ts";

export interface OverlayOptions extends CommonOptions {
  table: string;
  /** where the table's window stands on the picture; default: all of it */
  window?: Rect;
  /** PNG to write */
  out: string;
}

/** Writes the picture and prints what was read, a line a region. */
export async function overlay(image: string, options: OverlayOptions): Promise<number> {
  const { table } = await findBookmaker(options.table, options);
  const picture = await load(image);
  const window = options.window ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  if (window.x + window.width > picture.width || window.y + window.height > picture.height) {
    const place = `${window.x},${window.y},${window.width},${window.height}`;
    const size = `${picture.width}x${picture.height}`;
    throw new HostError("bad_config", `Cannot use --window ${place}: outside ${image}, which is ${size}`);
  }
  const marks = await markTable(picture, { table, window, reader: calibratedReader(table) });
  registerFonts([SKINS.balkanbet]);
  const canvas = drawOverlay(picture, { marks, window, font: fontFamily(SKINS.balkanbet, "regular") });
  await Deno.writeFile(options.out, canvas.toBuffer("image/png"));
  for (const { name, kind, rect: { x, y, width, height }, text } of marks) {
    if (options.json) console.log(JSON.stringify({ name, kind, rect: [x, y, width, height], text }));
    else if (kind === "region") console.log(`${name.padEnd(10)} ${text}`);
  }
  if (!options.json) console.log(`picture: ${options.out}`);
  return 0;
}

async function load(image: string): Promise<Picture> {
  try {
    return await loadPicture(image);
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new HostError("bad_config", `Cannot read ${image}: ${what}; a PNG, JPEG or WebP file is wanted`, { cause });
  }
}
