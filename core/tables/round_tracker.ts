/**
 * One table's readings in, phases and finished rounds out. Believes no number that cannot be: a flight only climbs and
 * follows the growth curve, a final multiplier needs two frames that agree, money and counts do not jump for one frame.
 * What it doubts it withholds or mends, and says so.
 */
import type { NumberReading, NumberRegion, Phase, Reading } from "../protocol/reading.ts";
import type { PhaseChange, Round } from "../protocol/round.ts";
import { FlightCurve } from "./flight_curve.ts";
import { GrowthRate } from "./growth_rate.ts";
import { type MissedRound, OpenRound } from "./open_round.ts";
import { SteadyNumber } from "./steady_number.ts";

/** No game waits for less than this between two rounds: a crash seen again sooner is the same one, misjudged in between. */
const SAME_CRASH_GAP_MS = 4_000;
/** A waiting phase until one has been seen whole, and what it may last longer than the longest seen. */
const WAITING_MS = 5_000, WAITING_SLACK_MS = 2_500;

/** A number that was read and not simply believed. */
export interface Doubt {
  region: NumberRegion;
  read: NumberReading;
  why: string;
  /** what must have stood there; null: withheld */
  repairedTo: number | null;
}

/** What one reading led to. */
export interface Observation {
  /** the reading with doubtful numbers taken out or mended */
  reading: Reading;
  roundId: number | null;
  change: PhaseChange | null;
  round: Round | null;
  /** why the score was not believed */
  refused: string | null;
  doubts: Doubt[];
  /** a round went by whose result could not be read */
  missed: MissedRound | null;
}

export class RoundTracker {
  /** how fast this table climbs */
  readonly rate = new GrowthRate();
  readonly #table: string;
  readonly #nextId: () => number;
  readonly #steady = {
    myMoney: new SteadyNumber("balance"),
    otherCount: new SteadyNumber("crowd"),
    otherMoney: new SteadyNumber("crowd"),
  };
  #phase: Phase = "unknown";
  #round: OpenRound | null = null;
  #lastCrashedMs = -Infinity;
  #lastSeenMs = -Infinity;
  #waitingMs = WAITING_MS;

  /** @param options `nextId` gives a round's id, unique in the database */
  constructor(options: { table: string; nextId: () => number }) {
    this.#table = options.table;
    this.#nextId = options.nextId;
  }

  /** round that is under way or about to start; null before the first */
  get roundId(): number | null {
    return this.#round?.id ?? null;
  }

  /** When the flight under way took off; null when none is, or that is not known. */
  get takenOffMs(): number | null {
    const round = this.#round;
    return this.#phase === "flying" && round?.crashSeenAtMs === null ? round.curve.takenOffMs : null;
  }

  /** Rounds of an earlier run, oldest first: they tell how fast the table climbs. */
  restore(rounds: readonly Round[]): void {
    this.rate.restore(rounds);
  }

  observe(read: Reading): Observation {
    const doubts: Doubt[] = [];
    const reading = { ...read };
    const result: Observation = {
      reading,
      roundId: null,
      change: null,
      round: null,
      refused: null,
      doubts,
      missed: null,
    };
    const from = this.#phase, { phase, takenAtMs: atMs } = reading;
    if (this.#startsNewRound(reading)) this.#open(reading, result);
    this.#steadyNumbers(reading, doubts);
    if (this.#round) this.#follow(this.#round, result);
    this.#phase = phase;
    if (phase === "crashed") this.#lastCrashedMs = atMs;
    if (phase !== "unknown") this.#lastSeenMs = atMs;
    result.roundId = this.roundId;
    if (from !== phase) result.change = { table: this.#table, from, to: phase, atMs, roundId: this.roundId };
    return result;
  }

  #startsNewRound({ phase, takenAtMs }: Reading): boolean {
    const round = this.#round;
    switch (phase) {
      case "waiting":
        // Unseen for so long a whole round may have passed: whatever hung on the old one must not go to the new.
        return round === null || round.hasBegun || takenAtMs - this.#lastSeenMs > SAME_CRASH_GAP_MS;
      case "flying":
      case "crashed":
        // After a crash and a gap: the waiting phase was covered.
        return round === null ||
          (round.crashSeenAtMs !== null && takenAtMs - this.#lastCrashedMs > SAME_CRASH_GAP_MS);
      case "unknown":
        return false;
    }
  }

  #open({ phase, takenAtMs }: Reading, result: Observation): OpenRound {
    const before = this.#round;
    if (before && !before.reported && before.hasBegun) result.missed = before.missed();
    this.#steady.otherCount.reset();
    this.#steady.otherMoney.reset();
    return this.#round = new OpenRound({
      id: this.#nextId(),
      openedAtMs: takenAtMs,
      startedInSight: phase === "waiting",
      crashBeforeMs: this.#lastCrashedMs,
      rate: this.rate,
    });
  }

  /** Money and counts that jump are withheld until a second frame says the same. */
  #steadyNumbers(reading: Reading, doubts: Doubt[]): void {
    const { takenAtMs: atMs, phase } = reading;
    for (const region of ["myMoney", "otherCount", "otherMoney"] as const) {
      const read = reading[region];
      if (read.value === null || phase === "unknown") continue;
      const isFirst = this.#steady[region].known === null;
      const why = this.#steady[region].doubt(read.value, { atMs, growing: phase === "waiting" });
      if (why === null) continue;
      // The first sight of a number waits for its second frame too, but is nothing strange.
      if (!isFirst) doubts.push({ region, read, why, repairedTo: null });
      reading[region] = withheld(read);
    }
  }

  #follow(round: OpenRound, result: Observation): void {
    const { reading } = result, { phase, takenAtMs: atMs } = reading;
    // While bets are taken the crowd still grows: only from the take-off on are its numbers the round's.
    if (phase === "flying" || phase === "crashed") {
      round.players.add(reading.otherCount.value);
      round.playersMoney.add(reading.otherMoney.value);
    }
    if (phase === "waiting") {
      round.waitingSeenMs = atMs;
    } else if (phase === "flying" && round.crashSeenAtMs === null) {
      this.#fly(round, result);
    } else if (phase === "crashed" && atMs - round.crashBeforeMs > SAME_CRASH_GAP_MS) {
      round.crashSeenAtMs ??= atMs;
      if (reading.score.value !== null) this.#end(round, { score: reading.score.value, result });
    }
  }

  #fly(round: OpenRound, result: Observation): void {
    const { reading } = result, { takenAtMs: atMs, score: read } = reading;
    this.#learnWaiting(round, atMs);
    if (round.startedAtMs === null && round.waitingSeenMs !== null && atMs - round.waitingSeenMs < 1_000) {
      round.curve.tookOffAfter(round.waitingSeenMs);
    }
    round.startedAtMs ??= atMs;
    const tookOffMs = round.curve.takenOffMs;
    if (read.value !== null) {
      const why = round.curve.accept(read.value, atMs);
      if (why !== null) this.#mend(result, { why, to: round.curve.repair(read.value, { atMs }) });
    }
    if (this.#isAnother(round, tookOffMs)) {
      const { curve } = round;
      // What is known of the one that passed: its own take-off, or nothing.
      Object.assign(round, { startedAtMs: tookOffMs, curve: new FlightCurve(this.rate) });
      round = this.#open(reading, result);
      Object.assign(round, { startedAtMs: atMs, curve });
    }
    round.flyingSeenMs = atMs;
  }

  /** Whether the flight in sight is not the one that this round waited for or began with: that one passed while covered. */
  #isAnother({ curve: { takenOffMs }, waitingSeenMs }: OpenRound, tookOffMs: number | null): boolean {
    if (takenOffMs === null) return false;
    if (tookOffMs !== null) return takenOffMs - tookOffMs > SAME_CRASH_GAP_MS;
    return waitingSeenMs !== null && takenOffMs - waitingSeenMs > this.#waitingMs + WAITING_SLACK_MS;
  }

  #end(round: OpenRound, { score, result }: { score: number; result: Observation }): void {
    const atMs = result.reading.takenAtMs;
    const doubt = round.doubtFinal(score);
    if (doubt?.other || (doubt === null && this.#waitedTooLong(round, score))) {
      // A round of which nothing but another one's crash was seen is not missed: nobody knows that it was.
      round.crashSeenAtMs = null;
      const other = this.#open(result.reading, result);
      other.crashSeenAtMs = atMs;
      return this.#end(other, { score, result });
    }
    const repaired = doubt === null ? null : round.repairFinal(score);
    if (doubt !== null) this.#mend(result, { why: doubt.why, to: repaired });
    const final = doubt === null ? score : repaired;
    if (final === null || !round.count(final, { repaired: doubt !== null })) return;
    this.rate.learn(round.curve.points);
    result.round = round.finished(this.#table, { multiplier: final, atMs });
  }

  /** Whether a crash seen first when uncovered belongs to a later flight than the one that this round waited for. */
  #waitedTooLong({ curve, crashSeenAtMs, waitingSeenMs, startedAtMs }: OpenRound, score: number): boolean {
    if (startedAtMs !== null || waitingSeenMs === null || crashSeenAtMs === null) return false;
    const earliestMs = crashSeenAtMs - SAME_CRASH_GAP_MS - (Math.log(score / 100) / curve.perSecond) * 1000;
    return earliestMs - waitingSeenMs > this.#waitingMs + WAITING_SLACK_MS;
  }

  #learnWaiting(round: OpenRound, atMs: number): void {
    const whole = round.startedInSight && round.startedAtMs === null &&
      round.openedAtMs - round.crashBeforeMs < 1_000 &&
      round.waitingSeenMs !== null && atMs - round.waitingSeenMs < 1_000;
    if (whole) this.#waitingMs = Math.max(this.#waitingMs, atMs - round.openedAtMs);
  }

  #mend(result: Observation, { why, to }: { why: string; to: number | null }): void {
    const read = result.reading.score;
    result.doubts.push({ region: "score", read, why, repairedTo: to });
    result.refused = why;
    result.reading.score = to === null ? withheld(read) : { ...read, value: to, confidence: 0, method: "repaired" };
  }
}

function withheld(read: NumberReading): NumberReading {
  return { value: null, confidence: 0, method: "none", micros: read.micros };
}
