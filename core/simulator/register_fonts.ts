/** Makes the skins' fonts known to @napi-rs/canvas, once a process. */
import { fileURLToPath } from "node:url";
import { GlobalFonts } from "@napi-rs/canvas";
import { HostError } from "../protocol/errors.ts";
import { fontFamily, type Skin } from "./skins.ts";

/** Where the font files are. */
export const FONTS_FOLDER: URL = new URL("fonts/", import.meta.url);

/** Of this thread: the library looks through all fonts of the machine to say whether it knows one. */
const known = new Set<string>();

/** @throws {HostError} `screen` when a file is missing or is no font */
export function registerFonts(skins: Iterable<Skin>): void {
  for (const skin of skins) {
    for (const weight of ["regular", "bold"] as const) {
      const family = fontFamily(skin, weight);
      if (known.has(family)) continue;
      known.add(family);
      if (GlobalFonts.has(family)) continue;
      const file = new URL(skin.fontFiles[weight], FONTS_FOLDER);
      // By path: bytes that are handed over are read later too, when the isolate that owned them may be gone.
      if (!GlobalFonts.registerFromPath(fileURLToPath(file), family)) {
        known.delete(family);
        throw new HostError("screen", `Cannot use font: ${file.pathname}`);
      }
    }
  }
}
