/** Says where on a table's picture its regions probably are, with what is read there. Only proposes: a person decides. */
import type { CalibrationPlace, Proposal, Proposals } from "../protocol/calibration.ts";
import type { Locale } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { NUMBER_REGIONS, type NumberRegion } from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import { readNumber } from "../vision/number_reader.ts";
import { findButtons } from "./find_buttons.ts";
import { findTextLines, overlap, union } from "./find_text.ts";

type Place = CalibrationPlace;

const LOCALES: readonly Locale[] = ["sr-RS", "en-US", { number: "12 345,60", multiplier: "3.45x" }];
const KEPT = 3;
/** A multiplier lower than this share of the window is none that flies. */
const SCORE_HEIGHT_MIN = 0.065;
/** Less likely ones only mislead. */
const SCORE_CONFIDENCE_MIN = 0.2;
/** Writing this large near the middle is probably the score even where it cannot be read right now. */
const UNREAD_HEIGHT_MIN = 0.085, UNREAD_FACTOR = 0.4;

interface ReadLine {
  rect: Rect;
  multiplier: number | null;
  money: number | null;
  count: number | null;
}

/** Looks a picture of one table over. Without a locale, that in which most money is read. */
export function proposeRegions(picture: Picture, options: { locale?: Locale } = {}): Proposals {
  const rects = findTextLines(picture);
  const crops = rects.map((rect) => copyCrop(picture, { rect: padded(rect, picture) }));
  const { locale, moneys } = readMoney(crops, options.locale ? [options.locale] : LOCALES);
  const lines = rects.map((rect, index): ReadLine => ({
    rect,
    money: moneys[index],
    multiplier: readNumber(crops[index], { kind: "multiplier", locale }).value,
    count: moneys[index] === null ? readNumber(crops[index], { kind: "count", locale }).value : null,
  }));
  const history = historyOf(lines, picture);
  const rest = lines.filter(({ rect }) => !history.some((strip) => overlap(strip.rect, rect) > 0.5));
  const buttons = findButtons(picture).map(({ rect, confidence }) => ({ rect, confidence, value: null }));
  const written = rest.filter(({ rect }) => !buttons.some((button) => overlap(button.rect, rect) > 0.5));
  const score = rank(written, scoreRank(picture)).filter(({ confidence }) => confidence >= SCORE_CONFIDENCE_MIN);
  const others = othersOf(rest, { score: score[0]?.rect, button: buttons[0]?.rect, picture });
  const stage = phaseOf(score, picture);
  const all = { score, history, play: buttons, ...others, phase: stage, autoCashOutSwitch: [] } satisfies Record<
    Place,
    Ranked[]
  >;
  const proposals = (Object.keys(all) as Place[]).flatMap((place) =>
    all[place].slice(0, KEPT).map((one) => ({ place, ...grown(one, { place, picture, lines }) }))
  );
  return { locale, proposals };
}

type Ranked = Omit<Proposal, "place">;

/** Money tells locales apart: that in which most of it is read. */
function readMoney(
  crops: readonly Picture[],
  locales: readonly Locale[],
): { locale: Locale; moneys: (number | null)[] } {
  const readings = locales.map((locale) => ({
    locale,
    moneys: crops.map((crop) => readNumber(crop, { kind: "money", locale }).value),
  }));
  const found = ({ moneys }: typeof readings[number]) => moneys.filter((money) => money !== null).length;
  return readings.reduce((one, other) => found(other) > found(one) ? other : one);
}

function padded({ x, y, width, height }: Rect, picture: Picture): Rect {
  const aside = Math.ceil(0.45 * height) + 2, above = Math.ceil(0.3 * height) + 2;
  return clip({ x: x - aside, y: y - above, width: width + 2 * aside, height: height + 2 * above }, picture);
}

function clip({ x, y, width, height }: Rect, picture: Picture): Rect {
  const left = Math.max(0, x), top = Math.max(0, y);
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.min(picture.width, x + width) - left),
    height: Math.max(1, Math.min(picture.height, y + height) - top),
  };
}

/** Lines by a rank from 0 to 1; those without one are left out. */
function rank(lines: readonly ReadLine[], rankOf: (line: ReadLine) => Omit<Ranked, "rect"> | null): Ranked[] {
  return lines.flatMap((line) => {
    const ranked = rankOf(line);
    return ranked && ranked.confidence > 0 ? [{ rect: line.rect, ...ranked }] : [];
  }).sort((one, other) => other.confidence - one.confidence);
}

/** The largest multiplier, near the middle. */
function scoreRank(picture: Picture): (line: ReadLine) => Omit<Ranked, "rect"> | null {
  return ({ rect, multiplier }) => {
    const heightMin = multiplier === null ? UNREAD_HEIGHT_MIN : SCORE_HEIGHT_MIN;
    if (rect.height < heightMin * picture.height || rect.width < 1.2 * rect.height) return null;
    const size = Math.min(1, rect.height / (0.09 * picture.height));
    const off = Math.hypot(
      (rect.x + rect.width / 2) / picture.width - 0.5,
      (rect.y + rect.height / 2) / picture.height - 0.42,
    );
    const read = multiplier === null ? UNREAD_FACTOR : 1;
    return { value: multiplier, confidence: read * size * Math.max(0, 1 - 1.5 * off) };
  };
}

/** Rows of at least three small multipliers. */
function historyOf(lines: readonly ReadLine[], picture: Picture): Ranked[] {
  const strips: { rect: Rect; count: number }[] = [];
  for (const { rect, multiplier } of lines.toSorted((one, other) => one.rect.x - other.rect.x)) {
    if (multiplier === null || rect.height > 0.06 * picture.height) continue;
    const strip = strips.find((one) =>
      Math.abs(one.rect.y + one.rect.height - rect.y - rect.height) < 0.4 * rect.height &&
      Math.abs(one.rect.height - rect.height) < 0.5 * rect.height
    );
    if (strip) Object.assign(strip, { rect: union(strip.rect, rect), count: strip.count + 1 });
    else strips.push({ rect, count: 1 });
  }
  return strips.filter(({ count }) => count >= 3).sort((one, other) => other.count - one.count)
    .map(({ rect, count }) => ({ rect, value: null, confidence: Math.min(1, count / 6) }));
}

type Others = Record<"myMoney" | "otherCount" | "otherMoney" | "amount" | "autoCashOut", Ranked[]>;

/** The balance stands at an edge, the other players' numbers one near the other, the fields beside the button. */
function othersOf(
  lines: readonly ReadLine[],
  { score, button, picture }: { score?: Rect; button?: Rect; picture: Picture },
): Others {
  const free = lines.filter(({ rect }) =>
    (!score || overlap(rect, score) < 0.2) && (!button || overlap(rect, button) < 0.2)
  );
  const field = (rect: Rect) => button ? nearness(rect, button, picture) : 0;
  const myMoney = rank(free, ({ rect, money }) => {
    if (money === null) return null;
    const edge = Math.min(rect.y, picture.height - rect.y - rect.height) / picture.height;
    return { value: money, confidence: Math.max(0.05, 1 - 4 * edge) * (1 - 0.5 * field(rect)) };
  });
  const balance = myMoney[0]?.rect;
  const moneys = free.filter(({ rect, money }) => money !== null && rect !== balance);
  const otherCount = rank(free, ({ rect, count }) => {
    if (count === null || count < 2) return null;
    const near = Math.max(0, ...moneys.map((money) => nearness(rect, money.rect, picture)));
    return { value: count, confidence: 0.2 + 0.8 * near * topness(rect, picture) };
  });
  const counted = otherCount[0]?.rect;
  const otherMoney = rank(moneys, ({ rect, money }) => ({
    value: money,
    confidence: (counted ? nearness(rect, counted, picture) : 0.3) * (1 - 0.7 * field(rect)),
  }));
  const fields = free.filter(({ rect }) => rect !== balance && rect !== otherMoney[0]?.rect && rect !== counted);
  return { myMoney, otherCount, otherMoney, ...(button ? fieldsOf(fields, { button, picture }) : NO_FIELDS) };
}

const NO_FIELDS = { amount: [], autoCashOut: [] };

/** Two numbers on one base beside the button: the stake, then the auto cash-out. */
function fieldsOf(
  lines: readonly ReadLine[],
  { button, picture }: { button: Rect; picture: Picture },
): Pick<Others, "amount" | "autoCashOut"> {
  const beside = lines.filter(({ rect }) =>
    rect.y >= button.y - 4 && rect.y + rect.height <= button.y + button.height + 4
  );
  const pairs = beside.flatMap((amount) =>
    beside.filter((other) =>
      amount.money !== null && other.multiplier !== null && other.rect.x > amount.rect.x + amount.rect.width &&
      Math.abs(other.rect.y + other.rect.height - amount.rect.y - amount.rect.height) < 0.35 * amount.rect.height
    ).map((cashOut) => ({
      amount,
      cashOut,
      confidence: nearness(amount.rect, button, picture) * nearness(cashOut.rect, button, picture),
    }))
  ).sort((one, other) => other.confidence - one.confidence);
  return {
    amount: pairs.map(({ amount, confidence }) => ({ rect: amount.rect, value: amount.money, confidence })),
    autoCashOut: pairs.map(({ cashOut, confidence }) => ({
      rect: cashOut.rect,
      value: cashOut.multiplier,
      confidence,
    })),
  };
}

function topness(rect: Rect, picture: Picture): number {
  return 1 - 0.7 * rect.y / picture.height;
}

/** 1 side by side, 0 half a window apart. */
function nearness(one: Rect, other: Rect, picture: Picture): number {
  const x = Math.max(0, Math.max(one.x, other.x) - Math.min(one.x + one.width, other.x + other.width));
  const y = Math.max(0, Math.max(one.y, other.y) - Math.min(one.y + one.height, other.y + other.height));
  return Math.max(0, 1 - 2 * Math.hypot(x / picture.width, y / picture.height));
}

/** The stage around the score; without one, the middle of the window. */
function phaseOf(score: readonly Ranked[], picture: Picture): Ranked[] {
  const best = score[0];
  if (!best) {
    const rect = { x: 0.3, y: 0.2, width: 0.5, height: 0.35 };
    return [{ rect: clip(scaled(rect, picture), picture), value: null, confidence: 0.2 }];
  }
  const height = 3.6 * best.rect.height, width = Math.max(best.rect.width * 1.4, 2.6 * height);
  const x = best.rect.x + best.rect.width / 2 - width / 2, y = best.rect.y + best.rect.height / 2 - height / 2;
  const rect = clip(rounded({ x, y, width, height }), picture);
  return [{ rect, value: null, confidence: 0.8 * best.confidence }];
}

function scaled({ x, y, width, height }: Rect, picture: Picture): Rect {
  return rounded({
    x: x * picture.width,
    y: y * picture.height,
    width: width * picture.width,
    height: height * picture.height,
  });
}

function rounded({ x, y, width, height }: Rect): Rect {
  return { x: Math.round(x), y: Math.round(y), width: Math.round(width), height: Math.round(height) };
}

/** A number's region leaves room for longer ones, as far as nothing else stands there. */
function grown(
  one: Ranked,
  { place, picture, lines }: { place: Place; picture: Picture; lines: readonly ReadLine[] },
): Ranked {
  if (!(NUMBER_REGIONS as readonly string[]).includes(place)) {
    return { ...one, rect: padIfText(one.rect, { place, picture }) };
  }
  const { x, y, width, height } = one.rect;
  const room = (place as NumberRegion) === "score" ? 2.6 * height : Math.max(5 * height, 0.8 * width);
  const row = lines.filter(({ rect }) =>
    rect !== one.rect && overlap(rect, one.rect) < 0.5 && rect.y < y + 1.2 * height &&
    rect.y + rect.height > y - 0.2 * height
  ).map(({ rect }) => rect);
  const left = Math.max(
    x - room,
    ...row.filter((rect) => rect.x + rect.width <= x).map((rect) => rect.x + rect.width + 2),
  );
  const right = Math.min(x + width + room, ...row.filter((rect) => rect.x >= x + width).map((rect) => rect.x - 2));
  const above = 0.4 * height;
  const rect = clip(rounded({ x: left, y: y - above, width: right - left, height: height + 2 * above }), picture);
  return { ...one, rect };
}

function padIfText(rect: Rect, { place, picture }: { place: Place; picture: Picture }): Rect {
  return place === "play" || place === "phase" ? rect : padded(rect, picture);
}
