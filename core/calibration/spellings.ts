/** How a table may write a value: every spelling, with a point for any separator. Knows no pixels. */
import type { Locale } from "../protocol/manifest.ts";
import { type NumberFormat, numberSigns } from "../vision/number_format.ts";

/**
 * Spellings of a value, likeliest first. Separators are `.`: which one stands there is told by the table's locale. A
 * space that groups figures is left out: it has no ink.
 *
 * @param value hundredths, minor units or a count, by `kind`
 */
export function spellingsOf(value: number, { kind, locale }: NumberFormat): string[] {
  const group = groupMark(locale);
  if (kind === "count") return bothWays(value, group);
  const cents = String(value % 100).padStart(2, "0"), whole = Math.floor(value / 100);
  if (kind === "money") {
    const spellings = bothWays(whole, group).map((text) => `${text}.${cents}`);
    return cents === "00" ? [...spellings, ...bothWays(whole, group)] : spellings;
  }
  const plain = [...new Set([String(whole), grouped(whole, ".")])].map((text) => `${text}.${cents}`);
  return plain.flatMap((text) => [`${text}x`, `x${text}`, text]);
}

function groupMark(locale: Locale): string {
  const { group } = numberSigns(locale);
  return group === " " || group === "" ? "" : ".";
}

function bothWays(whole: number, mark: string): string[] {
  return [...new Set([grouped(whole, mark), String(whole)])];
}

function grouped(whole: number, mark: string): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, mark);
}
