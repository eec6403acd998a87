/**
 * Notices pictures that stand still where a flight or a waiting bar would move: a frozen window shows a phase that may be
 * long over. Looks at stages only; what a still picture means is up to its caller.
 */
import type { Picture, Rect } from "../protocol/picture.ts";
import type { Reading } from "../protocol/reading.ts";
import type { ScreenWatcher } from "./capture_loop.ts";
import type { Table } from "./table.ts";

/** A flight's multiplier changes several times a second, a waiting bar in every frame but may rest at its end. */
export const STILL_FLIGHT_MAX_MS = 2_000, STILL_BAR_MAX_MS = 4_000;
/** No phase lasts longer without any sign of life. */
export const STILL_MAX_MS = 60_000;
/** However slow the loop looks: so many equal pictures at least. */
const STILL_LOOKS_MIN = 4;
/** Every third pixel: figures and bars are thicker. */
const PIXEL_STEP = 3;

interface Stage {
  hash: number;
  changedAtMs: number;
  /** equal pictures since then */
  looks: number;
}

export class FreezeWatch implements ScreenWatcher {
  readonly rects: readonly Rect[];
  readonly #names: readonly string[];
  readonly #stages = new Map<string, Stage>();

  constructor(tables: readonly Table[]) {
    const stages = tables.flatMap(({ name, regions }) => {
      const found = regions.find(({ region }) => region === "phase");
      return found ? [{ name, rect: found.rect }] : [];
    });
    this.#names = stages.map(({ name }) => name);
    this.rects = stages.map(({ rect }) => rect);
  }

  onFrame({ takenAtMs, pictures }: { takenAtMs: number; pictures: readonly Picture[] }): void {
    this.#names.forEach((name, index) => {
      const hash = hashOf(pictures[index]), stage = this.#stages.get(name);
      if (stage?.hash === hash) stage.looks += 1;
      else this.#stages.set(name, { hash, changedAtMs: takenAtMs, looks: 0 });
    });
  }

  /** How long the picture of a reading has stood still although its phase should move, milliseconds; 0 when all is well. */
  stillMs({ table, takenAtMs, phase, progress }: Reading): number {
    const stage = this.#stages.get(table);
    if (!stage || phase === "unknown" || stage.looks < STILL_LOOKS_MIN) return 0;
    const most = phase === "flying" ? STILL_FLIGHT_MAX_MS : progress !== null ? STILL_BAR_MAX_MS : STILL_MAX_MS;
    const stillMs = takenAtMs - stage.changedAtMs;
    return stillMs > most ? stillMs : 0;
  }
}

function hashOf({ data, width, height }: Picture): number {
  const aligned = data.byteOffset % 4 === 0 ? data : data.slice();
  const pixels = new Uint32Array(aligned.buffer, aligned.byteOffset, width * height);
  let hash = 0;
  for (let at = 0; at < pixels.length; at += PIXEL_STEP) hash = Math.imul(hash ^ pixels[at], 0x01000193);
  return hash;
}
