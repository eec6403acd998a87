/** What of the screen is recorded of a table: its regions, its controls and its history, or its whole window. */
import type { Rect } from "../protocol/picture.ts";
import { outerRects } from "../recording/frame_changes.ts";
import { RECORDING_VERSION, type RecordingHeader } from "../recording/recording_format.ts";
import { placeRect } from "../screen/layout.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import type { Table } from "./table.ts";

/** The rectangles of a table, none inside another. `full`: its whole window, so that regions can be changed later. */
function recordedRects({ window, description, regions }: Table, { full }: { full: boolean }): Rect[] {
  if (full) return [window];
  const { amount, autoCashOut, play, autoCashOutSwitch, history } = description.controls ?? {};
  const boxes = [amount, autoCashOut, play, autoCashOutSwitch, history].filter((box) => box !== undefined);
  const controls = boxes.map((box) => placeRect(box, { window, reference: description.window }));
  return outerRects([...regions.map(({ rect }) => rect), ...controls]);
}

/** The header of a recording of some tables. */
export function headerOf(
  tables: readonly Table[],
  { source, tickMs, seed, full }: {
    source: Pick<ScreenSource, "name" | "width" | "height">;
    tickMs: number;
    seed: number;
    full: boolean;
  },
): Omit<RecordingHeader, "part" | "startedAtMs"> {
  return {
    version: RECORDING_VERSION,
    screen: { width: source.width, height: source.height },
    source: source.name,
    tickMs,
    // Other screens have none.
    seed: source.name === "virtual" ? seed : null,
    rects: tables.flatMap((table) => recordedRects(table, { full })),
    tables: tables.map(({ name, title, description, window }) => ({ name, title, description, window })),
  };
}
