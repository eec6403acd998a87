/** Reads the controls that the arbiter uses: play button, switch and the two text fields. Never guesses. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { channelDistance, parseColor } from "./colors.ts";
import { type NumberFormat, readTypedNumber } from "./number_reader.ts";

export type PlayButton = "bet" | "cancel" | "cashOut" | "unknown";
type PlayColors = NonNullable<TableDescription["controls"]>["playColors"];

/** Largest difference of a channel from a button's colour: shades, hover and gradients stay inside. */
export const BUTTON_TOLERANCE = 36;
/** A button is mostly its colour; writing covers the rest. */
export const BUTTON_SHARE_MIN = 0.35;
const SWITCH_TOLERANCE = 48;
const SWITCH_SHARE_MIN = 0.15;

/** Says which of its three faces the big button shows; `unknown` when none covers enough of it. */
export function readPlayButton(picture: Picture, playColors: PlayColors): PlayButton {
  let best: PlayButton = "unknown", bestShare = BUTTON_SHARE_MIN;
  for (const name of ["bet", "cancel", "cashOut"] as const) {
    const share = shareNear(picture, { color: playColors[name], tolerance: BUTTON_TOLERANCE });
    if (share > bestShare) [best, bestShare] = [name, share];
  }
  return best;
}

/** Says whether a switch shows its colour for "on". */
export function readSwitch(picture: Picture, onColor: string): "on" | "off" {
  return shareNear(picture, { color: onColor, tolerance: SWITCH_TOLERANCE }) >= SWITCH_SHARE_MIN ? "on" : "off";
}

/**
 * Reads a text field as the arbiter left it: a caret may follow the text, and decimals may be missing.
 *
 * @returns minor units for money, hundredths for a multiplier, null when empty or doubtful
 */
export function readField(picture: Picture, format: NumberFormat): number | null {
  return readTypedNumber(picture, format);
}

/** Share of the pixels that are near a colour, 0 to 1. */
export function shareNear(picture: Picture, { color, tolerance }: { color: string; tolerance: number }): number {
  const target = parseColor(color);
  let near = 0;
  for (let offset = 0; offset < picture.data.length; offset += 4) {
    if (channelDistance(picture.data, offset, target) <= tolerance) near++;
  }
  return picture.data.length === 0 ? 0 : near / (picture.data.length / 4);
}
