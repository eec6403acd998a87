/** Coloured rectangles on the root window of an X server: a screen of which every pixel is known. */
import type { Rect } from "../../core/protocol/picture.ts";
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
