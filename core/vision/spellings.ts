/** How a table may write a value, with a point for any separator, and the value of such a text. Knows no pixels. */
import type { Locale } from "../protocol/manifest.ts";
import { MULTIPLIER_MAX, MULTIPLIER_MIN, type NumberFormat, numberSigns } from "./number_format.ts";

/**
 * Spellings of a value, likeliest first. Separators are `.`: which one stands there is told by the table's locale. A
 * space that groups figures is left out: it has no ink.
 *
 * @param value hundredths, minor units or a count, by `kind`
 * @param options `grouped`: whether thousands are parted
 */
export function spellingsOf(value: number, { kind, locale, grouped }: NumberFormat & { grouped: boolean }): string[] {
  const mark = grouped && kind !== "multiplier" ? groupMark(locale) : "";
  if (kind === "count") return [groupedText(value, mark)];
  const cents = String(value % 100).padStart(2, "0"), text = groupedText(Math.floor(value / 100), mark);
  if (kind === "money") return [numberSigns(locale).wholeMoney ? text : `${text}.${cents}`];
  return [`${text}.${cents}x`, `x${text}.${cents}`, `${text}.${cents}`];
}

const DIGITS_MAX = 14;

/** Value of a text that is spelled exactly so; null for every other. */
export function valueOfSpelling(text: string, format: NumberFormat & { grouped: boolean }): number | null {
  const digits = text.replace(/[.x]/g, "");
  if (!/^\d+$/.test(digits) || digits.length > DIGITS_MAX) return null;
  const value = Number(digits) * (format.kind === "money" && numberSigns(format.locale).wholeMoney ? 100 : 1);
  if (format.kind === "multiplier" && (value < MULTIPLIER_MIN || value > MULTIPLIER_MAX)) return null;
  return spellingsOf(value, format).includes(text) ? value : null;
}

/** What parts thousands, as ink: a space is none. */
function groupMark(locale: Locale): string {
  const { group } = numberSigns(locale);
  return group === " " || group === "" ? "" : ".";
}

function groupedText(whole: number, mark: string): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, mark);
}
