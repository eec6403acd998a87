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
  playColors: NonNullable<TableDescription["controls"]>["playColors"];
  amount: Rect;
  autoCashOut: Rect;
  play: Rect;
  /** null where the table has no switch, or none whose colour is known */
  autoCashOutSwitch: { rect: Rect; onColor: string } | null;
}

/** A table as a placer needs it. */
export interface PlacedTable {
  description: TableDescription;
  /** on the screen */
  phase: Rect;
  /** null where the manifest describes none: then bets are on paper only */
  controls: TableControls | null;
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
    harmless: centerOf(place(regions.score)),
    controls: controls
      ? {
        playColors: controls.playColors,
        amount: place(controls.amount),
        autoCashOut: place(controls.autoCashOut),
        play: place(controls.play),
        autoCashOutSwitch: controls.autoCashOutSwitch && controls.switchOnColor
          ? { rect: place(controls.autoCashOutSwitch), onColor: controls.switchOnColor }
          : null,
      }
      : null,
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
