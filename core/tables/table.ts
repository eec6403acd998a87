/** One table: its description, its window, and where its regions lie on the screen. */
import { HostError } from "../protocol/errors.ts";
import type { TableDescription } from "../protocol/manifest.ts";
import type { Rect } from "../protocol/picture.ts";
import { type Region, REGIONS } from "../protocol/reading.ts";
import { placeRect } from "../screen/layout.ts";

/** A table placed on the screen. */
export interface Table {
  /** the bookmaker plugin's name */
  name: string;
  title: string;
  description: TableDescription;
  window: Rect;
  /** the regions that it has, on the screen */
  regions: { region: Region; rect: Rect }[];
}

/**
 * Places a bookmaker's table in a window.
 *
 * @throws {HostError} `bad_config` when the window or a region reaches outside the screen
 */
export function placeTable(
  table: { name: string; title: string; description: TableDescription },
  { window, screen }: { window: Rect; screen: { width: number; height: number } },
): Table {
  if (window.x + window.width > screen.width || window.y + window.height > screen.height) {
    throw new HostError(
      "bad_config",
      `Cannot place ${table.name}: window ${window.width}x${window.height} at ${window.x},${window.y} ` +
        `reaches outside the screen of ${screen.width}x${screen.height}`,
    );
  }
  const regions = REGIONS.flatMap((region) => {
    const box = table.description.regions[region];
    return box ? [{ region, rect: placeRect(box, { window, reference: table.description.window }) }] : [];
  });
  return { ...table, window, regions };
}
