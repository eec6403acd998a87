/** Pictures for the vision tests: plain fills, rectangles, crops of the bundled frames. */
import { createCanvas, loadImage } from "@napi-rs/canvas";
import type { Picture } from "../../../core/protocol/picture.ts";

export const FRAMES_DIR = new URL("./frames", import.meta.url).pathname;

/** A picture of one colour with rectangles of others. */
export function paint(
  size: { width: number; height: number },
  fills: readonly [color: string, x: number, y: number, width: number, height: number][],
): Picture {
  const context = createCanvas(size.width, size.height).getContext("2d");
  for (const [color, ...box] of fills) {
    context.fillStyle = color;
    context.fillRect(...box);
  }
  const { data } = context.getImageData(0, 0, size.width, size.height);
  return { ...size, data: Uint8Array.from(data) };
}

/** A frame of the bundled set. */
export async function loadFrame(image: string): Promise<Picture> {
  const decoded = await loadImage(await Deno.readFile(`${FRAMES_DIR}/${image}`));
  const { width, height } = decoded;
  const context = createCanvas(width, height).getContext("2d");
  context.drawImage(decoded, 0, 0);
  return { width, height, data: Uint8Array.from(context.getImageData(0, 0, width, height).data) };
}

/** A label of the bundled set. */
export interface FrameLabel {
  image: string;
  locale: string;
  truth: Record<string, number | null>;
  text: string;
}

/** Every label of the bundled set. */
export async function loadLabels(): Promise<FrameLabel[]> {
  const text = await Deno.readTextFile(`${FRAMES_DIR}/labels.jsonl`);
  return text.trim().split("\n").map((line) => JSON.parse(line));
}
