/** Draws held-out frames: whole tables at random moments, the six skins and the strange ones, some covered. Reads nothing. */
import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Locale } from "../../protocol/manifest.ts";
import type { Rect } from "../../protocol/picture.ts";
import { NUMBER_REGIONS, type Phase, type Region, REGIONS } from "../../protocol/reading.ts";
import { describeSkin } from "../../simulator/describe_skin.ts";
import type { DrawContext } from "../../simulator/draw_context.ts";
import { drawTable } from "../../simulator/draw_table.ts";
import { Game } from "../../simulator/game.ts";
import { registerFonts } from "../../simulator/register_fonts.ts";
import { SKIN_NAMES, type SkinName, SKINS } from "../../simulator/skins.ts";
import { WINDOW } from "../../simulator/table_layout.ts";
import type { TableState } from "../../simulator/table_state.ts";
import { placeRect } from "../../screen/layout.ts";
import { choosePopup, drawPopup, drawScreen, leftOf, phaseLeft, type TextMark } from "./held_out_covers.ts";
import { heldOutFonts } from "./held_out_fonts.ts";
import type { Random } from "./held_out_numbers.ts";
import { STRANGE_PAGE, STRANGE_SKINS, type StrangeSkin } from "./held_out_skins.ts";
import { drawStrangeTable } from "./held_out_tables.ts";

/** Names of all tables that frames are drawn of, in turn. */
export const FRAME_SKINS: readonly string[] = [...SKIN_NAMES, ...STRANGE_SKINS.map(({ name }) => name)];
/** Windows of the layouts 2×2, 3×2 and 4×2 on 1920×1080 and 2560×1440. */
export const FRAME_WINDOWS = [[960, 540], [640, 540], [480, 540], [1280, 720], [853, 720], [640, 720]] as const;

export interface HeldOutFrame {
  canvas: Canvas;
  label: {
    regions: Record<Region, [number, number, number, number]>;
    locale: Locale;
    /** a region is missing where it is a matter of opinion what can be read */
    truth: Partial<Record<Region, number | Phase | null>>;
    style: string;
    /** what hides the table: `none`, `popup`, or a screen's kind */
    cover: string;
  };
}

const COVERS = ["none", "popup", "login", "loading", "blank", "dimmed"] as const;
/** How often each cover comes, of all. */
const COVER_SHARES = [0.62, 0.22, 0.05, 0.04, 0.03, 0.04];
/** Rounds that a game has played when its picture is taken, milliseconds at most. */
const GAME_MS_MAX = 900_000;
const POPUP_TRIES = 60;

/** Draws one table in a window of its own. */
export function drawHeldOutFrame(
  random: Random,
  { skin, window }: { skin: string; window: { width: number; height: number } },
): HeldOutFrame {
  const strange = STRANGE_SKINS.find(({ name }) => name === skin);
  const state = randomMoment(random, skin);
  const canvas = createCanvas(window.width, window.height), context = canvas.getContext("2d");
  const marks: TextMark[] = [];
  const { locale, places } = strange
    ? drawStrange(context, state, { skin: strange, window, marks })
    : drawKnown(context, state, { skin: skin as SkinName, window, marks });
  const cover = chooseCover(random), font = heldOutFonts("sans")[1];
  const truth = cover === "popup"
    ? coverByPopup(context, random, { places, marks, state, window, font })
    : cover === "none"
    ? truthOf(state)
    : cover === "dimmed"
    ? { phase: "unknown" as const }
    : unreadable();
  if (cover !== "none" && cover !== "popup") drawScreen(context, random, { ...window, font, kind: cover });
  const regions = Object.fromEntries(
    REGIONS.map((region) => {
      const { x, y, width, height } = places[region];
      return [region, [x, y, width, height]];
    }),
  ) as HeldOutFrame["label"]["regions"];
  return { canvas, label: { regions, locale, truth, style: skin, cover } };
}

function chooseCover(random: Random): (typeof COVERS)[number] {
  let share = random();
  return COVERS.find((_, index) => (share -= COVER_SHARES[index]) < 0) ?? "none";
}

function randomMoment(random: Random, name: string): TableState {
  const game = new Game({
    name,
    seed: Math.floor(random() * 2 ** 31),
    startMs: 0,
    locale: "sr-RS",
    stakeMinMinor: 1000,
    stakeMaxMinor: 1_000_000,
    balanceMinor: Math.floor(10 ** (2 + 6 * random())),
  });
  game.advance(Math.floor(random() * GAME_MS_MAX));
  return game.state();
}

interface Drawn {
  locale: Locale;
  places: Record<Region, Rect>;
}

interface DrawOptions<Skin> {
  skin: Skin;
  window: { width: number; height: number };
  marks: TextMark[];
}

/** As the virtual desktop draws it: stretched to the window. */
function drawKnown(context: SKRSContext2D, state: TableState, { skin, window, marks }: DrawOptions<SkinName>): Drawn {
  const look = SKINS[skin], { regions, locale } = describeSkin(look);
  registerFonts([look]);
  const box = { x: 0, y: 0, ...window };
  drawTable(watched(context, marks) as unknown as DrawContext, state, { skin: look, box });
  const places = Object.fromEntries(
    REGIONS.map((region) => [region, placeRect(regions[region]!, { window: box, reference: WINDOW })]),
  ) as Record<Region, Rect>;
  return { locale, places };
}

/** As a browser shows a page that is zoomed to fit: in the middle, and the rest of the window is the page's colour. */
function drawStrange(
  context: SKRSContext2D,
  state: TableState,
  { skin, window, marks }: DrawOptions<StrangeSkin>,
): Drawn {
  for (const kind of ["sans", "italic", "mono"] as const) heldOutFonts(kind);
  context.fillStyle = skin.colors.page;
  context.fillRect(0, 0, window.width, window.height);
  const zoom = Math.min(window.width / STRANGE_PAGE.width, window.height / STRANGE_PAGE.height);
  const left = (window.width - zoom * STRANGE_PAGE.width) / 2, top = (window.height - zoom * STRANGE_PAGE.height) / 2;
  context.save();
  context.translate(left, top);
  context.scale(zoom, zoom);
  drawStrangeTable(watched(context, marks), state, skin);
  context.restore();
  const place = (region: Region): Rect => {
    const [x, y, width, height] = skin.places[region].map((length) => length * zoom);
    return { x: Math.round(left + x), y: Math.round(top + y), width: Math.round(width), height: Math.round(height) };
  };
  const places = Object.fromEntries(REGIONS.map((region) => [region, place(region)])) as Record<Region, Rect>;
  return { locale: skin.locale, places };
}

/** The same context, which notes where each text's ink stands. */
function watched(context: SKRSContext2D, marks: TextMark[]): SKRSContext2D {
  return new Proxy(context, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      if (key !== "fillText") return value.bind(target);
      return (text: string, x: number, y: number) => {
        marks.push(markOf(target, { text, x, y }));
        target.fillText(text, x, y);
      };
    },
    set: (target, key, value) => Reflect.set(target, key, value, target),
  });
}

function markOf(context: SKRSContext2D, { text, x, y }: { text: string; x: number; y: number }): TextMark {
  const ink = context.measureText(text), { a, d, e, f } = context.getTransform();
  const left = e + a * (x - ink.actualBoundingBoxLeft), right = e + a * (x + ink.actualBoundingBoxRight);
  const top = f + d * (y - ink.actualBoundingBoxAscent), bottom = f + d * (y + ink.actualBoundingBoxDescent);
  return { text, x: left, y: top, width: right - left, height: bottom - top };
}

type Truth = HeldOutFrame["label"]["truth"];

function truthOf(state: TableState): Truth {
  return {
    score: state.phase === "waiting" ? null : state.multiplier,
    myMoney: state.balanceMinor,
    otherCount: state.players,
    otherMoney: state.playersMoneyMinor,
    phase: state.phase,
  };
}

function unreadable(): Truth {
  return { score: null, myMoney: null, otherCount: null, otherMoney: null, phase: "unknown" };
}

/** Draws a popup where it is clear what it hides; after too many tries none. */
function coverByPopup(
  context: SKRSContext2D,
  random: Random,
  { places, marks, state, window, font }: {
    places: Record<Region, Rect>;
    marks: readonly TextMark[];
    state: TableState;
    window: { width: number; height: number };
    font: string;
  },
): Truth {
  for (let attempt = 0; attempt < POPUP_TRIES; attempt++) {
    const box = choosePopup(random, window), truth = truthOf(state);
    const phase = phaseLeft(places.phase, box);
    const left = NUMBER_REGIONS.map((region) => {
      const result = worst(marks.filter((mark) => isIn(mark, places[region])).map((mark) => leftOf(mark, box)));
      if (result === "hidden") truth[region] = null;
      return result;
    });
    if (phase === "unclear" || left.includes("unclear") || (phase === "readable" && left[0] === "hidden")) continue;
    if (phase === "hidden") truth.phase = "unknown";
    drawPopup(context, random, { box, font });
    return truth;
  }
  return truthOf(state);
}

function worst(results: readonly ("readable" | "hidden" | "unclear")[]) {
  return results.includes("unclear") ? "unclear" : results.includes("hidden") ? "hidden" : "readable";
}

function isIn(mark: Rect, place: Rect): boolean {
  const x = mark.x + mark.width / 2, y = mark.y + mark.height / 2;
  return x > place.x && y > place.y && x < place.x + place.width && y < place.y + place.height;
}
