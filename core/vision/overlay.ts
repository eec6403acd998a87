/** Draws a table's regions and controls over a picture, with what is read beside each. Reads by the reader it is given. */
import { type Canvas, createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import type { TableDescription } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { type Region, REGIONS } from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import { placeRect } from "../screen/layout.ts";
import { type FrameReader, NUMBER_KINDS } from "./frame_set.ts";

/** One rectangle to be drawn. */
export interface OverlayMark {
  name: string;
  rect: Rect;
  kind: "region" | "control";
  /** what is read there; controls are not read */
  text: string;
  /** a value was read */
  read: boolean;
}

const COLORS = { read: "#00c853", withheld: "#ffab00", control: "#29b6f6" };
/** The controls that are rectangles. */
const CONTROLS = ["amount", "autoCashOut", "play", "autoCashOutSwitch", "history"] as const;

/**
 * Reads a table's regions off a picture.
 *
 * @param options `window`: where the table's window stands on the picture
 * @throws {HostError} `bad_config` when a region reaches outside the window, `screen` when outside the picture
 */
export async function markTable(
  picture: Picture,
  { table, window, reader }: { table: TableDescription; window: Rect; reader: FrameReader },
): Promise<OverlayMark[]> {
  const place = (box: readonly [number, number, number, number]) => placeRect(box, { window, reference: table.window });
  const marks: OverlayMark[] = [];
  for (const region of REGIONS) {
    const box = table.regions[region];
    if (!box) continue;
    const rect = place(box);
    const { value, confidence } = await readRegion(copyCrop(picture, { rect }), { region, table, reader });
    const text = value === null ? "withheld" : `${showValue(region, value)} (${(100 * confidence).toFixed(0)} %)`;
    marks.push({ name: region, rect, kind: "region", text, read: value !== null });
  }
  for (const name of CONTROLS) {
    const box = table.controls?.[name];
    if (box) marks.push({ name, rect: place(box), kind: "control", text: "", read: false });
  }
  return marks;
}

async function readRegion(
  picture: Picture,
  { region, table, reader }: { region: Region; table: TableDescription; reader: FrameReader },
): Promise<{ value: number | string | null; confidence: number }> {
  if (region !== "phase") {
    return await reader.readNumber(picture, { kind: NUMBER_KINDS[region], locale: table.locale }, region);
  }
  const { phase, confidence } = reader.readPhase(picture, table.locale);
  return { value: phase, confidence };
}

/** A value as people write it: multipliers and money with their decimals. */
export function showValue(region: Region, value: number | string): string {
  return typeof value === "number" && region !== "otherCount" ? (value / 100).toFixed(2) : String(value);
}

/** The picture with the marks on it. `font` is a family that the canvas knows. */
export function drawOverlay(
  picture: Picture,
  { marks, window, font }: { marks: readonly OverlayMark[]; window: Rect; font: string },
): Canvas {
  const canvas = createCanvas(picture.width, picture.height), context = canvas.getContext("2d");
  const image = context.createImageData(picture.width, picture.height);
  image.data.set(picture.data.subarray(0, image.data.length));
  context.putImageData(image, 0, 0);
  const size = Math.max(11, Math.round(window.width / 75));
  context.font = `${size}px "${font}"`;
  context.textBaseline = "top";
  outline(context, window, { color: "#ffffff", dashed: true });
  for (const mark of marks) {
    const color = mark.kind === "control" ? COLORS.control : mark.read ? COLORS.read : COLORS.withheld;
    outline(context, mark.rect, { color, dashed: mark.kind === "control" });
    drawLabel(context, mark, { color, size });
  }
  return canvas;
}

function outline(
  context: SKRSContext2D,
  { x, y, width, height }: Rect,
  { color, dashed }: { color: string; dashed: boolean },
): void {
  context.setLineDash(dashed ? [6, 4] : []);
  context.strokeStyle = color;
  context.lineWidth = 2;
  // Outside the rectangle, so that what is read stays as it is seen.
  context.strokeRect(x - 1, y - 1, width + 2, height + 2);
}

/** Above its rectangle; below it where the picture ends. */
function drawLabel(
  context: SKRSContext2D,
  { name, rect, text }: OverlayMark,
  { color, size }: { color: string; size: number },
): void {
  const words = text === "" ? name : `${name}: ${text}`, width = context.measureText(words).width + 8;
  const y = rect.y - size - 6 < 0 ? rect.y + rect.height + 3 : rect.y - size - 6;
  const x = Math.max(0, Math.min(rect.x, context.canvas.width - width));
  context.fillStyle = "rgb(0 0 0 / 0.75)";
  context.fillRect(x, y, width, size + 4);
  context.fillStyle = color;
  context.fillText(words, x + 4, y + 2);
}
