/** What the sketches of whole lines say: numbers in many notations with something beside them, and what is no number. */
import type { Locale } from "../../protocol/manifest.ts";
import { type NumberFormat, parseNumber } from "../number_format.ts";
import { pick, type Random } from "./sketches.ts";

/** Writing in three parts; only `figures` is the number. */
export interface LineText {
  before: string;
  figures: string;
  behind: string;
  format: NumberFormat;
  /** null: not a number of ours */
  truth: number | null;
}

interface Notation {
  locale: Locale;
  group: string;
  decimal: string;
  /** of multipliers, where it is not as that of money */
  point?: string;
}

const NOTATIONS: readonly Notation[] = [
  { locale: "en-US", group: ",", decimal: "." },
  { locale: "en-US", group: "", decimal: "." },
  { locale: "sr-RS", group: ".", decimal: "," },
  { locale: "sr-RS", group: ".", decimal: "," },
  { locale: "sr-RS", group: "", decimal: "," },
  { locale: { number: "12 345,60", multiplier: "x3.45" }, group: " ", decimal: ",", point: "." },
  { locale: "pl-PL", group: " ", decimal: "," },
];
const BEFORE = [
  "€",
  "$",
  "€ ",
  "$ ",
  "RSD ",
  "Balance: ",
  "Stanje ",
  "Ukupno: ",
  "Total ",
  "BAL ",
  "Igrači ",
  "I ",
  "O ",
];
const BEHIND = [
  " RSD",
  " RSD",
  " RSD",
  "RSD",
  " din",
  " din.",
  " €",
  "€",
  " $",
  " EUR",
  " KM",
  " USD",
  " rsd",
  " bets",
  " igrača",
];
const LETTERS = "ABCDEFGHIJKLMNOPRSTUVZČĆŽŠĐabcdefghijklmnoprstuvzčćžš";
const WORDS = [
  "WAITING",
  "WAITING FOR NEXT ROUND",
  "ČEKANJE",
  "ČEKANJE SLEDEĆE RUNDE",
  "ODLETEO!",
  "ODLETEO JE",
  "FLEW AWAY!",
  "NEXT ROUND",
  "LOADING...",
  "Učitavanje",
  "SLEDEĆA RUNDA",
  "Bet",
  "ULOG",
  "ISPLATA",
  "CASH OUT",
  "PRIJAVA",
  "Login",
  "SOBOLS",
  "BOSS",
  "lIlI",
  "OXO",
  "Z S B G",
  "---",
  "...",
  "xxx",
  "Auto",
];

/** A number of one of the three kinds. */
export function chooseLineNumber(random: Random): LineText {
  const kind = pick(random, ["multiplier", "multiplier", "multiplier", "money", "money", "count"] as const);
  const notation = pick(random, NOTATIONS);
  if (kind === "multiplier") return writeMultiplier(random, notation);
  const digits = 1 + Math.floor(random() * (kind === "count" ? 6 : 9));
  const value = Math.floor(10 ** (digits - 1) * (1 + 9 * random())) - (digits === 1 && random() < 0.5 ? 1 : 0);
  const grouped = (whole: number) => String(whole).replace(/\B(?=(\d{3})+$)/g, notation.group);
  const cents = String(value % 100).padStart(2, "0");
  const figures = kind === "count" ? grouped(value) : `${grouped(Math.floor(value / 100))}${notation.decimal}${cents}`;
  return {
    before: random() < 0.15 ? pick(random, BEFORE) : "",
    figures,
    behind: random() < (kind === "money" ? 0.4 : 0.06) ? pick(random, BEHIND) : "",
    format: { kind, locale: notation.locale },
    truth: value,
  };
}

function writeMultiplier(random: Random, { locale, group, decimal, point: own }: Notation): LineText {
  const size = random() < 0.5 ? random() * 9 : 10 ** (random() * 4.3);
  const truth = Math.round(100 + 100 * size);
  const point = own ?? (random() < 0.6 ? "." : decimal);
  const whole = String(Math.floor(truth / 100));
  const grouped = random() < 0.4 && point === decimal ? whole.replace(/\B(?=(\d{3})+$)/g, group) : whole;
  const text = grouped + point + String(truth % 100).padStart(2, "0");
  const sign = pick(random, ["x", "x", "x", "x", "X", "×", ""]);
  const format: NumberFormat = { kind: "multiplier", locale };
  const figures = random() < 0.78 ? text + sign : sign + text;
  return { before: "", figures, behind: "", format, truth: parseNumber(plainSigns(figures), format) };
}

/** Writing that is no number: words, times, dates, figures with something wrong. */
export function chooseOther(random: Random): LineText {
  const digit = () => String(Math.floor(random() * 10));
  const word = () => Array.from({ length: 2 + Math.floor(random() * 8) }, () => pick(random, [...LETTERS])).join("");
  const text = pick(random, [
    () => pick(random, WORDS),
    () => pick(random, WORDS),
    word,
    () => `${word()} ${word()}`,
    () => `${digit()}${digit()}:${digit()}${digit()}`,
    () => `${digit()}/${digit()}`,
    () => `${digit()}${digit()}%`,
    () => `#${digit()}${digit()}${digit()}`,
    () => `-${digit()}.${digit()}${digit()}`,
    () => `${digit()}.${digit()}x`,
    () => `${digit()}${pick(random, [..."SBZGA"])}${digit()}.${digit()}${digit()}`,
    () => `${word()}${digit()}${digit()}`,
    () => `${digit()}${digit()}${pick(random, [..."hsmk+%°:"])}`,
    () => `${digit()}${pick(random, [..."hsmk+%/:-"])}${digit()}`,
    () => pick(random, ["-", "–", "—", "- -", "|", "/", ":", "•", "…", "+", "="]),
    () => `${pick(random, [..."#+~<>"])}${digit()}${digit()}`,
  ])();
  const kind = pick(random, ["multiplier", "money", "count"] as const);
  return {
    before: "",
    figures: text,
    behind: "",
    format: { kind, locale: pick(random, NOTATIONS).locale },
    truth: null,
  };
}

/** The signs that a reader names, for those that are drawn. */
export function plainSigns(text: string): string {
  return text.replace(/[X×]/g, "x");
}
