/** How good a record of rounds is: pauses in it, and flights that do not fit their times. Judges no multiplier. */
import type { RoundQuality } from "../protocol/fairness.ts";
import { flightMs, GROWTH_PER_SECOND, median } from "../tables/growth_rate.ts";
import type { RoundSeries } from "./round_series.ts";

/** A pause of more cycles than this has rounds missing. */
const GAP_CYCLES = 2.5;

export function roundQuality({ endedAtMs, multiplier }: RoundSeries, setAside = 0): RoundQuality {
  const waits = Array.from({ length: Math.max(0, endedAtMs.length - 1) }, (_, at) => endedAtMs[at + 1] - endedAtMs[at]);
  const cycleMs = waits.length === 0 ? null : median(waits);
  let gaps = 0, roundsMissed = 0, flightsTooLong = 0;
  waits.forEach((waitMs, at) => {
    // At the usual growth; the times of some records are not those of the ends at all.
    if (waitMs < flightMs(multiplier[at + 1], GROWTH_PER_SECOND)) flightsTooLong += 1;
    if (cycleMs === null || waitMs <= GAP_CYCLES * cycleMs) return;
    gaps += 1;
    roundsMissed += Math.round(waitMs / cycleMs) - 1;
  });
  return { setAside, gaps, roundsMissed, cycleMs, flightsTooLong };
}
