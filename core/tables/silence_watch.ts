/** Notices when a table shows nothing readable for long: its window is covered, moved or closed. Looks for nothing on the screen. */
import type { Rect } from "../protocol/picture.ts";
import { NUMBER_REGIONS, type Reading } from "../protocol/reading.ts";

/** A table that shows nothing readable for this long is said to be out of sight. */
export const SILENT_MIN_MS = 12_000;

/** What became of a table's sight. */
export interface SightChange {
  table: string;
  outOfSight: boolean;
  /** in words, with the place where its window should be */
  message: string;
}

export class SilenceWatch {
  readonly #windows: ReadonlyMap<string, Rect>;
  readonly #readableMs = new Map<string, number>();
  readonly #silent = new Set<string>();

  /** @param windows where each table's window should be on the screen */
  constructor(windows: ReadonlyMap<string, Rect>) {
    this.#windows = windows;
  }

  /** @returns a change, told once */
  observe(reading: Reading): SightChange | null {
    const { table, takenAtMs: atMs, phase } = reading;
    const sinceMs = atMs - (this.#readableMs.get(table) ?? atMs);
    if (!this.#readableMs.has(table) || phase !== "unknown") this.#readableMs.set(table, atMs);
    if (phase !== "unknown") {
      if (!this.#silent.delete(table)) return null;
      return { table, outOfSight: false, message: `readable again after ${Math.round(sinceMs / 1000)} s` };
    }
    if (sinceMs < SILENT_MIN_MS || this.#silent.has(table)) return null;
    this.#silent.add(table);
    return { table, outOfSight: true, message: this.#describe(reading, sinceMs) };
  }

  #describe(reading: Reading, sinceMs: number): string {
    const seconds = `for ${Math.round(sinceMs / 1000)} s`;
    const window = this.#windows.get(reading.table);
    const place = window ? ` expected ${window.width}x${window.height} at ${window.x},${window.y}` : "";
    if (NUMBER_REGIONS.some((region) => reading[region].value !== null)) {
      return `phase not recognised ${seconds}, though numbers are read; does something cover its middle?${place}`;
    }
    const all = this.#silent.size === this.#readableMs.size && this.#silent.size > 1;
    return all
      ? `nothing readable ${seconds}, as on every other table; is the screen locked, or the browser closed?${place}`
      : `nothing readable ${seconds}; is its window covered or moved?${place}`;
  }
}
