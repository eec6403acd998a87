/** Tells what stands beside a number, a currency or a label, from the number. A part of the number is never dropped. */
import type { Glyph } from "./glyph_reader.ts";
import { type NumberFormat, numberSigns } from "./number_format.ts";
import type { TextLine } from "./text_line.ts";

type Word = readonly Glyph[];

/** How sure it must be that something is no part of the number. */
interface Caution {
  /** to the number, in shares of a figure's height */
  gapMin: number;
  /** of a letter and of a currency's sign */
  confidenceMin: number;
  lettersMin: number;
  /** of the word's glyphs */
  letterShareMin: number;
}

/** Behind two decimals nothing can belong to the number any more. */
const BEHIND_DECIMALS: Caution = { gapMin: 0.3, confidenceMin: 0.9, lettersMin: 1, letterShareMin: 0.33 };
/** Elsewhere letters may be figures that were not read, and without them a smaller number would be left. */
const ELSEWHERE: Caution = { gapMin: 0.5, confidenceMin: 0.96, lettersMin: 2, letterShareMin: 0.5 };

/** The words of a line without those that are only captions. */
export function numberWords(
  words: readonly Word[],
  { line, format }: { line: TextLine; format: NumberFormat },
): Glyph[][] {
  if (format.kind === "multiplier") return words.map((word) => [...word]);
  const decimals = format.kind === "money" && !numberSigns(format.locale).wholeMoney;
  const behind = decimals ? BEHIND_DECIMALS : ELSEWHERE;
  let first = 0, end = words.length;
  while (end - first > 1 && isCaption(words[first], { beside: words[first + 1], line, caution: ELSEWHERE })) first++;
  while (end - first > 1 && isCaption(words[end - 1], { beside: words[end - 2], line, caution: behind })) end--;
  const kept = words.slice(first, end).map((word) => [...word]);
  if (format.kind === "money" && kept.length > 0) {
    if (isCurrencySign(kept[0][0], ELSEWHERE)) kept[0].shift();
    if (isCurrencySign(kept.at(-1)!.at(-1), behind)) kept.at(-1)!.pop();
  }
  return kept.filter((word) => word.length > 0);
}

/** A word of letters, or a currency's sign by itself. Points are allowed at the end only, as in `din.`, and only behind. */
function isCaption(
  word: Word,
  { beside, line, caution }: { beside: Word; line: TextLine; caution: Caution },
): boolean {
  if (gapBetween(word, beside) < caution.gapMin * line.height) return false;
  if (word.length === 1 && isCurrencySign(word[0], caution)) return true;
  const inner = caution === BEHIND_DECIMALS ? word.slice(0, -1) : word;
  if (inner.some(isSeparator)) return false;
  const letters = word.filter(({ character, confidence }) => character === "?" && confidence >= caution.confidenceMin);
  return letters.length >= caution.lettersMin && letters.length >= caution.letterShareMin * word.length;
}

function gapBetween(one: Word, other: Word): number {
  return Math.max(other[0].left - one.at(-1)!.right, one[0].left - other.at(-1)!.right) - 1;
}

function isCurrencySign(glyph: Glyph | undefined, { confidenceMin }: Caution): boolean {
  return glyph !== undefined && (glyph.character === "$" || glyph.character === "€") &&
    glyph.confidence >= confidenceMin;
}

/** A point or a comma. */
export function isSeparator({ character }: Glyph): boolean {
  return character === "." || character === ",";
}
