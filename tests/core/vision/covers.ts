/** Tables of the six skins with something over them, and how much of the phase and the score it hides. */
import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { Picture, Rect } from "../../../core/protocol/picture.ts";
import type { Phase } from "../../../core/protocol/reading.ts";
import { copyCrop } from "../../../core/screen/crop.ts";
import { placeRect } from "../../../core/screen/layout.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";
import type { DrawContext } from "../../../core/simulator/draw_context.ts";
import { drawTable } from "../../../core/simulator/draw_table.ts";
import { registerFonts } from "../../../core/simulator/register_fonts.ts";
import { SKIN_NAMES, type SkinName, SKINS } from "../../../core/simulator/skins.ts";
import { WINDOW } from "../../../core/simulator/table_layout.ts";
import { drawForm } from "../../../core/vision/training/phase_covers.ts";
import { between, pick, type Random } from "../../../core/vision/training/phase_scenery.ts";
import { stageState } from "../../../core/vision/training/phase_skins.ts";

const WINDOWS = [[960, 540], [640, 540], [480, 540], [1280, 720], [853, 720]] as const;
const PHASES = ["waiting", "flying", "crashed"] as const;
export const COVERS = [
  "none",
  "rectangle",
  "own colours",
  "popup",
  "own popup",
  "login",
  "dimmed",
  "other table",
] as const;
export type Cover = typeof COVERS[number];

export interface CoveredTable {
  skin: SkinName;
  cover: Cover;
  truth: Phase;
  crops: { phase: Picture; score: Picture };
  /** share of the region's pixels that the cover has changed or hidden, 0 to 1 */
  hidden: { phase: number; score: number };
}

const canvas = createCanvas(1280, 720), context = canvas.getContext("2d");
registerFonts(Object.values(SKINS));

/** Draws one table at a random moment with a cover over it; the same random source draws the same pixels. */
export function drawCoveredTable(
  random: Random,
  { skin: name, cover }: { skin: SkinName; cover: Cover },
): CoveredTable {
  const skin = SKINS[name], truth = pick(random, PHASES), [width, height] = pick(random, WINDOWS);
  const window = { x: 0, y: 0, width, height };
  drawTable(context as unknown as DrawContext, stageState(random, truth), { skin, box: window });
  const { regions } = describeSkin(skin);
  const phase = placeRect(regions.phase, { window, reference: WINDOW });
  const score = placeRect(regions.score, { window, reference: WINDOW });
  const box = drawCover(random, { name, cover, window, over: phase });
  const screen = { width: canvas.width, height: canvas.height, data: canvas.data() };
  return {
    skin: name,
    cover,
    truth,
    crops: { phase: copyCrop(screen, { rect: phase }), score: copyCrop(screen, { rect: score }) },
    hidden: { phase: shareHidden(phase, box), score: shareHidden(score, box) },
  };
}

interface CoverOptions {
  name: SkinName;
  cover: Cover;
  window: Rect;
  over: Rect;
}

/** Draws the cover and says where it is; null for none. */
function drawCover(random: Random, { name, cover, window, over }: CoverOptions): Rect | null {
  const { colors } = SKINS[name], box = randomBox(random, { over, window });
  const stage = {
    context: context as SKRSContext2D,
    random,
    ...sizeOf(window),
    light: false,
    strange: false,
    fonts: fontsOf(name),
  };
  const shares = {
    left: box.x / window.width,
    top: box.y / window.height,
    width: box.width / window.width,
    height: box.height / window.height,
  };
  const own = [colors.stage, colors.score, colors.crash, colors.barFill, colors.barTrack, colors.banner, colors.page];
  switch (cover) {
    case "none":
      return null;
    case "rectangle":
    case "own colours":
      context.fillStyle = cover === "rectangle"
        ? `hsl(${random() * 360} ${random() * 100}% ${random() * 100}%)`
        : pick(random, own);
      context.fillRect(box.x, box.y, box.width, box.height);
      return box;
    case "popup":
      drawForm(stage, shares);
      return box;
    case "own popup":
      drawForm(stage, { ...shares, plate: pick(random, own), inks: own });
      return box;
    case "login":
      context.fillStyle = `rgba(0,0,0,${between(random, 0.4, 0.9)})`;
      context.fillRect(0, 0, window.width, window.height);
      drawForm(stage, { ...shares, inks: own });
      return window;
    case "dimmed":
      context.fillStyle = `rgba(0,0,0,${between(random, 0.3, 0.9)})`;
      context.fillRect(0, 0, window.width, window.height);
      return window;
    case "other table":
      return drawOther(random, { name, window });
  }
}

function drawOther(random: Random, { name, window }: { name: SkinName; window: Rect }): Rect {
  const other = SKINS[pick(random, SKIN_NAMES.filter((one) => one !== name))];
  const x = Math.round(between(random, -0.35, 0.35) * window.width * (random() < 0.5 ? 0 : 1));
  const y = Math.round(between(random, -0.35, 0.35) * window.height * (random() < 0.5 ? 0 : 1));
  context.save();
  context.beginPath();
  context.rect(Math.max(0, x), Math.max(0, y), window.width - Math.abs(x), window.height - Math.abs(y));
  context.clip();
  drawTable(context as unknown as DrawContext, stageState(random, pick(random, PHASES)), {
    skin: other,
    box: { ...window, x, y },
  });
  context.restore();
  return {
    x: Math.max(0, x),
    y: Math.max(0, y),
    width: window.width - Math.abs(x),
    height: window.height - Math.abs(y),
  };
}

/** A box that hides some of the stage, of any size. */
function randomBox(random: Random, { over, window }: { over: Rect; window: Rect }): Rect {
  const width = over.width * between(random, 0.2, 1.3), height = over.height * between(random, 0.25, 1.6);
  const x = over.x + between(random, -0.4, 1) * over.width, y = over.y + between(random, -0.5, 0.9) * over.height;
  const left = Math.max(0, Math.min(window.width - 20, x)), top = Math.max(0, Math.min(window.height - 20, y));
  return {
    x: Math.round(left),
    y: Math.round(top),
    width: Math.round(Math.min(window.width - left, width)),
    height: Math.round(Math.min(window.height - top, height)),
  };
}

function sizeOf({ width, height }: Rect) {
  return { width, height };
}

function fontsOf(name: SkinName): string[] {
  return [`Aviator ${name} regular`, `Aviator ${name} bold`];
}

function shareHidden(region: Rect, box: Rect | null): number {
  if (!box) return 0;
  const width = Math.min(region.x + region.width, box.x + box.width) - Math.max(region.x, box.x);
  const height = Math.min(region.y + region.height, box.y + box.height) - Math.max(region.y, box.y);
  return Math.max(0, width) * Math.max(0, height) / (region.width * region.height);
}
