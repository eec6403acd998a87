/**
 * Looks at one table's history strip when a round was missed or may have been, and now and then as a check. Gives the
 * rounds that the strip proves; says what it contradicts and what it cannot prove. Stores nothing.
 */
import type { Clock } from "../clock.ts";
import type { Picture, Rect } from "../protocol/picture.ts";
import type { Round } from "../protocol/round.ts";
import type { ScreenSource } from "../screen/screen_source.ts";
import { readHistory } from "../vision/history_reader.ts";
import { alignStrip, type KnownRound, type MissingRound, type Pill, type StripVerdict } from "./history_strip.ts";
import type { MissedRound } from "./open_round.ts";
import type { Observation } from "./round_tracker.ts";
import type { Table } from "./table.ts";

/** Numbers free behind every round's id, for rounds found after it. */
export const ROUND_ID_ROOM = 64;
const KNOWN_MAX = 60;
/** The strip is looked at so long after the waiting phase began: it has moved on by then. */
const LOOK_AFTER_MS = 600;
/** From a crash to the next take-off seen, or to a waiting phase: in a longer time a round may have passed unseen. */
const SILENT_MAX_MS = 12_000;
/** Rounds between two checks, the first one earlier: each round is seen in the strip twice before it leaves it. */
const CHECK_EVERY = 5, FIRST_CHECK_AFTER = 3;
/** A gap that the strip has not closed after so many rounds has left it. */
const WANTED_ROUNDS_MAX = 12;
/** The next flight begins within this time of a waiting phase in sight. */
const NEXT_START_MAX_MS = 8_000;
/** How far a missed round's times may lie from where the strip's round is reckoned. */
const SAME_ROUND_MS = 3_500;
/** Known rounds in one order of the strip, and not in the other, that tell its order. */
const ORDER_ANCHORS = 3;

/** A stored final that the strip shows differently. */
export interface Contradiction {
  round: KnownRound;
  shown: number;
  picture: Picture;
}

/** The strip as it was at a moment between two, before the round of that id. */
interface Look {
  picture: Picture;
  roundId: number | null;
  fromMs: number;
  toMs: number;
}

export interface HistoryKeeperOptions {
  table: Table;
  /** where the strip is on the screen */
  strip: Rect;
  source: ScreenSource;
  clock: Clock;
  /** the table's growth of the multiplier's logarithm a second */
  perSecond: () => number;
  onRound: (round: Round) => void;
  onContradiction: (contradiction: Contradiction) => void;
  /** Rounds are missing and stay so; why, in words. */
  onLost: (why: string, picture: Picture | null) => void;
}

export class HistoryKeeper {
  readonly #options: HistoryKeeperOptions;
  readonly #accused = new Set<number>();
  #known: KnownRound[] = [];
  #missed: MissedRound[] = [];
  #roundId: number | null = null;
  #waitingSinceMs: number | null = null;
  #lookedAtRound: number | null = null;
  /** what the strip showed; believed once a later reading shows that no round had ended meanwhile */
  #held: Look | null = null;
  #sinceCheck = CHECK_EVERY - FIRST_CHECK_AFTER;
  /** rounds since a gap was found that is not closed; null: none */
  #wantedFor: number | null = null;
  #suspect: { id: number; shown: number } | null = null;
  /** whether the strip begins with the newest round; null until known */
  #newestFirst: boolean | null = null;

  constructor(options: HistoryKeeperOptions) {
    this.#options = options;
  }

  /** Rounds of an earlier run, oldest first: the strip may prove what followed them. */
  restore(rounds: readonly Round[]): void {
    for (const round of rounds) this.#learn(round);
  }

  /** Takes in what was seen. @returns the look at the strip that it led to, or what came of one; null for none */
  observe({ reading, round, missed, change, roundId }: Observation): Promise<void> | null {
    const { takenAtMs, phase } = reading;
    // A round that ends while the strip is grabbed late is in it already, and will be told as seen.
    if (round || missed || (phase !== "waiting" && phase !== "flying")) this.#held = null;
    if (missed) this.#missed.push(missed);
    if (round) {
      const before = this.#known.at(-1);
      if (before && round.startedAtMs - before.endedAtMs > SILENT_MAX_MS) this.#wantedFor ??= 0;
      this.#learn(round);
      this.#sinceCheck += 1;
      if (this.#wantedFor !== null) this.#wantedFor += 1;
    }
    if (missed || (change?.to === "waiting" && this.#isSilent(takenAtMs))) this.#wantedFor ??= 0;
    if (change) this.#waitingSinceMs = phase === "waiting" ? takenAtMs : null;
    this.#roundId = roundId;
    const held = this.#held, { clock } = this.#options;
    if (held === null || takenAtMs < held.toMs) return this.#isDue(takenAtMs) ? clock.work(() => this.#look()) : null;
    this.#held = null;
    if (held.roundId !== roundId) return null;
    return clock.work(() => Promise.resolve().then(() => this.#conclude(held)));
  }

  #isSilent(atMs: number): boolean {
    const last = this.#known.at(-1);
    return last !== undefined && atMs - last.endedAtMs > SILENT_MAX_MS;
  }

  #isDue(atMs: number): boolean {
    if (this.#waitingSinceMs === null || atMs - this.#waitingSinceMs < LOOK_AFTER_MS) return false;
    if (this.#roundId === this.#lookedAtRound || this.#known.length < 2) return false;
    return this.#wantedFor !== null || this.#suspect !== null || this.#sinceCheck >= CHECK_EVERY;
  }

  async #look(): Promise<void> {
    const roundId = this.#lookedAtRound = this.#roundId;
    const { source, strip, clock } = this.#options, fromMs = clock.nowMs(), [picture] = await source.grab([strip]);
    this.#held = { picture, roundId, fromMs, toMs: clock.nowMs() };
  }

  #conclude({ picture, fromMs }: Look): void {
    const { locale } = this.#options.table.description;
    const verdict = this.#judge(readHistory(picture, locale), fromMs);
    if (verdict.kind === "unproven") return this.#giveUpLate(verdict.why, picture);
    if (verdict.kind === "contradicts") return this.#accuse(verdict, picture);
    this.#suspect = null;
    this.#sinceCheck = 0;
    if (verdict.kind === "missing") { for (const round of this.#rounds(verdict.rounds)) this.#give(round); }
    // What else was taken for a missed round is none: the strip knows of nothing between its neighbours.
    const unread = verdict.kind === "missing" && verdict.unread > 0;
    if (unread) return this.#giveUpLate(`${verdict.unread} pills cannot be read`, picture);
    this.#wantedFor = null;
    this.#missed = [];
  }

  #judge(pills: readonly Pill[], atMs: number): StripVerdict {
    const context = {
      known: this.#known,
      nextStart: { fromMs: atMs, toMs: atMs + NEXT_START_MAX_MS },
      perSecond: this.#options.perSecond(),
    };
    const forward = () => alignStrip(pills, context), backward = () => alignStrip(pills.toReversed(), context);
    if (this.#newestFirst !== null) return this.#newestFirst ? forward() : backward();
    const verdicts = [forward(), backward()];
    const proven = verdicts.map((verdict) => verdict.kind !== "unproven" && verdict.matched >= ORDER_ANCHORS);
    if (proven[0] === proven[1]) return { kind: "unproven", why: "which end of the strip is new is not known yet" };
    this.#newestFirst = proven[0];
    return verdicts[proven[0] ? 0 : 1];
  }

  /** The missing ones as rounds: those whose flight or crash was seen keep what is known of them, also their ids. */
  #rounds(missing: readonly MissingRound[]): Round[] {
    let base = { id: 0, place: -1 };
    return missing.flatMap((found) => {
      if (found.afterId > base.id) base = { id: found.afterId, place: -1 };
      const highest = found.beforeId ?? this.#roundId ?? Infinity;
      const own = this.#missed.find((one) => one.id > base.id && one.id < highest && isSame(one, found));
      const id = own?.id ?? base.id + found.place - base.place;
      // No room between its neighbours: it would come out of order, or be another table's.
      if (id >= highest || (!own && id - base.id > ROUND_ID_ROOM)) return [];
      if (own) base = { id, place: found.place };
      const startedAtMs = own?.startedAtMs ?? found.startedAtMs;
      return [{
        id,
        table: this.#options.table.name,
        startedAtMs,
        endedAtMs: own?.endedAtMs ?? startedAtMs + found.endedAtMs - found.startedAtMs,
        multiplier: found.multiplier,
        players: own?.players ?? null,
        playersMoneyMinor: own?.playersMoneyMinor ?? null,
        source: "history" as const,
      }];
    });
  }

  #give(round: Round): void {
    this.#learn(round);
    this.#options.onRound(round);
  }

  #learn({ id, startedAtMs, endedAtMs, multiplier }: Round): void {
    if (this.#known.some((one) => one.id === id)) return;
    this.#known = [...this.#known, { id, startedAtMs, endedAtMs, multiplier }]
      .sort((a, b) => a.id - b.id).slice(-KNOWN_MAX);
  }

  /** A stored round is accused when the strip, moved on by a round, still says the same. */
  #accuse({ round, shown }: { round: KnownRound; shown: number }, picture: Picture): void {
    const again = this.#suspect?.id === round.id && this.#suspect.shown === shown;
    this.#suspect = { id: round.id, shown };
    if (!again) return;
    this.#suspect = null;
    this.#sinceCheck = 0;
    if (this.#accused.has(round.id)) return;
    this.#accused.add(round.id);
    this.#options.onContradiction({ round, shown, picture });
  }

  #giveUpLate(why: string, picture: Picture): void {
    this.#suspect = null;
    if (this.#wantedFor === null) {
      this.#sinceCheck = 0;
      return;
    }
    if (this.#wantedFor < WANTED_ROUNDS_MAX) return;
    this.#wantedFor = null;
    this.#missed = [];
    this.#options.onLost(why, picture);
  }
}

function isSame(missed: MissedRound, found: MissingRound): boolean {
  const near = (one: number | null, other: number) => one !== null && Math.abs(one - other) <= SAME_ROUND_MS;
  return near(missed.endedAtMs, found.endedAtMs) || near(missed.startedAtMs, found.startedAtMs);
}
