/** Made-up screens to record: seeded noise in which some pixels change from frame to frame. */
import type { Picture, Rect } from "../../../core/protocol/picture.ts";
import type { RecordingHeader } from "../../../core/recording/recording_format.ts";
import { Random } from "../../../core/simulator/random.ts";

export const RECTS: Rect[] = [
  { x: 10, y: 20, width: 37, height: 11 },
  { x: 60, y: 5, width: 64, height: 40 },
];
export const START_MS = 1_700_000_000_000;
export const TICK_MS = 200;

export const HEADER: Omit<RecordingHeader, "part" | "startedAtMs"> = {
  version: 1,
  screen: { width: 200, height: 100 },
  source: "virtual",
  tickMs: TICK_MS,
  seed: 1,
  rects: RECTS,
  tables: [],
};

/** One look: moment and pictures, as the capture loop hands them on. */
export interface Look {
  takenAtMs: number;
  pictures: Picture[];
}

/** So many looks; every third changes nothing. */
export function looks(count: number, seed = "looks"): Look[] {
  const random = new Random(seed);
  const now = RECTS.map(({ width, height }) => ({ width, height, data: new Uint8Array(4 * width * height).fill(255) }));
  return Array.from({ length: count }, (_, index) => {
    for (const { data } of index % 3 === 2 ? [] : now) {
      for (let change = 0; change < 40; change++) data[random.between(0, data.length - 1)] = random.between(0, 255);
    }
    // A real clock's ticks are not exact.
    return {
      takenAtMs: START_MS + index * TICK_MS + random.between(0, 6),
      pictures: now.map((picture) => ({ ...picture, data: picture.data.slice() })),
    };
  });
}
