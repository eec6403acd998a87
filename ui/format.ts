/** Numbers, money, shares and times as the reader's language writes them. */
import { type Language, language } from "./settings.ts";

const LOCALES: Record<Language, string> = { en: "en-GB", sr: "sr-Latn-RS" };
const formats = new Map<string, Intl.NumberFormat>();

/** Minor units as money: `1.234,56 RSD`. */
export function money(minor: number, currency: string): string {
  return numberFormat({ style: "currency", currency, currencyDisplay: "code", minimumFractionDigits: 2 })
    .format(minor / 100);
}

/** The same with a sign in front, for profits. */
export function profit(minor: number, currency: string): string {
  const options = { style: "currency", currency, currencyDisplay: "code", minimumFractionDigits: 2 } as const;
  return numberFormat({ ...options, signDisplay: "exceptZero" }).format(minor / 100).replace("-", "−");
}

/** Hundredths as a multiplier: `3.45×`. */
export function multiplier(hundredths: number): string {
  return `${numberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(hundredths / 100)}×`;
}

export function whole(value: number): string {
  return numberFormat({ maximumFractionDigits: 0 }).format(value);
}

export function decimal(value: number, digits = 1): string {
  return numberFormat({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** 0..1 as per cent. */
export function percent(share: number, digits = 1): string {
  return numberFormat({ style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share);
}

export function megabytes(bytes: number): string {
  return `${whole(bytes / 1_000_000)} MB`;
}

/** Epoch milliseconds as the time of day; with the date when it is not `nowMs`'s day. */
export function time(atMs: number, nowMs: number): string {
  const sameDay = new Date(atMs).toDateString() === new Date(nowMs).toDateString();
  const day: Intl.DateTimeFormatOptions = sameDay ? {} : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(LOCALES[language.value], { ...day, timeStyle: undefined, ...CLOCK }).format(atMs);
}

/** A duration as `1:02:03`, or `2:03` under an hour. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] > 0 ? parts : parts.slice(1);
  return shown.map((part, index) => index === 0 ? String(part) : String(part).padStart(2, "0")).join(":");
}

const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language.value + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.NumberFormat(LOCALES[language.value], options);
  formats.set(key, known);
  return known;
}
