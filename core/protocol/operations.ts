/** What the page and scripts may ask of how the program is run: its own figures. */
import type { PerformanceFile } from "./performance.ts";

/** Reads; nothing on the hot path waits for it. */
export interface Operations {
  /** null where nothing is measured, as in safe mode */
  performance(): PerformanceFile | null;
}
