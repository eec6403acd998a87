/**
 * Takes the colours of all tables' regions twice a second, where the capture loop's pixels are, and keeps them until the
 * reading of the same picture tells the phase. Costs nothing while nobody wants samples.
 */
import type { ColorSample, RegionColors } from "../protocol/color_sample.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import type { Reading } from "../protocol/reading.ts";
import type { ScreenWatcher } from "./capture_loop.ts";
import { colorStatistics } from "../vision/color_statistics.ts";
import type { Table } from "./table.ts";

export const SAMPLE_EVERY_MS = 500;
/** Samples of one table whose reading has not come; older ones are given up. */
export const SAMPLES_PENDING_MAX = 4;

type Pending = Omit<ColorSample, "phase">;

export class ColorSampler implements ScreenWatcher {
  readonly rects: readonly Rect[];
  readonly #tables: readonly Table[];
  readonly #wanted: () => boolean;
  readonly #pending = new Map<string, Pending[]>();
  #slot = -1;
  taken = 0;

  /** @param options `wanted` tells whether anybody takes samples right now */
  constructor({ tables, wanted }: { tables: readonly Table[]; wanted: () => boolean }) {
    this.#tables = tables;
    this.#wanted = wanted;
    this.rects = tables.flatMap((table) => table.regions.map(({ rect }) => rect));
  }

  onFrame({ takenAtMs, pictures }: { takenAtMs: number; pictures: readonly Picture[] }): void {
    // By the clock's halves of a second: two a second however often the loop looks, and whichever way the clock is set.
    const slot = Math.floor(takenAtMs / SAMPLE_EVERY_MS);
    if (slot === this.#slot || !this.#wanted()) return;
    this.#slot = slot;
    let next = 0;
    for (const { name, regions } of this.#tables) {
      const colors = regions.map(({ region }): RegionColors => ({ region, ...colorStatistics(pictures[next++]) }));
      const pending = this.#pending.get(name) ?? [];
      pending.push({ table: name, takenAtMs, regions: colors });
      if (pending.length > SAMPLES_PENDING_MAX) pending.shift();
      this.#pending.set(name, pending);
      this.taken += 1;
    }
  }

  /** The sample of the picture that a reading was read off; null when none was taken of it. */
  of({ table, takenAtMs, phase }: Reading): ColorSample | null {
    const pending = this.#pending.get(table);
    if (!pending || pending.length === 0) return null;
    const left = pending.filter((sample) => sample.takenAtMs > takenAtMs);
    const found = pending.find((sample) => sample.takenAtMs === takenAtMs);
    this.#pending.set(table, left);
    return found ? { ...found, phase } : null;
  }
}
