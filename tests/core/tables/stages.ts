/** Tables of one flat region each, for tests of who looks at their pixels. */
import type { Picture } from "../../../core/protocol/picture.ts";
import type { Table } from "../../../core/tables/table.ts";
import { SKINS } from "../../../core/simulator/skins.ts";
import { describeSkin } from "../../../core/simulator/describe_skin.ts";

/** A table whose only region is its phase. */
export function stageTable(name: string): Table {
  const window = { x: 0, y: 0, width: 8, height: 8 };
  return {
    name,
    title: name,
    description: describeSkin(SKINS.soccer),
    window,
    regions: [{ region: "phase", rect: window }],
  };
}

/** A picture of 8×8 pixels, all channels `shade`. */
export function flatPicture(shade: number): Picture {
  return { width: 8, height: 8, data: new Uint8Array(4 * 64).fill(shade) };
}
