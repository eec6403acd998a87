/** How fast one table's multiplier climbs: learnt from its own flights, with the usual rate as the prior. Holds no flight. */
import type { Round } from "../protocol/round.ts";

/** Growth of the multiplier's logarithm a second, as most tables have it. */
export const GROWTH_PER_SECOND = 0.06;
/** No table climbs more slowly or faster. */
export const GROWTH_MIN = 0.02, GROWTH_MAX = 0.25;
const POINTS_MIN = 3;
/** A fit takes at most so many points, evenly chosen: its cost grows with their square. */
const POINTS_MAX = 40;
/** Shorter flights say little: a hundredth is a sixth of a second at first. */
const SPAN_MIN_MS = 3_000;
/** Points may lie this far from a fit that is to be learnt from, median. */
const RESIDUAL_MAX_MS = 150;
const FLIGHTS_MAX = 15;
/** The prior counts as much as a flight of this length. */
const PRIOR_SPAN_MS = 3_000;

/** A score at a moment. */
export interface FlightPoint {
  hundredths: number;
  atMs: number;
}

/** A line through the logarithms of scores. */
export interface GrowthFit {
  perSecond: number;
  takenOffMs: number;
  /** median distance of the points from it */
  residualMs: number;
  spanMs: number;
}

/** Milliseconds that a flight takes to a score. What is shown is rounded down: its middle counts, but for 1.00. */
export function flightMs(hundredths: number, perSecond: number): number {
  const middle = hundredths > 100 ? hundredths + 0.5 : hundredths;
  return (Math.log(middle / 100) / perSecond) * 1000;
}

/** The line with the median slope of all pairs (Theil and Sen): a third of the points may be wrong. Null when none fits. */
export function fitGrowth(all: readonly FlightPoint[]): GrowthFit | null {
  const points = thinned(all);
  if (points.length < POINTS_MIN) return null;
  const spanMs = points[points.length - 1].atMs - points[0].atMs;
  const logs = points.map(({ hundredths }) => Math.log((hundredths + 0.5) / 100));
  const slopes: number[] = [];
  for (let from = 0; from < points.length; from++) {
    for (let to = from + 1; to < points.length; to++) {
      const ms = points[to].atMs - points[from].atMs;
      // Neighbours tell more of rounding than of growth.
      if (ms * 4 >= spanMs && ms > 0) slopes.push(((logs[to] - logs[from]) / ms) * 1000);
    }
  }
  const perSecond = median(slopes);
  if (!(perSecond >= GROWTH_MIN && perSecond <= GROWTH_MAX)) return null;
  const takeOffs = points.map(({ atMs }, index) => atMs - (logs[index] / perSecond) * 1000);
  const takenOffMs = median(takeOffs);
  return { perSecond, takenOffMs, spanMs, residualMs: median(takeOffs.map((ms) => Math.abs(ms - takenOffMs))) };
}

/** One table's rate. */
export class GrowthRate {
  #flights: { perSecond: number; weight: number }[] = [];

  /** Growth of the logarithm a second: the weighted median of the flights and the prior. */
  get perSecond(): number {
    const votes = [...this.#flights, { perSecond: GROWTH_PER_SECOND, weight: PRIOR_SPAN_MS }]
      .sort((a, b) => a.perSecond - b.perSecond);
    let left = votes.reduce((sum, { weight }) => sum + weight, 0) / 2;
    for (const { perSecond, weight } of votes) if ((left -= weight) <= 0) return perSecond;
    return GROWTH_PER_SECOND;
  }

  /** Whether the table's own flights decide it. */
  get known(): boolean {
    return this.#flights.reduce((sum, { weight }) => sum + weight, 0) > 2 * PRIOR_SPAN_MS;
  }

  /** Learns from a finished flight's scores; from too few, too scattered or impossible ones nothing. */
  learn(points: readonly FlightPoint[]): void {
    const fit = fitGrowth(points);
    if (!fit || fit.spanMs < SPAN_MIN_MS || fit.residualMs > RESIDUAL_MAX_MS) return;
    this.#add(fit.perSecond, fit.spanMs);
  }

  /** Learns from rounds of an earlier run: their length against their multiplier. */
  restore(rounds: readonly Round[]): void {
    for (const { startedAtMs, endedAtMs, multiplier, source } of rounds) {
      const spanMs = endedAtMs - startedAtMs;
      // What was taken from the strip has times made from the rate itself.
      if (source === "history" || spanMs < SPAN_MIN_MS) continue;
      const perSecond = (Math.log(multiplier / 100) / spanMs) * 1000;
      if (perSecond >= GROWTH_MIN && perSecond <= GROWTH_MAX) this.#add(perSecond, spanMs);
    }
  }

  #add(perSecond: number, weight: number): void {
    this.#flights.push({ perSecond, weight });
    if (this.#flights.length > FLIGHTS_MAX) this.#flights.shift();
  }
}

function thinned(points: readonly FlightPoint[]): readonly FlightPoint[] {
  if (points.length <= POINTS_MAX) return points;
  const step = (points.length - 1) / (POINTS_MAX - 1);
  return Array.from({ length: POINTS_MAX }, (_, index) => points[Math.round(index * step)]);
}

/** Middle value; NaN for none. */
export function median(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.toSorted((a, b) => a - b)[values.length >> 1];
}
