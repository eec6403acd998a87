/** Makes a value of what a line may spell. What may hide a part of the number makes it no number. */
import type { Box } from "./components.ts";
import type { Spelling } from "./line_decoder.ts";
import { type NumberFormat, numberSigns, parseNumber } from "./number_format.ts";

/** What a line says. */
export interface LineValue {
  value: number | null;
  /** probability of all spellings of the value, 0 to 1 */
  confidence: number;
  /** of the likeliest spelling that says something else, 0 to 1 */
  contrary: number;
  /** the likeliest spelling, for who looks into it */
  text: string;
  /** about where its figures stand, pixels */
  box?: Box;
  /** how far the line was found to go on beyond the middle of its outermost signs, the larger of both, heights of a figure */
  beyond?: number;
}

/** A spelling that only a locale's own signs make a number counts with one that is, when that has this chance at least. */
const EVIDENCE_MIN = 0.004;

/** The likeliest value among the spellings. */
export function valueOfSpellings(spellings: readonly Spelling[], format: NumberFormat): LineValue {
  const chances = new Map<number, number>();
  for (const { text, chance } of spellings) {
    const value = valueOfText(text, format);
    if (value !== null) chances.set(value, (chances.get(value) ?? 0) + chance);
  }
  addSeparators(chances, { spellings, format });
  const text = spellings[0]?.text ?? "";
  let value: number | null = null, confidence = 0;
  for (const [candidate, chance] of chances) {
    if (chance <= confidence) continue;
    value = candidate;
    confidence = chance;
  }
  return { value, confidence, contrary: contraryTo(value, { spellings, format }), text };
}

function contraryTo(
  value: number | null,
  { spellings, format }: { spellings: readonly Spelling[]; format: NumberFormat },
): number {
  const own = new Set<string>();
  for (const { text } of spellings) if (value !== null && valueOfText(text, format) === value) own.add(bare(text));
  return spellings.reduce((most, { text, chance }) => own.has(bare(text)) ? most : Math.max(most, chance), 0);
}

/** A point taken for a comma spells nothing in this locale; the same with the other sign, if it was seen too, does. */
function addSeparators(
  chances: Map<number, number>,
  { spellings, format }: { spellings: readonly Spelling[]; format: NumberFormat },
): void {
  for (const { text, chance } of spellings) {
    if (valueOfText(text, format) !== null) continue;
    const twin = spellings.find((other) =>
      other.chance >= EVIDENCE_MIN && bare(other.text) === bare(text) && valueOfText(other.text, format) !== null
    );
    if (!twin) continue;
    const value = valueOfText(twin.text, format)!;
    chances.set(value, chances.get(value)! + chance);
  }
}

function bare(text: string): string {
  return text.replace(/,/g, ".");
}

/** Value of one spelling. Words beside money and counts are left out, but never what cannot be read. */
export function valueOfText(text: string, format: NumberFormat): number | null {
  if (text.includes("#")) return null;
  if (format.kind === "multiplier") return parseNumber(text, format);
  const words = text.split(" ");
  while (words.length > 1 && isCaption(words[0])) words.shift();
  while (words.length > 1 && isCaption(words[words.length - 1])) words.pop();
  let figures = words.join(" ");
  if (format.kind === "money" && !numberSigns(format.locale).wholeMoney) {
    // Behind two decimals nothing can belong to the number any more, whatever gap was seen.
    figures = figures.replace(/^\$|[?$]+\.?$/g, "");
  }
  return parseNumber(figures, format);
}

function isCaption(word: string): boolean {
  return /^[?$]+[.:]?$/.test(word);
}

/** On which sides more figures might stand, were something in front of them: not beyond a word, a sign or two decimals. */
export function openSidesOf(text: string, { kind, locale }: NumberFormat): { left: boolean; right: boolean } {
  const decimals = kind === "money" && !numberSigns(locale).wholeMoney;
  return { left: !/^[x?$]/.test(text), right: !decimals && !/[x?$.]$/.test(text) };
}
