/** `read DIR`: reads a labelled frame set and compares with its truth. */
import { readFrameSet } from "../vision/frame_set.ts";
import { calibratedReader } from "../vision/calibrated_reader.ts";
import type { CommonOptions } from "./common_options.ts";
import { findBookmaker } from "./find_bookmaker.ts";

export interface ReadOptions extends CommonOptions {
  /** a calibrated bookmaker, whose learnt glyphs and rules may be used */
  table?: string;
}

/** Prints a line a region and last the summary; returns 1 when a wrong value was given. */
export async function read(dir: string, options: ReadOptions): Promise<number> {
  const reader = options.table === undefined
    ? undefined
    : calibratedReader((await findBookmaker(options.table, options)).table);
  let wrong = 0;
  for await (const line of readFrameSet(dir, { reader })) {
    if (options.json) console.log(JSON.stringify(line));
    if ("wrong" in line) {
      wrong = line.wrong;
      if (!options.json) console.log(JSON.stringify(line, null, 2));
    }
  }
  return wrong === 0 ? 0 : 1;
}
