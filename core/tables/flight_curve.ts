/** The law of a flight on screen: m(t) = e^(k t), t in seconds since take-off. Tells whether a score can be true at a moment, and mends the one edit that can. */
import {
  fitGrowth,
  flightMs,
  type FlightPoint,
  GROWTH_MAX,
  GROWTH_MIN,
  GROWTH_PER_SECOND,
  type GrowthRate,
  median,
} from "./growth_rate.ts";
import { repairScore } from "./score_repair.ts";

/** How far a score may lie from the curve: a late frame and the game's own stutter. */
export const CURVE_SLACK_MS = 700;
/** How finely a curve with several points tells a score. */
const RESOLUTION_MS = 250;
const ANCHORS_MAX = 9;
/** A flight's points kept for learning; every other one goes when they are more. */
const POINTS_MAX = 80;
const STRAYS_MAX = 12;
/** Strays that agree among themselves and replace a curve that began wrong. */
const STRAYS_ENOUGH = 3;
/** How near their take-offs lie: nearer than those of a score that stands still for three frames. */
const STRAYS_AGREE_MS = 350;
/** Points from which on a flight of a table whose rate is not known may have a rate of its own. */
const OWN_RATE_POINTS = 6, OWN_RATE_SPAN_MS = 2_000;
/** A score is mended only beside so many good ones, the last of them this near. */
const REPAIR_POINTS = 3, REPAIR_NEAR_MS = 1_000;

/** Moment at which a flight that shows this score now must have taken off. */
export function takeOffMs({ hundredths, atMs }: FlightPoint, perSecond = GROWTH_PER_SECOND): number {
  return atMs - flightMs(hundredths, perSecond);
}

/** Largest score, hundredths, that a flight can show at a moment. */
export function scoreAt(takenOffMs: number, atMs: number, { perSecond = GROWTH_PER_SECOND } = {}): number {
  return Math.floor(100 * Math.exp(perSecond * Math.max(0, atMs - takenOffMs) / 1000));
}

/** One flight's scores; only climbs, and stays on the curve. */
export class FlightCurve {
  readonly #rateKnown: boolean;
  #perSecond: number;
  #anchors: FlightPoint[] = [];
  /** all scores of the flight, strays too: a fit tells them apart */
  #points: FlightPoint[] = [];
  #earliestMs: number | null = null;
  #strays: FlightPoint[] = [];
  #last = 100;

  /** @param rate the table's; without one the usual rate, until the flight shows another */
  constructor(rate?: GrowthRate) {
    this.#rateKnown = rate?.known ?? false;
    this.#perSecond = rate?.perSecond ?? GROWTH_PER_SECOND;
  }

  /** last accepted score, hundredths */
  get last(): number {
    return this.#last;
  }

  /** growth of the logarithm a second */
  get perSecond(): number {
    return this.#perSecond;
  }

  /** scores of this flight, oldest first, strays among them: for the table's rate */
  get points(): readonly FlightPoint[] {
    return this.#points;
  }

  /** median of the moments of take-off that the accepted scores imply; null before the first */
  get takenOffMs(): number | null {
    if (this.#anchors.length === 0) return null;
    return median(this.#anchors.map((point) => takeOffMs(point, this.#perSecond)));
  }

  /** The table was seen waiting at that moment: no score can be older. */
  tookOffAfter(atMs: number): void {
    this.#earliestMs = atMs;
  }

  /** Rates between which the table's lies, for what must hold whatever it is. */
  get bounds(): { slowest: number; fastest: number } {
    const sure = this.#rateKnown || this.#points.length >= OWN_RATE_POINTS;
    return sure
      ? { slowest: this.#perSecond, fastest: this.#perSecond }
      : { slowest: GROWTH_MIN, fastest: this.#anchors.length > 1 ? this.#perSecond : GROWTH_MAX };
  }

  /** Why a score cannot be true now; null when it can. */
  doubt(hundredths: number, atMs: number): string | null {
    if (hundredths < this.#last) return `fell from ${this.#last} to ${hundredths}`;
    const known = this.takenOffMs;
    if (known === null) return this.#doubtFirst(hundredths, atMs);
    const offMs = Math.abs(takeOffMs({ hundredths, atMs }, this.#perSecond) - known);
    return offMs <= CURVE_SLACK_MS ? null : `${hundredths} is ${Math.round(offMs)} ms off the growth curve`;
  }

  /** Takes a score in, or says why not. Strays that agree among themselves replace a curve that began wrong. */
  accept(hundredths: number, atMs: number): string | null {
    const doubt = this.doubt(hundredths, atMs);
    const point = { hundredths, atMs };
    this.#points.push(point);
    if (this.#points.length > POINTS_MAX) this.#points = this.#points.filter((_, index) => index % 2 === 0);
    if (doubt !== null) {
      this.#strays.push(point);
      if (this.#strays.length > STRAYS_MAX) this.#strays.shift();
      if (!this.#overrule(point)) return doubt;
    } else {
      if (this.#anchors.at(-1)?.hundredths !== hundredths) this.#anchors.push(point);
      if (this.#anchors.length > ANCHORS_MAX) this.#anchors.shift();
      this.#refit();
    }
    this.#strays = [];
    this.#last = hundredths;
    return null;
  }

  /** The score that must have been read as this one; null when several fit, or the scores around it are not enough to tell. */
  repair(read: number, { atMs, untilMs = atMs }: { atMs: number; untilMs?: number }): number | null {
    const takenOffMs = this.takenOffMs, near = this.#anchors.at(-1);
    if (takenOffMs === null || !near || this.#anchors.length < REPAIR_POINTS) return null;
    if (atMs - near.atMs > REPAIR_NEAR_MS) return null;
    const at = (ms: number) => scoreAt(takenOffMs, ms, { perSecond: this.#perSecond });
    return repairScore(read, {
      least: Math.max(this.#last, at(atMs - RESOLUTION_MS)),
      most: at(untilMs + RESOLUTION_MS),
    });
  }

  #doubtFirst(hundredths: number, atMs: number): string | null {
    if (this.#earliestMs === null) return null;
    const most = scoreAt(this.#earliestMs - RESOLUTION_MS, atMs, { perSecond: this.bounds.fastest });
    return hundredths <= most ? null : `${hundredths} is above ${most}, the most since the table was waiting`;
  }

  #overrule(newest: FlightPoint): boolean {
    if (this.#strays.length < STRAYS_ENOUGH) return false;
    // All scores on one line, but a steeper or flatter one: the table's rate is not the usual one.
    if (this.#refit()) return true;
    const takeOff = (point: FlightPoint) => takeOffMs(point, this.#perSecond);
    const agreeing = this.#strays.filter((other) => Math.abs(takeOff(other) - takeOff(newest)) <= STRAYS_AGREE_MS);
    const climbs = agreeing.every((point, index) => index === 0 || point.hundredths >= agreeing[index - 1].hundredths);
    if (agreeing.length < STRAYS_ENOUGH || !climbs) return false;
    // Much later: another flight, with which the points so far have nothing to do.
    const before = this.takenOffMs;
    if (before === null || takeOff(newest) - before > 3 * CURVE_SLACK_MS) this.#points = [...agreeing];
    this.#anchors = [...agreeing];
    return true;
  }

  /** Takes the rate that the points themselves show, while the table's is not known. */
  #refit(): boolean {
    const points = this.#points;
    if (this.#rateKnown || points.length < OWN_RATE_POINTS) return false;
    const fit = fitGrowth(points);
    if (!fit || fit.spanMs < OWN_RATE_SPAN_MS) return false;
    const near = points.filter((point) => Math.abs(takeOffMs(point, fit.perSecond) - fit.takenOffMs) <= RESOLUTION_MS);
    if (near.length * 5 < points.length * 4 || near.at(-1) !== points.at(-1)) return false;
    this.#perSecond = fit.perSecond;
    this.#anchors = near.slice(-ANCHORS_MAX);
    return true;
  }
}
