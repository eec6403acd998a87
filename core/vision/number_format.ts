/** Parses the characters of one number by a locale's signs, strictly: group sizes, two decimals, domain limits. */
import type { Locale } from "../protocol/manifest.ts";

/** What a region is expected to show. `multiplier` is read in hundredths, `money` in minor units, `count` as it is. */
export interface NumberFormat {
  kind: "multiplier" | "money" | "count";
  locale: Locale;
}

/** Domain of a multiplier, hundredths. */
export const MULTIPLIER_MIN = 100;
export const MULTIPLIER_MAX = 100_000_000;
const DIGITS_MAX = 14;

/** How one locale writes numbers. An empty sign: not used. */
export interface NumberSigns {
  group: string;
  decimal: string;
  /** signs that may stand before a multiplier's decimals */
  multiplierDecimals: string;
  /** the locale's example shows money without decimals */
  wholeMoney: boolean;
}

const known = new Map<string, NumberSigns>();

/** The signs of a tag or of examples. A tag's multiplier may use either sign for its decimals. */
export function numberSigns(locale: Locale): NumberSigns {
  const key = typeof locale === "string" ? locale : `${locale.number}\n${locale.multiplier}`;
  let signs = known.get(key);
  if (!signs) {
    signs = typeof locale === "string" ? signsOfTag(locale) : signsOfExamples(locale);
    if (known.size < 64) known.set(key, signs);
  }
  return signs;
}

function signsOfTag(tag: string): NumberSigns {
  const parts = new Intl.NumberFormat(tag, { useGrouping: "always" }).formatToParts(1234567.89);
  const sign = (type: string) => plainSpace(parts.find((part) => part.type === type)?.value ?? "");
  return { group: sign("group"), decimal: sign("decimal"), multiplierDecimals: ".,", wholeMoney: false };
}

function signsOfExamples({ number, multiplier }: { number: string; multiplier: string }): NumberSigns {
  const text = plainSpace(number).replace(/^[^\d]+|[^\d]+$/g, "");
  const tail = /[.,](\d{1,2})$/.exec(text);
  const decimal = tail ? text[tail.index] : "";
  const group = /\d([ .,'])\d{3}(?!\d)/.exec(tail ? text.slice(0, tail.index) : text)?.[1] ?? "";
  const multiplierDecimals = /\d([.,])\d\d(?!\d)/.exec(multiplier)?.[1] ?? ".,";
  return { group: group === decimal ? "" : group, decimal, multiplierDecimals, wholeMoney: !tail };
}

function plainSpace(text: string): string {
  return text.replace(/\s/g, " ");
}

/** Value of the text in the format's unit; null when it is not exactly such a number. `x` may stand before or after. */
export function parseNumber(text: string, format: NumberFormat): number | null {
  const signs = numberSigns(format.locale);
  if (format.kind === "multiplier") return parseMultiplier(text, signs);
  if (format.kind === "count") return parseWhole(text, signs.group);
  if (signs.wholeMoney) {
    const whole = parseWhole(text, signs.group);
    return whole === null || whole > Number.MAX_SAFE_INTEGER / 100 ? null : whole * 100;
  }
  return parseDecimals(text, { group: signs.group, decimal: signs.decimal });
}

/**
 * Value of a text field that somebody typed into: as `parseNumber()`, and money also whole or with either decimal sign.
 */
export function parseField(text: string, format: NumberFormat): number | null {
  const strict = parseNumber(text, format);
  if (strict !== null || format.kind !== "money") return strict;
  const { group } = numberSigns(format.locale);
  const whole = parseWhole(text, group);
  if (whole !== null) return whole <= Number.MAX_SAFE_INTEGER / 100 ? whole * 100 : null;
  return parseDecimals(text, { group: "", decimal: "." }) ?? parseDecimals(text, { group: "", decimal: "," });
}

function parseMultiplier(text: string, signs: NumberSigns): number | null {
  if (text.indexOf("x") !== text.lastIndexOf("x")) return null;
  const bare = text.startsWith("x") ? text.slice(1) : text.endsWith("x") ? text.slice(0, -1) : text;
  for (const decimal of signs.multiplierDecimals) {
    const group = decimal === signs.group ? signs.decimal : signs.group;
    const value = parseDecimals(bare, { group, decimal });
    if (value !== null && value >= MULTIPLIER_MIN && value <= MULTIPLIER_MAX) return value;
  }
  return null;
}

function parseDecimals(text: string, { group, decimal }: { group: string; decimal: string }): number | null {
  const point = text.length - 3;
  if (point < 1 || decimal === "" || text[point] !== decimal) return null;
  const tail = text.slice(point + 1);
  const whole = parseWhole(text.slice(0, point), group);
  return whole === null || !/^\d\d$/.test(tail) ? null : whole * 100 + Number(tail);
}

/** Groups of three throughout, or none at all; no leading zeros. */
function parseWhole(text: string, group: string): number | null {
  const parts = group === "" ? [text] : text.split(group);
  if (!parts.every((part) => /^\d+$/.test(part))) return null;
  if (parts.length > 1 && (parts[0].length > 3 || parts.slice(1).some((part) => part.length !== 3))) return null;
  const digits = parts.join("");
  if (digits.length > DIGITS_MAX || (digits.length > 1 && digits.startsWith("0"))) return null;
  return Number(digits);
}
