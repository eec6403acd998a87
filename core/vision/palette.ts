/** Tells how much of a stage has colours that its table is known to have: what covers a table brings colours of its own. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import { parseColor } from "./colors.ts";

/** Five bits a channel. */
const SHADES = 32;
/** Of larger pictures every second or third row and column is looked at. */
const SAMPLES_ENOUGH = 20_000;

export type PaletteDescription = NonNullable<TableDescription["palette"]>;

/** A table's known colours, looked up by pixel. */
export class Palette {
  readonly #known = new Uint8Array(SHADES ** 3);
  readonly #strangeMax: number;

  constructor({ colors, tolerance, strangeMax }: PaletteDescription) {
    this.#strangeMax = strangeMax;
    for (const text of colors) this.#learn(parseColor(text), tolerance);
  }

  /** Whether hardly anything in the picture has a colour that the table has not. */
  explains(picture: Picture): boolean {
    return this.strangeShare(picture) <= this.#strangeMax;
  }

  /** Share of the pixels whose colour the table does not have, 0 to 1. */
  strangeShare({ data, width, height }: Picture): number {
    const step = Math.max(1, Math.round(Math.sqrt(width * height / SAMPLES_ENOUGH)));
    let strange = 0, all = 0;
    for (let y = 0; y < height; y += step) {
      for (let at = 4 * y * width, end = at + 4 * width; at < end; at += 4 * step) {
        all++;
        strange += 1 - this.#known[(data[at] >> 3) << 10 | (data[at + 1] >> 3) << 5 | data[at + 2] >> 3];
      }
    }
    return strange / Math.max(1, all);
  }

  #learn(color: { r: number; g: number; b: number }, tolerance: number): void {
    const range = (value: number) => [Math.max(0, value - tolerance) >> 3, Math.min(255, value + tolerance) >> 3];
    const [red, green, blue] = [range(color.r), range(color.g), range(color.b)];
    for (let r = red[0]; r <= red[1]; r++) {
      for (let g = green[0]; g <= green[1]; g++) {
        for (let b = blue[0]; b <= blue[1]; b++) this.#known[r << 10 | g << 5 | b] = 1;
      }
    }
  }
}
