/** What held-out pictures say: numbers in every format with their truth, and writing that is no number of ours. */
import type { Locale } from "../../protocol/manifest.ts";
import type { NumberRegion } from "../../protocol/reading.ts";

export type Random = () => number;

/** Writing with what may be read off it. */
export interface HeldOutText {
  text: string;
  /** hundredths, minor units or a count; null: no value may be given */
  truth: number | null;
  region: NumberRegion;
  locale: Locale;
  /** how many characters of `text`, from the start, end with the number's last figure */
  figuresEnd: number;
  /** and where its first figure stands */
  figuresStart: number;
}

/** How one kind of table writes. `locale` is what a label says of it. */
interface Notation {
  locale: Locale;
  group: string;
  decimal: string;
  multiplier: { decimal: string; group: string; xBefore?: boolean };
}

const NOTATIONS: readonly Notation[] = [
  { locale: "en-US", group: ",", decimal: ".", multiplier: { decimal: ".", group: "," } },
  { locale: "en-US", group: "", decimal: ".", multiplier: { decimal: ".", group: "" } },
  { locale: "sr-RS", group: ".", decimal: ",", multiplier: { decimal: ",", group: "." } },
  { locale: "sr-RS", group: ".", decimal: ",", multiplier: { decimal: ".", group: "" } },
  { locale: "pl-PL", group: " ", decimal: ",", multiplier: { decimal: ",", group: " " } },
  {
    locale: { number: "12 345,60", multiplier: "x3.45" },
    group: " ",
    decimal: ",",
    multiplier: { decimal: ".", group: "", xBefore: true },
  },
  {
    locale: { number: "1,234.56", multiplier: "x3.45" },
    group: ",",
    decimal: ".",
    multiplier: { decimal: ".", group: "", xBefore: true },
  },
  {
    locale: { number: "1.234,56", multiplier: "1.250,37x" },
    group: ".",
    decimal: ",",
    multiplier: { decimal: ",", group: "." },
  },
];

const BEFORE = ["€", "€ ", "$", "RSD "];
const BEHIND = [" RSD", " RSD", " din", " din.", " €", "€", " EUR", " KM"];

const WORDS = [
  "WAITING FOR NEXT ROUND",
  "ČEKANJE NA SLEDEĆU RUNDU",
  "SLEDEĆA RUNDA USKORO",
  "PLACE YOUR BETS",
  "FLEW AWAY!",
  "ODLETEO!",
  "LOADING...",
  "UČITAVANJE",
  "Prijavite se",
  "Log in",
  "RSD",
  "Balance",
  "Stanje",
  "Uplata",
  "DEPOSIT",
  "SOLD OUT",
  "Igrači",
  "–",
  "- -",
  "...",
  "x",
  "xx",
  "BOLS",
];
/** Figures stand there, but no number of ours does. */
const OTHER_FIGURES: readonly (readonly [string, NumberRegion])[] = [
  ["12:45", "myMoney"],
  ["23:59:07", "myMoney"],
  ["12:45", "otherCount"],
  ["18+", "otherCount"],
  ["05.11.2025.", "otherMoney"],
  ["1/2", "otherCount"],
  ["24h", "otherCount"],
  ["5", "score"],
  ["3", "score"],
  ["0:04", "score"],
  ["4s", "score"],
  ["3.4x", "score"],
  ["0.97x", "score"],
  ["100%", "score"],
  ["1.234", "myMoney"],
  ["12,345", "myMoney"],
  ["#1042", "otherCount"],
  ["-", "otherCount"],
];

export const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)];
export const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

/** A number for one region, in a notation that its locale allows. */
export function chooseNumber(random: Random): HeldOutText {
  const region = pick(random, ["score", "score", "myMoney", "otherMoney", "otherCount"] as const);
  return writeNumber(random, { region, value: chooseValue(random, region), notation: pick(random, NOTATIONS) });
}

/** Writing from which no value may come. */
export function chooseWords(random: Random): HeldOutText {
  const [text, region] = random() < 0.6
    ? [pick(random, WORDS), pick(random, ["score", "myMoney", "otherMoney", "otherCount"] as const)]
    : pick(random, OTHER_FIGURES);
  const locale = pick(random, ["en-US", "sr-RS"]);
  return { text, truth: null, region, locale, figuresStart: 0, figuresEnd: text.length };
}

function chooseValue(random: Random, region: NumberRegion): number {
  const share = random();
  if (region === "score") return Math.round(100 + (random() < 0.15 ? 10 ** (2 + 3.3 * share) : 97 / (1 - share) - 97));
  if (region === "otherCount") return Math.floor(10 ** (3.8 * share));
  return Math.floor(10 ** (1 + (region === "myMoney" ? 6.5 : 8) * share));
}

function writeNumber(
  random: Random,
  { region, value, notation }: { region: NumberRegion; value: number; notation: Notation },
): HeldOutText {
  const truth = region === "score" ? Math.min(value, 9_999_999) : value;
  if (region === "otherCount") return finish({ figures: grouped(truth, notation.group), truth, region, notation });
  const signs = region === "score" ? notation.multiplier : notation;
  const figures = grouped(Math.floor(truth / 100), signs.group) + signs.decimal + String(truth % 100).padStart(2, "0");
  if (region === "score") {
    const sign = pick(random, ["x", "x", "x", "x", "x", "X", "×"]);
    return finish({
      figures,
      truth,
      region,
      notation,
      before: notation.multiplier.xBefore ? sign : "",
      behind: notation.multiplier.xBefore ? "" : sign,
    });
  }
  const currency = random();
  return finish({
    figures,
    truth,
    region,
    notation,
    before: currency < 0.12 ? pick(random, BEFORE) : "",
    behind: currency > 0.7 ? pick(random, BEHIND) : "",
  });
}

function finish({ figures, truth, region, notation, before = "", behind = "" }: {
  figures: string;
  truth: number;
  region: NumberRegion;
  notation: Notation;
  before?: string;
  behind?: string;
}): HeldOutText {
  return {
    text: before + figures + behind,
    truth,
    region,
    locale: notation.locale,
    figuresStart: before.length,
    figuresEnd: before.length + figures.length,
  };
}

function grouped(whole: number, group: string): string {
  return String(whole).replace(/\B(?=(\d{3})+$)/g, group);
}
