/** One round while it is under way: what was seen of it, and which final multipliers it can have. Decides nothing about phases. */
import type { Round } from "../protocol/round.ts";
import { CURVE_SLACK_MS, FlightCurve, scoreAt, takeOffMs } from "./flight_curve.ts";
import { flightMs, type GrowthRate } from "./growth_rate.ts";
import { Tally } from "./steady_number.ts";

/** Frames that must show the same final multiplier. */
const AGREEING_FRAMES = 2;
/** No game shows a crash for longer: what was seen crashed later is another round's. */
const CRASH_SHOWN_MAX_MS = 4_000;
/** The crash lies between the last frame in flight and the first crashed one; frames this near tell its score closely. */
const CLOSE_FRAMES_MS = 600;
/** A table that stays "flying" for this long after its crash would refuse its own final. */
const FROZEN_MAX_MS = 1_400;

/** A round that went by without a believed result. */
export interface MissedRound {
  id: number;
  /** take-off by the curve, or when it was first seen flying; null when it was not */
  startedAtMs: number | null;
  /** sight of its crash; null when that was not seen as it came */
  endedAtMs: number | null;
  players: number | null;
  playersMoneyMinor: number | null;
}

/** What is wrong with a final multiplier. `other`: it is right, but another round's. */
export type FinalDoubt = { why: string; other: boolean } | null;

export class OpenRound {
  readonly id: number;
  readonly openedAtMs: number;
  /** last sight of the crash before this round */
  readonly crashBeforeMs: number;
  /** whether its waiting phase was seen: then it cannot have flown before that */
  readonly startedInSight: boolean;
  readonly players = new Tally();
  readonly playersMoney = new Tally();
  curve: FlightCurve;
  waitingSeenMs: number | null = null;
  flyingSeenMs: number | null = null;
  startedAtMs: number | null = null;
  crashSeenAtMs: number | null = null;
  reported = false;
  #candidate: { hundredths: number; frames: number; unrepaired: number } | null = null;

  constructor(
    options: { id: number; openedAtMs: number; crashBeforeMs: number; startedInSight: boolean; rate: GrowthRate },
  ) {
    this.id = options.id;
    this.openedAtMs = options.openedAtMs;
    this.crashBeforeMs = options.crashBeforeMs;
    this.startedInSight = options.startedInSight;
    this.curve = new FlightCurve(options.rate);
  }

  get hasBegun(): boolean {
    return this.startedAtMs !== null || this.crashSeenAtMs !== null;
  }

  /** A final multiplier is at least what was seen in flight, and at most what the flight can have reached by then. */
  doubtFinal(score: number): FinalDoubt {
    const { curve, crashSeenAtMs } = this;
    if (this.#endedLongBefore(score)) {
      return { why: `final ${score} was reached long before the crash was seen`, other: true };
    }
    if (score < curve.last) return { why: `final ${score} is below ${curve.last} seen in flight`, other: false };
    if (crashSeenAtMs === null) return null;
    const tookOffMs = curve.takenOffMs ?? (this.startedInSight ? this.openedAtMs : null);
    const { slowest, fastest } = curve.bounds;
    if (tookOffMs !== null) {
      const most = scoreAt(tookOffMs, crashSeenAtMs + CURVE_SLACK_MS, { perSecond: fastest });
      if (score > most) {
        return { why: `final ${score} is above ${most}, the most that the flight can have reached`, other: false };
      }
    }
    const flownFromMs = curve.takenOffMs ?? this.startedAtMs;
    if (flownFromMs === null || this.flyingSeenMs === null) return null;
    const least = scoreAt(flownFromMs + FROZEN_MAX_MS, this.flyingSeenMs, { perSecond: slowest });
    return score >= least
      ? null
      : { why: `final ${score} is below ${least}, which the flight had reached`, other: false };
  }

  /** The final that must have been misread as this one; null when that is not certain. */
  repairFinal(score: number): number | null {
    const { flyingSeenMs, crashSeenAtMs } = this;
    if (flyingSeenMs === null || crashSeenAtMs === null || crashSeenAtMs - flyingSeenMs > CLOSE_FRAMES_MS) return null;
    return this.curve.repair(score, { atMs: flyingSeenMs, untilMs: crashSeenAtMs });
  }

  /** Counts a believed final. @returns whether it is now certain, for the first time: two frames, one of them as it was read */
  count(score: number, { repaired }: { repaired: boolean }): boolean {
    const before = this.#candidate?.hundredths === score
      ? this.#candidate
      : { hundredths: score, frames: 0, unrepaired: 0 };
    this.#candidate = {
      hundredths: score,
      frames: before.frames + 1,
      unrepaired: before.unrepaired + (repaired ? 0 : 1),
    };
    if (this.reported || this.#candidate.frames < AGREEING_FRAMES || this.#candidate.unrepaired === 0) return false;
    return this.reported = true;
  }

  finished(table: string, { multiplier, atMs }: { multiplier: number; atMs: number }): Round {
    const endedAtMs = this.crashSeenAtMs ?? atMs;
    // By the curve, which is finer than the moment of the first frame.
    const byCurve = this.curve.takenOffMs ??
      takeOffMs({ hundredths: multiplier, atMs: endedAtMs }, this.curve.perSecond);
    return {
      id: this.id,
      table,
      startedAtMs: Math.round(Math.min(byCurve, endedAtMs)),
      endedAtMs,
      multiplier,
      players: this.players.value,
      playersMoneyMinor: this.playersMoney.value,
      source: "seen",
    };
  }

  missed(): MissedRound {
    const tookOffMs = this.curve.takenOffMs ?? this.startedAtMs;
    return {
      id: this.id,
      startedAtMs: tookOffMs === null ? null : Math.round(tookOffMs),
      endedAtMs: this.#crashInSight ? this.crashSeenAtMs : null,
      players: this.players.value,
      playersMoneyMinor: this.playersMoney.value,
    };
  }

  /** Whether the crash was seen as it came: one first seen after a gap may be another round's. */
  get #crashInSight(): boolean {
    const { crashSeenAtMs, flyingSeenMs, waitingSeenMs } = this;
    return crashSeenAtMs !== null && crashSeenAtMs - (flyingSeenMs ?? waitingSeenMs ?? -Infinity) <= CLOSE_FRAMES_MS;
  }

  /** By its own curve the flight had this score so long before the crash was seen that no table still shows that crash. */
  #endedLongBefore(score: number): boolean {
    const { curve: { takenOffMs, perSecond }, crashSeenAtMs, flyingSeenMs } = this;
    if (takenOffMs === null || crashSeenAtMs === null || flyingSeenMs === null) return false;
    if (crashSeenAtMs - flyingSeenMs <= CRASH_SHOWN_MAX_MS) return false;
    return crashSeenAtMs - (takenOffMs + flightMs(score, perSecond)) > CRASH_SHOWN_MAX_MS + CURVE_SLACK_MS;
  }
}
