/** `read DIR`: reads a labelled frame set and compares with its truth. */
import { readFrameSet } from "../vision/frame_set.ts";
import type { CommonOptions } from "./common_options.ts";

/** Prints a line a region and last the summary; returns 1 when a wrong value was given. */
export async function read(dir: string, options: CommonOptions): Promise<number> {
  let wrong = 0;
  for await (const line of readFrameSet(dir)) {
    if (options.json) console.log(JSON.stringify(line));
    if ("wrong" in line) {
      wrong = line.wrong;
      if (!options.json) console.log(JSON.stringify(line, null, 2));
    }
  }
  return wrong === 0 ? 0 : 1;
}
