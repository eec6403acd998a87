/** Reads the one number that a region shows, from pixels alone. Gives a value only when it is sure: doubt is `null`. */
import type { Picture } from "../protocol/picture.ts";
import type { NumberReading } from "../protocol/reading.ts";
import { unpackWeights } from "./glyph_packing.ts";
import type { NetworkWeights } from "./glyph_network.ts";
import { readGlyphs } from "./glyph_reader.ts";
import { GLYPH_WEIGHTS } from "./glyph_weights.ts";
import { type NumberFormat, parseField, parseNumber } from "./number_format.ts";
import { type NumberText, parseGlyphs } from "./number_text.ts";
import { findWriting } from "./writing.ts";

export type { NumberFormat } from "./number_format.ts";

/** Larger pictures are not regions of numbers. */
const PIXELS_MAX = 4_000_000;
const network = unpackWeights(GLYPH_WEIGHTS);

/** Reads one number. Never throws, whatever the pixels. */
export function readNumber(picture: Picture, format: NumberFormat): NumberReading {
  const startMs = performance.now();
  const { value, confidence } = readNumberWith(network, { picture, format });
  const micros = (performance.now() - startMs) * 1000;
  return { value, confidence, method: value === null ? "none" : "cnn", micros };
}

/** Reads a text field: money may stand there without decimals or with either sign, and a caret may follow. */
export function readTypedNumber(picture: Picture, format: NumberFormat): number | null {
  return readNumberWith(network, { picture, format, parse: parseField }).value;
}

/** Reads one number with other weights than the bundled ones, or by another parser than the strict one. */
export function readNumberWith(
  network: NetworkWeights,
  { picture, format, parse = parseNumber }: { picture: Picture; format: NumberFormat; parse?: typeof parseNumber },
): NumberText {
  if (!isReadable(picture)) return { value: null, confidence: 0 };
  let doubt = 0;
  for (const writing of findWriting(picture)) {
    const { mask, line, threshold } = writing;
    const glyphs = readGlyphs(mask, { line, threshold, network });
    const { value, confidence } = parseGlyphs(glyphs, { writing, format, parse });
    if (value !== null) return { value, confidence };
    doubt = Math.max(doubt, confidence);
  }
  return { value: null, confidence: doubt };
}

function isReadable({ width, height, data }: Picture): boolean {
  return width >= 4 && height >= 6 && width * height <= PIXELS_MAX && data.length >= 4 * width * height;
}
