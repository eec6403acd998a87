/** The law of a flight on screen: m(t) = e^(0.06 t), t in seconds since take-off. Tells whether a score can be true at a moment. */

/** Growth of the multiplier's logarithm a second. */
export const GROWTH_PER_SECOND = 0.06;
/** How far a score may lie from the curve: a late frame and the game's own stutter. */
export const CURVE_SLACK_MS = 700;
const ANCHORS_MAX = 9;

/** Moment at which a flight that shows this score now must have taken off. */
export function takeOffMs(score: { hundredths: number; atMs: number }): number {
  return score.atMs - (Math.log(score.hundredths / 100) / GROWTH_PER_SECOND) * 1000;
}

/** Largest score, hundredths, that a flight can show at a moment. */
export function scoreAt(takenOffMs: number, atMs: number): number {
  return Math.floor(100 * Math.exp(GROWTH_PER_SECOND * Math.max(0, atMs - takenOffMs) / 1000));
}

/** One flight's scores; only climbs, and stays on the curve. */
export class FlightCurve {
  #takeOffs: number[] = [];
  #strays: number[] = [];
  #last = 100;

  /** last accepted score, hundredths */
  get last(): number {
    return this.#last;
  }

  /** median of the moments of take-off that the accepted scores imply; null before the first */
  get takenOffMs(): number | null {
    if (this.#takeOffs.length === 0) return null;
    return [...this.#takeOffs].sort((a, b) => a - b)[this.#takeOffs.length >> 1];
  }

  /** Why a score cannot be true now; null when it can. */
  doubt(hundredths: number, atMs: number): string | null {
    if (hundredths < this.#last) return `fell from ${this.#last} to ${hundredths}`;
    const known = this.takenOffMs;
    if (known === null) return null;
    const offMs = Math.abs(takeOffMs({ hundredths, atMs }) - known);
    return offMs <= CURVE_SLACK_MS ? null : `${hundredths} is ${Math.round(offMs)} ms off the growth curve`;
  }

  /** Takes a score in, or says why not. Three strays that agree among themselves replace a curve that began wrong. */
  accept(hundredths: number, atMs: number): string | null {
    const doubt = this.doubt(hundredths, atMs);
    const takeOff = takeOffMs({ hundredths, atMs });
    if (doubt !== null) {
      this.#strays = this.#strays.filter((other) => Math.abs(other - takeOff) <= CURVE_SLACK_MS);
      this.#strays.push(takeOff);
      if (this.#strays.length < 3) return doubt;
      this.#takeOffs = this.#strays;
    }
    this.#strays = [];
    this.#last = hundredths;
    if (!this.#takeOffs.includes(takeOff)) this.#takeOffs.push(takeOff);
    if (this.#takeOffs.length > ANCHORS_MAX) this.#takeOffs.shift();
    return null;
  }
}
