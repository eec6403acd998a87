/** Looks for a table's window near where it should be: by how much of the table can be read at each shift. */
import type { TableDescription } from "../protocol/manifest.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import { NUMBER_REGIONS } from "../protocol/reading.ts";
import { copyCrop } from "../screen/crop.ts";
import { placeRect } from "../screen/layout.ts";
import { LearntReader, REGION_KINDS } from "../vision/learnt_reader.ts";
import { readNumber } from "../vision/number_reader.ts";
import { readPhase } from "../vision/phase_reader.ts";

/** How far is looked, pixels each way, and by which steps. */
const SHIFT_MAX = 60;
const STEP_X = 10, STEP_Y = 6;

/** Pixels from where the window should be to where it seems to be; `parts` of the table are read there. */
export interface WindowShift {
  dx: number;
  dy: number;
  parts: number;
}

/**
 * The shift at which most of the table's regions can be read, the middle of all that are equally good; no shift where
 * nothing is better than where the window should be.
 */
export function findShift(
  screen: Picture,
  { table, window }: { table: TableDescription; window: Rect },
): WindowShift {
  const reader = new LearntReader(table);
  const here = readableParts(screen, { table, window, reader });
  let best = here, sums = { x: 0, y: 0, count: 0 };
  for (let dy = -SHIFT_MAX; dy <= SHIFT_MAX; dy += STEP_Y) {
    for (let dx = -SHIFT_MAX; dx <= SHIFT_MAX; dx += STEP_X) {
      const shifted = { ...window, x: window.x + dx, y: window.y + dy };
      const parts = readableParts(screen, { table, window: shifted, reader });
      if (parts < best || parts === here) continue;
      if (parts > best) sums = { x: 0, y: 0, count: 0 };
      best = parts;
      sums = { x: sums.x + dx, y: sums.y + dy, count: sums.count + 1 };
    }
  }
  if (sums.count === 0) return { dx: 0, dy: 0, parts: here };
  return { dx: Math.round(sums.x / sums.count), dy: Math.round(sums.y / sums.count), parts: best };
}

/** Regions from which a value comes; none without a phase, because numbers stand elsewhere too. */
function readableParts(
  screen: Picture,
  { table, window, reader }: { table: TableDescription; window: Rect; reader: LearntReader },
): number {
  if (window.x < 0 || window.y < 0) return 0;
  if (window.x + window.width > screen.width || window.y + window.height > screen.height) return 0;
  const place = (box: readonly [number, number, number, number]) => ({
    rect: placeRect(box, { window, reference: table.window }),
  });
  if (readPhase(copyCrop(screen, place(table.regions.phase)), { table }).phase === "unknown") return 0;
  let parts = 1;
  for (const region of NUMBER_REGIONS) {
    const box = table.regions[region];
    // The score is no sign: words stand there half of the time.
    if (!box || region === "score") continue;
    const picture = copyCrop(screen, place(box));
    // Hundreds of shifts are tried: what does not fall into glyphs at once is not there.
    const general = readNumber(picture, { kind: REGION_KINDS[region], locale: table.locale }, { thorough: false });
    const { value } = reader.check(picture, { region, general });
    if (value !== null) parts++;
  }
  return parts;
}
