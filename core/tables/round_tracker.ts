/**
 * One table's readings in, phases and finished rounds out. Stores no score that it cannot believe: a flight only climbs
 * and follows the growth curve, and a final multiplier needs two frames that agree. Refused scores are reported.
 */
import type { NumberReading, Phase, Reading } from "../protocol/reading.ts";
import type { PhaseChange, Round } from "../protocol/round.ts";
import { CURVE_SLACK_MS, FlightCurve, scoreAt, takeOffMs } from "./flight_curve.ts";

/** Frames that must show the same final multiplier. */
const AGREEING_FRAMES = 2;
/** No game waits for less than this between two rounds: a crash seen again sooner is the same one, misjudged in between. */
const SAME_CRASH_GAP_MS = 4_000;

/** What one reading led to. */
export interface Observation {
  /** the reading with refused scores taken out */
  reading: Reading;
  roundId: number | null;
  change: PhaseChange | null;
  round: Round | null;
  /** why the score was not believed */
  refused: string | null;
  /** a round went by whose result could not be read */
  missed: boolean;
}

interface OpenRound {
  id: number;
  openedAtMs: number;
  /** last sight of the crash before this round */
  crashBeforeMs: number;
  curve: FlightCurve;
  /** whether its waiting phase was seen: then it cannot have flown before that */
  startedInSight: boolean;
  startedAtMs: number | null;
  crashSeenAtMs: number | null;
  candidate: { hundredths: number; frames: number } | null;
  reported: boolean;
  players: number | null;
  playersMoneyMinor: number | null;
}

export class RoundTracker {
  readonly #table: string;
  readonly #nextId: () => number;
  #phase: Phase = "unknown";
  #round: OpenRound | null = null;
  #lastCrashedMs = -Infinity;

  /** @param options `nextId` gives a round's id, unique in the database */
  constructor(options: { table: string; nextId: () => number }) {
    this.#table = options.table;
    this.#nextId = options.nextId;
  }

  /** round that is under way or about to start; null before the first */
  get roundId(): number | null {
    return this.#round?.id ?? null;
  }

  observe(reading: Reading): Observation {
    const result: Observation = { reading, roundId: null, change: null, round: null, refused: null, missed: false };
    const from = this.#phase;
    if (this.#startsNewRound(reading)) {
      result.missed = this.#round !== null && !this.#round.reported && hasBegun(this.#round);
      this.#round = this.#open(reading);
    }
    if (this.#round) this.#follow(this.#round, { reading, result });
    this.#phase = reading.phase;
    if (reading.phase === "crashed") this.#lastCrashedMs = reading.takenAtMs;
    result.roundId = this.roundId;
    if (from !== reading.phase) {
      const { table, takenAtMs: atMs, phase: to } = reading;
      result.change = { table, from, to, atMs, roundId: this.roundId };
    }
    return result;
  }

  #startsNewRound(reading: Reading): boolean {
    const round = this.#round;
    switch (reading.phase) {
      case "waiting":
        return round === null || hasBegun(round);
      case "flying":
      case "crashed":
        // After a crash and a gap: the waiting phase was covered.
        return round === null ||
          (round.crashSeenAtMs !== null && reading.takenAtMs - this.#lastCrashedMs > SAME_CRASH_GAP_MS);
      case "unknown":
        return false;
    }
  }

  #open(reading: Reading): OpenRound {
    return {
      id: this.#nextId(),
      openedAtMs: reading.takenAtMs,
      startedInSight: reading.phase === "waiting",
      crashBeforeMs: this.#lastCrashedMs,
      curve: new FlightCurve(),
      startedAtMs: null,
      crashSeenAtMs: null,
      candidate: null,
      reported: false,
      players: null,
      playersMoneyMinor: null,
    };
  }

  #follow(round: OpenRound, { reading, result }: { reading: Reading; result: Observation }): void {
    // While bets are taken the crowd still grows: only from the take-off on are its numbers the round's.
    if (reading.phase === "flying" || reading.phase === "crashed") {
      round.players = reading.otherCount.value ?? round.players;
      round.playersMoneyMinor = reading.otherMoney.value ?? round.playersMoneyMinor;
    }
    const score = reading.score.value;
    if (reading.phase === "flying" && round.crashSeenAtMs === null) {
      round.startedAtMs ??= reading.takenAtMs;
      if (score === null) return;
      result.refused = round.curve.accept(score, reading.takenAtMs);
    } else if (reading.phase === "crashed" && reading.takenAtMs - round.crashBeforeMs > SAME_CRASH_GAP_MS) {
      round.crashSeenAtMs ??= reading.takenAtMs;
      if (score === null) return;
      result.refused = this.#doubtFinal(round, score);
      if (result.refused === null) this.#count(round, { score, reading, result });
    }
    if (result.refused !== null) result.reading = { ...reading, score: withheld(reading.score) };
  }

  /** A final multiplier is at least the last score seen, and not more than the flight can have reached by then. */
  #doubtFinal(round: OpenRound, score: number): string | null {
    if (score < round.curve.last) return `final ${score} is below ${round.curve.last} seen in flight`;
    if (round.crashSeenAtMs === null) return null;
    const tookOffMs = round.curve.takenOffMs ?? (round.startedInSight ? round.openedAtMs : null);
    if (tookOffMs === null) return null;
    const most = scoreAt(tookOffMs, round.crashSeenAtMs + CURVE_SLACK_MS);
    return score <= most ? null : `final ${score} is above ${most}, the most that the flight can have reached`;
  }

  #count(round: OpenRound, { score, reading, result }: { score: number; reading: Reading; result: Observation }): void {
    const seen = round.candidate?.hundredths === score ? round.candidate.frames + 1 : 1;
    round.candidate = { hundredths: score, frames: seen };
    if (seen < AGREEING_FRAMES || round.reported) return;
    round.reported = true;
    result.round = {
      id: round.id,
      table: this.#table,
      startedAtMs: this.#startOf(round, score),
      endedAtMs: round.crashSeenAtMs ?? reading.takenAtMs,
      multiplier: score,
      players: round.players,
      playersMoneyMinor: round.playersMoneyMinor,
    };
  }

  /** Take-off by the curve, which is finer than the moment of the first frame. */
  #startOf(round: OpenRound, score: number): number {
    const endMs = round.crashSeenAtMs ?? 0;
    const byCurve = round.curve.takenOffMs ?? takeOffMs({ hundredths: score, atMs: endMs });
    return Math.round(Math.min(byCurve, endMs));
  }
}

function hasBegun(round: OpenRound): boolean {
  return round.startedAtMs !== null || round.crashSeenAtMs !== null;
}

function withheld(score: NumberReading): NumberReading {
  return { value: null, confidence: 0, method: "none", micros: score.micros };
}
