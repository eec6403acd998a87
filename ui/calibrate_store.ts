/** What the calibration view knows: the picture, the regions drawn on it, and what is read there. Asks the host, decides nothing. */
import { signal } from "@preact/signals";
import type { CalibrationPlace, CalibrationView, PlaceReading, PlaceRects } from "../core/protocol/calibration.ts";
import type { Locale } from "../core/protocol/manifest.ts";
import type { Rect } from "../core/protocol/picture.ts";
import type { NumberRegion, Phase } from "../core/protocol/reading.ts";
import type { Answer } from "./client.ts";
import { keepExample, lookAt, proposePlaces, readPlaces } from "./calibrate_api.ts";
import type { Size } from "./rects.ts";

/** Regions whose value is a number, in the view's order. */
export const NUMBER_PLACES: readonly NumberRegion[] = ["score", "myMoney", "otherCount", "otherMoney"];
/** Everything that may be drawn, in the view's order. */
export const PLACES: readonly CalibrationPlace[] = [
  "score",
  "phase",
  "myMoney",
  "otherCount",
  "otherMoney",
  "amount",
  "autoCashOut",
  "play",
  "autoCashOutSwitch",
  "history",
];
/** What is being drawn: a place, or on the whole screen the table's window. */
export type Drawn = CalibrationPlace | "window";

export interface ShownPicture extends Size {
  id: number;
  bitmap: ImageBitmap;
}

export const view = signal<CalibrationView | null>(null);
/** the table's window on the screen; null: the whole screen is shown */
export const tableWindow = signal<Rect | null>(null);
/** a window being drawn on the whole screen */
export const drawnWindow = signal<Rect | null>(null);
export const picture = signal<ShownPicture | null>(null);
export const trouble = signal("");
export const live = signal(true);
export const places = signal<PlaceRects>({});
export const chosen = signal<Drawn>("score");
export const locale = signal<Locale>("sr-RS");
export const readings = signal<ReadonlyMap<NumberRegion, PlaceReading>>(new Map());
/** what a person typed beside a frozen picture's readings */
export const corrections = signal<Partial<Record<NumberRegion, string>>>({});

/** Shows another window; its regions are drawn anew unless they are given. */
export function showWindow(window: Rect | null, known: PlaceRects = {}): void {
  tableWindow.value = window;
  drawnWindow.value = null;
  places.value = known;
  readings.value = new Map();
  picture.value = null;
  live.value = true;
  chosen.value = window ? "score" : "window";
}

/** Looks at the screen once; says what stands in the way. */
export async function look(): Promise<void> {
  const window = tableWindow.value;
  const answer = await lookAt(window);
  // Another window was chosen meanwhile.
  if (window !== tableWindow.value) return;
  if (!answer.ok) {
    // Two pages, or two looks: the next one is due soon.
    if (answer.code !== "queue_full") trouble.value = answer.reason;
    return;
  }
  trouble.value = "";
  picture.value?.bitmap.close();
  picture.value = answer.data;
  corrections.value = {};
  await readAll();
}

/** Reads the numbers of what is drawn. */
export async function readAll(): Promise<void> {
  const shown = picture.value;
  const numbers = Object.fromEntries(NUMBER_PLACES.flatMap((place) => {
    const rect = places.value[place];
    return rect ? [[place, rect]] : [];
  }));
  if (!shown || !tableWindow.value || Object.keys(numbers).length === 0) {
    readings.value = new Map();
    return;
  }
  const answer = await readPlaces({ ...asked(shown), locale: locale.value, places: numbers });
  if (answer.ok) readings.value = new Map(answer.data.readings.map((reading) => [reading.place, reading]));
}

/** Has regions proposed; answers how many. */
export async function propose(): Promise<Answer<number>> {
  const shown = picture.value;
  if (!shown) return { ok: true, data: 0 };
  live.value = false;
  const answer = await proposePlaces(asked(shown));
  if (!answer.ok) return answer;
  const found: PlaceRects = {};
  for (const { place, rect } of answer.data.proposals) found[place] ??= rect;
  places.value = { ...places.value, ...found };
  if (Object.keys(found).length > 1) locale.value = answer.data.locale;
  await readAll();
  return { ok: true, data: Object.keys(found).length };
}

/** Keeps the shown picture as an example; the numbers beside it count only when it stands still. */
export async function keep(phase: Phase): Promise<Answer<unknown>> {
  const shown = picture.value;
  if (!shown) return { ok: true, data: null };
  const truth = live.value ? {} : Object.fromEntries(NUMBER_PLACES.flatMap((place) => {
    const typed = corrections.value[place];
    const value = typed === undefined ? readings.value.get(place)?.value ?? undefined : parseTyped(place, typed);
    return value === undefined ? [] : [[place, value]];
  }));
  const answer = await keepExample({ ...asked(shown), phase, truth });
  if (answer.ok && view.value) view.value = { ...view.value, samples: answer.data.samples };
  return answer;
}

/** What the host is asked about: the whole of the picture that is shown. */
export function asked({ id, width, height }: ShownPicture): { picture: number; window: Rect } {
  return { picture: id, window: { x: 0, y: 0, width, height } };
}

/** A value as a person types it: `12.50` or `12,50`; undefined when it is none. */
function parseTyped(place: NumberRegion, text: string): number | undefined {
  const plain = text.trim().replace(",", ".");
  if (place === "otherCount") return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined;
  return /^\d{1,12}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : undefined;
}

/** The same as a field shows it. */
export function typedText(place: NumberRegion, value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  return place === "otherCount" ? String(value) : (value / 100).toFixed(2);
}
