/**
 * Learns what betting by clicks needs of a table: its user says where the controls are, pictures show their colours. Refuses
 * to assume a colour that no picture shows: a button that is not recognised after a press makes a bet doubtful.
 */
import type { ButtonFace, ControlGap, PlaceRects } from "../protocol/calibration.ts";
import type { TableDescription } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import type { Phase } from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import { channelDistance, hexOf, hueOf, parseColor } from "../vision/colors.ts";
import { BUTTON_SHARE_MIN, BUTTON_TOLERANCE, shareNear } from "../vision/control_reader.ts";
import { boxOf } from "./draft_table.ts";

type Controls = NonNullable<TableDescription["controls"]>;
/** A picture of the table's window; `button` where somebody has said what the big button shows in it. */
export interface ControlFrame {
  picture: Picture;
  phase?: Phase;
  button?: ButtonFace;
}

/** The controls, or what is missing for them. */
export interface ControlsLesson {
  controls: Controls | null;
  missing: ControlGap[];
}

/** Hues of the faces in degrees, from and to: where the game is this one, they are green, red and orange. */
const HUES: Record<ButtonFace, readonly [number, number]> = { bet: [75, 170], cancel: [335, 377], cashOut: [18, 55] };
const FACES = ["bet", "cancel", "cashOut"] as const;
const GAPS: Record<ButtonFace, ControlGap> = { bet: "betColor", cancel: "cancelColor", cashOut: "cashOutColor" };
/** Weaker colours have no hue to speak of. */
const SATURATION_MIN = 60;

/**
 * Learns.
 *
 * @param options `colors` the faces' colours as far as the user gives them, which count more than what is seen
 */
export function learnControls(
  frames: readonly ControlFrame[],
  { places, colors = {} }: { places: PlaceRects; colors?: Partial<Record<ButtonFace, string>> },
): ControlsLesson {
  const { amount, autoCashOut, play, autoCashOutSwitch, history } = places;
  const missing: ControlGap[] = (["amount", "autoCashOut", "play"] as const).filter((place) => !places[place]);
  if (!amount || !autoCashOut || !play) return { controls: null, missing };
  const playColors = { ...learnFaces(frames, play), ...colors };
  missing.push(...FACES.filter((face) => !playColors[face]).map((face) => GAPS[face]));
  const switchOnColor = autoCashOutSwitch && learnSwitch(frames, autoCashOutSwitch);
  if (autoCashOutSwitch && !switchOnColor) missing.push("switchColor");
  const { bet, cancel, cashOut } = playColors;
  if (missing.length > 0 || !bet || !cancel || !cashOut) return { controls: null, missing };
  if (!differ([bet, cancel, cashOut])) return { controls: null, missing: FACES.map((face) => GAPS[face]) };
  return {
    controls: {
      amount: boxOf(amount),
      autoCashOut: boxOf(autoCashOut),
      play: boxOf(play),
      ...(autoCashOutSwitch ? { autoCashOutSwitch: boxOf(autoCashOutSwitch), switchOnColor } : {}),
      ...(history ? { history: boxOf(history) } : {}),
      playColors: { bet, cancel, cashOut },
    },
    missing: [],
  };
}

/** Colours that cannot be told apart by the reader's own tolerance would name each other's faces. */
function differ(colors: readonly string[]): boolean {
  const [one, two, three] = colors.map(parseColor);
  return [[one, two], [one, three], [two, three]].every(([left, right]) =>
    channelDistance([left.r, left.g, left.b, 255], 0, right) > BUTTON_TOLERANCE
  );
}

/** Each face's colour: of the frames of which somebody says what they show, then by hue. */
function learnFaces(frames: readonly ControlFrame[], play: NonNullable<PlaceRects["play"]>) {
  const seen = new Map<ButtonFace, Map<string, number>>();
  for (const frame of frames) {
    const crop = copyCrop(frame.picture, { rect: play }), color = mainColor(crop);
    if (!color || shareNear(crop, { color, tolerance: BUTTON_TOLERANCE }) < BUTTON_SHARE_MIN) continue;
    const face = frame.button ?? faceOf(color, frame.phase);
    if (!face) continue;
    const colors = seen.get(face) ?? new Map<string, number>();
    // Somebody's word outweighs any number of hues.
    seen.set(face, colors.set(color, (colors.get(color) ?? 0) + (frame.button ? frames.length : 1)));
  }
  const mostSeen = (colors: Map<string, number>) => [...colors].reduce((one, two) => two[1] > one[1] ? two : one)[0];
  return Object.fromEntries([...seen].map(([face, colors]) => [face, mostSeen(colors)])) as Partial<
    Record<ButtonFace, string>
  >;
}

/** Nobody can cash out but in a flight: an orange button at any other time is something else. */
function faceOf(color: string, phase: Phase | undefined): ButtonFace | null {
  const rgb = parseColor(color), { hue, saturation } = hueOf(rgb);
  if (saturation < SATURATION_MIN) return null;
  const face = FACES.find((one) => [hue, hue + 360].some((angle) => angle >= HUES[one][0] && angle <= HUES[one][1]));
  return face === "cashOut" && phase !== undefined && phase !== "flying" ? null : face ?? null;
}

/** The colour that the switch has in most pictures in which it has one: off, it is grey. */
function learnSwitch(frames: readonly ControlFrame[], rect: NonNullable<PlaceRects["play"]>): string | undefined {
  const counts = new Map<string, number>();
  for (const { picture } of frames) {
    const color = mainColor(copyCrop(picture, { rect }), SATURATION_MIN);
    if (color) counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts].sort((one, other) => other[1] - one[1])[0]?.[0];
}

/** Mean of the commonest shade's pixels. */
function mainColor({ data }: Picture, saturationMin = 0): string | null {
  const shades = new Map<number, { count: number; r: number; g: number; b: number }>();
  for (let at = 0; at < data.length; at += 4) {
    const [r, g, b] = data.subarray(at, at + 3);
    if (Math.max(r, g, b) - Math.min(r, g, b) < saturationMin) continue;
    const key = (r >> 4) << 8 | (g >> 4) << 4 | b >> 4, shade = shades.get(key) ?? { count: 0, r: 0, g: 0, b: 0 };
    shades.set(key, { count: shade.count + 1, r: shade.r + r, g: shade.g + g, b: shade.b + b });
  }
  const [most] = [...shades.values()].sort((one, other) => other.count - one.count);
  return most && most.count >= data.length / 4 * 0.1
    ? hexOf({ r: most.r / most.count, g: most.g / most.count, b: most.b / most.count })
    : null;
}
