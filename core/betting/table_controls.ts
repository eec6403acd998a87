/** Where a table's controls are on the screen, and how its fields are read and written. Reads and clicks nothing itself. */
import type { Locale, TableDescription } from "../protocol/manifest.ts";
import type { Point, Rect } from "../protocol/picture.ts";
import { placeRect } from "../screen/layout.ts";

/** A table that bets may be placed at. */
export interface BettingTable {
  name: string;
  description: TableDescription;
  /** on the screen */
  window: Rect;
}

/** Rectangles on the screen. */
export interface TableControls {
  playColors: Controls["playColors"];
  amount: Rect;
  autoCashOut: Rect;
  play: Rect;
  /** null where the table has no switch, or none whose colour is known */
  autoCashOutSwitch: { rect: Rect; onColor: string } | null;
  /** all of them in one rectangle, for the flight recorder */
  around: Rect;
}

/** A table as a placer needs it. */
export interface PlacedTable {
  description: TableDescription;
  /** on the screen */
  phase: Rect;
  /** null where the manifest describes none: then bets are on paper only */
  controls: TableControls | null;
  /** the second bet panel; null where the manifest describes none */
  second: TableControls | null;
  /** null where the manifest names none: then no balance proves anything */
  balance: Rect | null;
  /** a spot on the screen where a click does nothing: the middle of the score */
  harmless: Point;
}

/**
 * Places what betting needs of a table on the screen.
 *
 * @throws {HostError} `bad_config` when a part reaches outside the window
 */
export function placeForBets({ description, window }: BettingTable): PlacedTable {
  const place = (box: readonly [number, number, number, number]) =>
    placeRect(box, { window, reference: description.window });
  const { controls, regions } = description;
  return {
    description,
    phase: place(regions.phase),
    balance: regions.myMoney ? place(regions.myMoney) : null,
    harmless: centerOf(place(regions.score)),
    controls: controls ? placeControls(controls, { ...controls, place }) : null,
    second: controls?.second ? placeControls(controls.second, { ...controls, place }) : null,
  };
}

type Controls = NonNullable<TableDescription["controls"]>;
type Place = (box: Controls["play"]) => Rect;

function placeControls(
  { amount, autoCashOut, play, autoCashOutSwitch }: Pick<
    Controls,
    "amount" | "autoCashOut" | "play" | "autoCashOutSwitch"
  >,
  { playColors, switchOnColor, place }: Pick<Controls, "playColors" | "switchOnColor"> & { place: Place },
): TableControls {
  const all = [amount, autoCashOut, play, ...(autoCashOutSwitch ? [autoCashOutSwitch] : [])];
  return {
    playColors,
    amount: place(amount),
    autoCashOut: place(autoCashOut),
    play: place(play),
    autoCashOutSwitch: autoCashOutSwitch && switchOnColor
      ? { rect: place(autoCashOutSwitch), onColor: switchOnColor }
      : null,
    around: around(all.map(place)),
  };
}

/** The smallest rectangle around all. */
function around(rects: readonly Rect[]): Rect {
  const x = Math.min(...rects.map((rect) => rect.x)), y = Math.min(...rects.map((rect) => rect.y));
  return {
    ...{ x, y },
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - x,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) - y,
  };
}

export function centerOf({ x, y, width, height }: Rect): Point {
  return { x: x + Math.floor(width / 2), y: y + Math.floor(height / 2) };
}

/** The digits to type for an amount of minor units; no grouping, decimals only where there are any. */
export function typedAmount(minor: number, locale: Locale): string {
  const whole = Math.floor(minor / 100), rest = minor % 100;
  return rest === 0 ? `${whole}` : `${whole}${decimalMark(locale, "money")}${String(rest).padStart(2, "0")}`;
}

/** The digits to type for a multiplier of hundredths, always with two decimals. */
export function typedCashOut(hundredths: number, locale: Locale): string {
  const decimals = String(hundredths % 100).padStart(2, "0");
  return `${Math.floor(hundredths / 100)}${decimalMark(locale, "multiplier")}${decimals}`;
}

/** The table's own mark where its locale is given by examples, else the language's. */
function decimalMark(locale: Locale, kind: "money" | "multiplier"): string {
  if (typeof locale === "string") {
    return new Intl.NumberFormat(locale).formatToParts(0.5).find(({ type }) => type === "decimal")?.value ?? ".";
  }
  const example = kind === "money" ? locale.number : locale.multiplier;
  return /[.,](?=\d{1,2}\D*$)/.exec(example)?.[0] ?? ".";
}
