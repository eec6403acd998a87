/** Coloured rectangles on the root window of an X server: a screen of which every pixel is known. */
import type { Picture, Rect } from "../../core/protocol/picture.ts";
import { program } from "./programs.ts";

/** A rectangle of one colour, `#rrggbb`. */
export interface Patch extends Rect {
  color: string;
}

const PAINTER = `
import json, sys
from Xlib import X, display
d = display.Display(sys.argv[1])
root = d.screen().root
for patch in json.loads(sys.argv[2]):
    gc = root.create_gc(foreground=int(patch["color"][1:], 16))
    root.fill_rectangle(gc, patch["x"], patch["y"], patch["width"], patch["height"])
d.sync()
`;

/** Programs that painting needs. */
export const PAINTING_PROGRAMS = ["Xvfb", "python3"];

/** Paints patches, one over the other; they are there when this returns. */
export async function paint(display: string, patches: readonly Patch[]): Promise<void> {
  const args = ["-c", PAINTER, display, JSON.stringify(patches)];
  const { success, stderr } = await new Deno.Command(program("python3"), { args }).output();
  if (!success) throw new Error(`Cannot paint: ${new TextDecoder().decode(stderr)}`);
}

const COPIER = `
import sys
from Xlib import X, display
name, x, y, width, height, file = sys.argv[1], *map(int, sys.argv[2:6]), sys.argv[6]
d = display.Display(name)
root = d.screen().root
gc = root.create_gc()
pixels = open(file, "rb").read()
for row in range(height):
    root.put_image(gc, x, y + row, width, 1, X.ZPixmap, 24, 0, pixels[4 * width * row:4 * width * (row + 1)])
d.sync()
`;

/** Copies a picture to the root window; it is there when this returns. */
export async function paintPicture(
  display: string,
  { picture: { data, width, height }, x, y }: { picture: Picture; x: number; y: number },
): Promise<void> {
  const file = await Deno.makeTempFile(), bytes = data.slice();
  // X wants blue first.
  for (let at = 0; at < bytes.length; at += 4) [bytes[at], bytes[at + 2]] = [bytes[at + 2], bytes[at]];
  try {
    await Deno.writeFile(file, bytes);
    const args = ["-c", COPIER, display, ...[x, y, width, height].map(String), file];
    const { success, stderr } = await new Deno.Command(program("python3"), { args }).output();
    if (!success) throw new Error(`Cannot paint: ${new TextDecoder().decode(stderr)}`);
  } finally {
    await Deno.remove(file);
  }
}
