/** What a table's colours were at one moment, as collectors of samples are told. */
import type { Phase, Region } from "./reading.ts";

/** Red, green and blue, 0 to 255. */
export type Channels = [number, number, number];

/** Mean and standard deviation over all pixels of one region. */
export interface RegionColors {
  region: Region;
  mean: Channels;
  deviation: Channels;
}

/** All regions of one table at one moment, and the phase that was read off the same picture. */
export interface ColorSample {
  table: string;
  takenAtMs: number;
  phase: Phase;
  regions: RegionColors[];
}
