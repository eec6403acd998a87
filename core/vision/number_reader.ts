/** Reads the one number that a region shows, from pixels alone. Gives a value only when it is sure: doubt is `null`. */
import type { Locale } from "../protocol/manifest.ts";
import type { Picture } from "../protocol/picture.ts";
import type { NumberReading } from "../protocol/reading.ts";

/** What a region is expected to show. `multiplier` is read in hundredths, `money` in minor units, `count` as it is. */
export interface NumberFormat {
  kind: "multiplier" | "money" | "count";
  locale: Locale;
}

/** Reads one number. Never throws, whatever the pixels. */
export function readNumber(_picture: Picture, _format: NumberFormat): NumberReading {
  return { value: null, confidence: 0, method: "none", micros: 0 };
}
