/** Reads the one number that a region shows, from pixels alone. Gives a value only when it is sure: doubt is `null`. */
import type { Picture } from "../protocol/picture.ts";
import type { NumberReading } from "../protocol/reading.ts";
import { unpackWeights } from "./glyph_packing.ts";
import type { NetworkWeights } from "./glyph_network.ts";
import { readGlyphs } from "./glyph_reader.ts";
import { GLYPH_WEIGHTS } from "./glyph_weights.ts";
import { type NumberFormat, parseField, parseNumber } from "./number_format.ts";
import { readLine } from "./line_reader.ts";
import { type LineValue, openSidesOf } from "./line_value.ts";
import { chooseNumber, type Claim, type Suspicion } from "./number_choice.ts";
import { type NumberText, parseGlyphs } from "./number_text.ts";
import { isBesideFaintChange, isBesideSomething, isCrossedByBlock } from "./number_surroundings.ts";
import { findWriting } from "./writing.ts";

export type { NumberFormat } from "./number_format.ts";

/** Larger pictures are not regions of numbers. */
const PIXELS_MAX = 4_000_000;
const NO_LINE: LineValue = Object.freeze({ value: null, confidence: 0, contrary: 0, text: "" });
/** A count has no decimals by which a letter taken for a figure would show. */
const COUNT_CANDIDATE_MIN = 0.9;
const network = /* @__PURE__ */ unpackWeights(GLYPH_WEIGHTS);

/** A value that a stage thinks of, sure or not. */
export interface NumberCandidate {
  value: number;
  /** 0 to 1 */
  confidence: number;
}

/**
 * Reads one number by the stages that it takes. Never throws, whatever the pixels.
 *
 * @param options `thorough`: writing that does not fall into glyphs is worth the line stage's milliseconds; `whole`: who
 * asks knows that nothing stands in front of the number, whatever stands beside it
 */
export function readNumber(
  picture: Picture,
  format: NumberFormat,
  { thorough = true, whole = false }: { thorough?: boolean; whole?: boolean } = {},
): NumberReading {
  const startMs = performance.now();
  const glyphs = readNumberWith(network, { picture, format });
  const { value, confidence, method } = chooseNumber(glyphs, {
    suspicion: (claim) => suspicionOf(claim, { picture, format, whole }),
    readLine: () => thorough && isReadable(picture) ? readLine(picture, format) : NO_LINE,
    format,
  });
  const micros = (performance.now() - startMs) * 1000;
  return { value, confidence, method, micros };
}

/**
 * What the stages think of, sure or not, each value once: for somebody else to agree with. What may be a part of the
 * number, or no figure, is not among it: a second look at the same pixels would say no more.
 */
export function readCandidates(picture: Picture, format: NumberFormat): NumberCandidate[] {
  if (!isReadable(picture)) return [];
  const glyphs = readNumberWith(network, { picture, format }), line = readLine(picture, format);
  const claims: (Claim & { confidence: number })[] = [];
  const ofGlyphs = glyphs.value ?? glyphs.doubtful;
  if (ofGlyphs !== undefined) claims.push({ ...glyphs, value: ofGlyphs });
  if (line.value !== null) {
    claims.push({ ...line, value: line.value, open: openSidesOf(line.text, format), asLine: true });
  }
  const found = new Map<number, number>();
  for (const claim of claims) {
    if (suspicionOf(claim, { picture, format, whole: false }) !== "none") return [];
    if (format.kind === "count" && claim.confidence < COUNT_CANDIDATE_MIN) continue;
    found.set(claim.value, Math.max(claim.confidence, found.get(claim.value) ?? 0));
  }
  return [...found].map(([value, confidence]) => ({ value, confidence }));
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
  let doubt: NumberText = { value: null, confidence: 0 };
  for (const writing of findWriting(picture)) {
    const { mask, line, threshold } = writing;
    const glyphs = readGlyphs(mask, { line, threshold, network });
    const text = parseGlyphs(glyphs, { writing, format, parse });
    if (text.value !== null) return text;
    if (text.confidence > doubt.confidence) doubt = text;
  }
  return doubt;
}

/** Why what glyphs say may not be the number: something in front of it, or one sign that may as well be a spinner. */
function suspicionOf(
  { value, box, open, asLine }: Claim,
  { picture, format: { kind }, whole }: { picture: Picture; format: NumberFormat; whole: boolean },
): Suspicion {
  if (!whole && box && open) {
    if (isBesideSomething(picture, { box, open }) || (asLine && isCrossedByBlock(picture, box))) return "hidden";
  }
  if (kind === "count" && value < 10) return "lone";
  return !whole && !asLine && box && open && isBesideFaintChange(picture, { box, open }) ? "faint" : "none";
}

function isReadable({ width, height, data }: Picture): boolean {
  return width >= 4 && height >= 6 && width * height <= PIXELS_MAX && data.length >= 4 * width * height;
}
