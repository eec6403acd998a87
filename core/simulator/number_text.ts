/** Numbers as tables write them and as players type them. Knows the tags' separators, nothing about pixels. */

export type TableLocale = "sr-RS" | "en-US";

const SEPARATORS = { "sr-RS": { group: ".", decimal: "," }, "en-US": { group: ",", decimal: "." } } as const;
/** The longest text that a field takes. */
export const FIELD_CHARACTERS_MAX = 12;

/** `123456789` hundredths or minor units as `1.234.567,89` or `1,234,567.89`. */
export function moneyText(minor: number, locale: TableLocale): string {
  return `${countText(Math.floor(minor / 100), locale)}${SEPARATORS[locale].decimal}${cents(minor)}`;
}

/** `1234` as `1.234` or `1,234`. */
export function countText(count: number, locale: TableLocale): string {
  let digits = String(count), text = "";
  for (; digits.length > 3; digits = digits.slice(0, -3)) text = SEPARATORS[locale].group + digits.slice(-3) + text;
  return digits + text;
}

/** `345` as `3,45x` or `3.45x`. */
export function multiplierText(hundredths: number, locale: TableLocale): string {
  return `${moneyText(hundredths, locale)}x`;
}

/** What a field shows once it is left: `10000` as `100,00` or `100.00`, never grouped. */
export function fieldText(hundredths: number, locale: TableLocale): string {
  return `${Math.floor(hundredths / 100)}${SEPARATORS[locale].decimal}${cents(hundredths)}`;
}

/** Hundredths of what was typed into a field, either separator before one or two decimals; null when it is no number. */
export function parseFieldText(text: string): number | null {
  const match = /^(\d{1,9})(?:[.,](\d{0,2}))?$/.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}

function cents(hundredths: number): string {
  return String(hundredths % 100).padStart(2, "0");
}
