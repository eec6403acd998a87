/** Puts calibration at the page's disposal: the program's own screen and tables, and a folder for what is saved. */
import { CalibrationDesk } from "../calibration/calibration_desk.ts";
import type { Rect } from "../protocol/picture.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import type { Table } from "../tables/table.ts";

/** Opens the desk; saved bookmakers go to `bookmakers/` in `dataDir`. */
export function openCalibration(
  { source, tables }: { source: ScreenSource; tables: readonly Table[] },
  { dataDir }: { dataDir: string },
): CalibrationDesk {
  return new CalibrationDesk({
    source,
    dataDir,
    nowMs: () => performance.now(),
    tables: () =>
      tables.map(({ name, title, window, description, regions }) => ({
        table: name,
        title,
        window,
        locale: description.locale,
        regions: Object.fromEntries(regions.map(({ region, rect }) => [region, inWindow(rect, window)])),
      })),
  });
}

function inWindow({ x, y, width, height }: Rect, window: Rect): Rect {
  return { x: x - window.x, y: y - window.y, width, height };
}
