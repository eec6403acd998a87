/** What hides a table: popups, a dimming dialog, a login form, a loading page. Says what can still be read then. */
import type { SKRSContext2D } from "@napi-rs/canvas";
import type { Rect } from "../../protocol/picture.ts";
import { between, pick, type Random } from "./held_out_numbers.ts";

/** Writing that was drawn, as its ink stands on the picture. */
export interface TextMark extends Rect {
  text: string;
}

/** What a cover leaves of a number: `unclear` is neither, such a cover is not drawn. */
export type Left = "readable" | "hidden" | "unclear";

/** Closer than this to a number, in its heights, a cover might hide a part of it. */
const CLEARANCE = 0.8;
/** A cover hides a figure that it overlaps so far, in the number's heights. */
const HIDING_X = 0.4, HIDING_Y = 0.45;
/** The sign behind a multiplier may be hidden without any figure being so. */
const SIGN_WIDTH = 1.3;
const PHASE_CLEAR_MAX = 0.04, PHASE_HIDDEN_MIN = 0.5;

/** What `cover` leaves of the number written at `mark`. */
export function leftOf(mark: Rect, cover: Rect): Left {
  const far = CLEARANCE * mark.height;
  const apart = overlap(mark.x, mark.width, cover.x - far, cover.width + 2 * far) <= 0 ||
    overlap(mark.y, mark.height, cover.y - far / 2, cover.height + far) <= 0;
  if (apart) return "readable";
  const x = overlap(mark.x, mark.width, cover.x, cover.width), y = overlap(mark.y, mark.height, cover.y, cover.height);
  const fromRight = cover.x > mark.x;
  if (x < (fromRight ? SIGN_WIDTH : HIDING_X) * mark.height || y < HIDING_Y * mark.height) return "unclear";
  return "hidden";
}

/** What `cover` leaves of the phase. */
export function phaseLeft(phase: Rect, cover: Rect): Left {
  const x = overlap(phase.x, phase.width, cover.x, cover.width);
  const y = overlap(phase.y, phase.height, cover.y, cover.height);
  const share = x <= 0 || y <= 0 ? 0 : x * y / (phase.width * phase.height);
  return share <= PHASE_CLEAR_MAX ? "readable" : share >= PHASE_HIDDEN_MIN ? "hidden" : "unclear";
}

/** A popup's place, anywhere on a window. */
export function choosePopup(random: Random, { width, height }: { width: number; height: number }): Rect {
  const wide = Math.round(width * between(random, 0.12, 0.6)), high = Math.round(height * between(random, 0.1, 0.6));
  const x = Math.round(between(random, -0.3 * wide, width - 0.7 * wide));
  return { x, y: Math.round(between(random, -0.3 * high, height - 0.7 * high)), width: wide, height: high };
}

const POPUPS = [
  { plate: "#ffffff", text: "#333333", words: "Osvojili ste bonus!" },
  { plate: "#1e293b", text: "#e2e8f0", words: "Your session will expire soon" },
  { plate: "#14532d", text: "#ffffff", words: "Uplata je uspela" },
  { plate: "#7f1d1d", text: "#ffffff", words: "Connection lost" },
  { plate: "#fef3c7", text: "#78350f", words: "Nova poruka" },
];

export function drawPopup(context: SKRSContext2D, random: Random, { box, font }: { box: Rect; font: string }): void {
  const { plate, text, words } = pick(random, POPUPS);
  context.save();
  context.beginPath();
  context.roundRect(box.x, box.y, box.width, box.height, random() < 0.5 ? 0 : 8);
  context.fillStyle = plate;
  context.fill();
  context.clip();
  context.fillStyle = text;
  context.font = `${Math.max(11, box.height * 0.12)}px "${font}"`;
  context.textAlign = "center";
  context.fillText(words, box.x + box.width / 2, box.y + box.height / 2);
  context.restore();
}

/** Hides a whole window: a login form, a loading page, a blank one, or a dialog over the dimmed table. */
export function drawScreen(
  context: SKRSContext2D,
  random: Random,
  { width, height, font, kind }: {
    width: number;
    height: number;
    font: string;
    kind: "login" | "loading" | "blank" | "dimmed";
  },
): void {
  const light = random() < 0.3, ink = light ? "#222222" : "#eeeeee";
  context.fillStyle = kind === "dimmed"
    ? "rgb(0 0 0 / 0.7)"
    : `hsl(${Math.floor(random() * 360)} 30% ${light ? 94 : 8}%)`;
  context.fillRect(0, 0, width, height);
  context.fillStyle = context.strokeStyle = ink;
  context.textAlign = "center";
  context.font = `${Math.round(height * 0.05)}px "${font}"`;
  if (kind === "loading") {
    context.lineWidth = height * 0.012;
    context.beginPath();
    context.arc(width / 2, height * 0.45, height * 0.06, random() * 6, 6 + random() * 4);
    context.stroke();
    context.fillText(pick(random, ["Loading...", "Učitavanje...", "Povezivanje"]), width / 2, height * 0.62);
  }
  if (kind === "login") drawLogin(context, random, { width, height, ink });
  if (kind === "dimmed") {
    context.fillRect(width * 0.25, height * 0.3, width * 0.5, height * 0.4);
    context.fillStyle = light ? "#ffffff" : "#111111";
    context.fillText(pick(random, ["Reconnecting", "Veza je prekinuta"]), width / 2, height / 2);
  }
}

function drawLogin(
  context: SKRSContext2D,
  random: Random,
  { width, height, ink }: { width: number; height: number; ink: string },
): void {
  const serbian = random() < 0.5, x = width * 0.35, wide = width * 0.3;
  context.fillText(serbian ? "Prijavite se" : "Log in", width / 2, height * 0.25);
  context.lineWidth = 1;
  for (const [row, words] of (serbian ? ["Korisnik", "Lozinka"] : ["User name", "Password"]).entries()) {
    context.strokeRect(x, height * (0.34 + 0.15 * row), wide, height * 0.09);
    context.fillText(words, width / 2, height * (0.4 + 0.15 * row));
  }
  context.fillStyle = "#2e7d32";
  context.fillRect(x, height * 0.66, wide, height * 0.1);
  context.fillStyle = ink;
}

function overlap(one: number, oneSize: number, other: number, otherSize: number): number {
  return Math.min(one + oneSize, other + otherSize) - Math.max(one, other);
}
