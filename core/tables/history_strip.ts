/**
 * Lays a table's history strip against the rounds that are known, and says exactly which are missing between them. Proves
 * by values on the known side and by time in the gap; what can be laid in two ways gives nothing. Reads no pixels.
 */
import { flightMs, median } from "./growth_rate.ts";

/** A pill of the strip, hundredths; null where none could be read. */
export type Pill = number | null;

/** A round that is stored. */
export interface KnownRound {
  id: number;
  startedAtMs: number;
  endedAtMs: number;
  multiplier: number;
}

/** What the alignment goes by. */
export interface StripContext {
  /** oldest first */
  known: readonly KnownRound[];
  /** when the flight after the strip's newest round takes or took off, at the earliest and at the latest */
  nextStart: { fromMs: number; toMs: number };
  /** growth of the multiplier's logarithm a second */
  perSecond: number;
}

/** A round that the strip shows and nobody saw; its times are estimated from its neighbours. */
export interface MissingRound {
  multiplier: number;
  startedAtMs: number;
  endedAtMs: number;
  /** known rounds around it; null: it is newer than all of them */
  afterId: number;
  beforeId: number | null;
  /** its place among those missing there, and how many they are: also of those that could not be read */
  place: number;
}

export type StripVerdict =
  /** all that the strip shows from the oldest known round on is known */
  | { kind: "agrees"; matched: number }
  /** `unread`: further ones are missing whose pills could not be read */
  | { kind: "missing"; rounds: MissingRound[]; matched: number; unread: number }
  /** a stored final is not what the strip shows */
  | { kind: "contradicts"; round: KnownRound; shown: number; matched: number }
  | { kind: "unproven"; why: string };

/** Known rounds that the strip must repeat before it is believed; fewer where fewer are known, two at least. */
const ANCHORS = 3, ANCHORS_MIN = 2;
/** A contradiction needs more: it accuses a stored round. */
const CONTRADICTION_ANCHORS = 4;
/** From a crash to the next take-off, until the table's own pauses are known, and how far one may stray. */
const PAUSE_MS = 8_000, PAUSE_STRAY_MS = 3_000, PAUSE_STRAY_KNOWN_MS = 700;
const PAUSES_KNOWN = 3, PAUSE_MIN_MS = 3_000;
/** A crash first seen when a window is uncovered is seen late; take-offs are off by a frame or two. */
const TIME_SLACK_MS = 3_500;
const GROWTH_STRAY = 0.04;
/** More ways than this are not looked at: they prove nothing. */
const STEPS_MAX = 20_000;

/** One gap's insertions, newest first. */
interface Insertion {
  /** index of the known round below the gap */
  after: number;
  pills: Pill[];
}

interface Way {
  insertions: Insertion[];
  matched: number;
  wrong: { known: number; shown: number } | null;
  /** matched rounds older than the wrong one */
  matchedBelowWrong: number;
  /** the strip ends in a gap, with pills that nothing older confirms */
  endsInGap: boolean;
}

/** @param strip newest first */
export function alignStrip(strip: readonly Pill[], context: StripContext): StripVerdict {
  const search = new Search(strip, context);
  const anchors = Math.max(ANCHORS_MIN, Math.min(ANCHORS, context.known.length));
  const ways = distinct(search.ways({ wrongMax: 0 }).filter((way) => way.matched >= anchors));
  if (ways.length > 1) return { kind: "unproven", why: `the strip fits the known rounds in ${ways.length} ways` };
  if (ways.length === 0) return search.contradiction();
  const [{ insertions, matched }] = ways;
  if (insertions.length === 0) return { kind: "agrees", matched };
  const rounds = insertions.toReversed().flatMap((insertion) => search.timed(insertion));
  return rounds.length === 0
    ? { kind: "unproven", why: "the pills of the missing rounds cannot be read" }
    : { kind: "missing", rounds, matched, unread: insertions.flatMap(({ pills }) => pills).length - rounds.length };
}

/** Ways that lead to different rounds. One that ends in a gap yields to one that finds the known rounds below that gap. */
function distinct(ways: readonly Way[]): Way[] {
  const most = Math.max(0, ...ways.filter((way) => !way.endsInGap).map((way) => way.matched));
  const left = ways.filter((way) => !way.endsInGap || way.matched + ANCHORS > most);
  return [...new Map(left.map((way) => [JSON.stringify(way.insertions), way])).values()];
}

class Search {
  readonly #strip: readonly Pill[];
  readonly #context: StripContext;
  readonly #pauseMs: number;
  readonly #pauseStrayMs: number;
  #found: Way[] = [];
  #steps = 0;

  constructor(strip: readonly Pill[], context: StripContext) {
    this.#strip = strip;
    this.#context = context;
    const { known } = context;
    const pauses = known.slice(1).map((round, at) => round.startedAtMs - known[at].endedAtMs)
      .filter((ms) => ms >= PAUSE_MIN_MS && ms < 2 * PAUSE_MS + PAUSE_MIN_MS);
    const learnt = pauses.length >= PAUSES_KNOWN;
    this.#pauseMs = learnt ? median(pauses) : PAUSE_MS;
    this.#pauseStrayMs = learnt ? PAUSE_STRAY_KNOWN_MS : PAUSE_STRAY_MS;
  }

  /** Every way to lay the strip, with so many known rounds shown differently at most. */
  ways({ wrongMax }: { wrongMax: number }): Way[] {
    this.#found = [];
    this.#steps = 0;
    this.#lay({
      pill: 0,
      known: this.#context.known.length - 1,
      way: { insertions: [], matched: 0, wrong: null, matchedBelowWrong: 0, endsInGap: false },
      wrongMax,
    });
    return this.#steps > STEPS_MAX ? [] : this.#found;
  }

  contradiction(): StripVerdict {
    const ways = this.ways({ wrongMax: 1 })
      .filter((way) => way.matchedBelowWrong > 0 && way.matched >= CONTRADICTION_ANCHORS);
    const [way] = ways;
    if (!way?.wrong) return { kind: "unproven", why: "the strip does not show enough of the known rounds" };
    const { known, shown } = way.wrong;
    if (ways.some(({ wrong }) => wrong?.known !== known || wrong.shown !== shown)) {
      return { kind: "unproven", why: `the strip differs from the known rounds, and not in one place only` };
    }
    return { kind: "contradicts", round: this.#context.known[known], shown, matched: way.matched };
  }

  /** Lays `pill` and all older ones, knowing that everything newer than the known round `known` is laid. */
  #lay({ pill, known, way, wrongMax }: { pill: number; known: number; way: Way; wrongMax: number }): void {
    if (this.#steps++ > STEPS_MAX) return;
    if (known < 0 || pill >= this.#strip.length) {
      this.#found.push(way);
      return;
    }
    const rest = this.#strip.slice(pill);
    if (!this.#isTooLong(known, rest)) this.#found.push({ ...way, endsInGap: true });
    for (let count = 0; pill + count < this.#strip.length; count++) {
      const pills = this.#strip.slice(pill, pill + count);
      if (!this.#hasTime(known, pills)) {
        if (this.#isTooLong(known, pills)) break;
        continue;
      }
      const shown = this.#strip[pill + count], stored = this.#context.known[known].multiplier;
      const differs = shown !== null && shown !== stored;
      if (differs && (way.wrong !== null || wrongMax === 0)) continue;
      this.#lay({
        pill: pill + count + 1,
        known: known - 1,
        way: {
          insertions: count === 0 ? way.insertions : [...way.insertions, { after: known, pills }],
          matched: way.matched + Number(shown === stored),
          wrong: differs ? { known, shown } : way.wrong,
          matchedBelowWrong: way.matchedBelowWrong + Number(way.wrong !== null && shown === stored),
          endsInGap: false,
        },
        wrongMax,
      });
    }
  }

  /** Whether so many rounds fit between a known one and the next; none always does: a table may stand still. */
  #hasTime(known: number, pills: readonly Pill[]): boolean {
    if (pills.length === 0) return true;
    const { gapFromMs, gapToMs } = this.#gap(known);
    const { leastMs, mostMs } = this.#need(pills);
    return gapToMs >= leastMs && gapFromMs <= mostMs;
  }

  #isTooLong(known: number, pills: readonly Pill[]): boolean {
    return pills.length > 0 && this.#need(pills).leastMs > this.#gap(known).gapToMs;
  }

  #gap(known: number): { gapFromMs: number; gapToMs: number } {
    const { known: rounds, nextStart } = this.#context;
    const fromMs = rounds[known].endedAtMs, next = rounds[known + 1];
    return next
      ? { gapFromMs: next.startedAtMs - fromMs, gapToMs: next.startedAtMs - fromMs }
      : { gapFromMs: nextStart.fromMs - fromMs, gapToMs: nextStart.toMs - fromMs };
  }

  #need(pills: readonly Pill[]): { leastMs: number; mostMs: number } {
    const pausesMs = (pills.length + 1) * this.#pauseMs;
    const flightsMs = pills.reduce<number>((sum, pill) => sum + this.#flightMs(pill ?? 100), 0);
    const strayMs = TIME_SLACK_MS + (pills.length + 1) * this.#pauseStrayMs + GROWTH_STRAY * flightsMs;
    const unread = pills.includes(null);
    return { leastMs: pausesMs + flightsMs - strayMs, mostMs: unread ? Infinity : pausesMs + flightsMs + strayMs };
  }

  #flightMs(multiplier: number): number {
    return flightMs(multiplier, this.#context.perSecond);
  }

  /** The insertion's readable rounds, oldest first. The gap's spare time goes to flights that could not be read, else to pauses. */
  timed({ after, pills }: Insertion): MissingRound[] {
    const { known } = this.#context;
    const next = known[after + 1], { gapFromMs, gapToMs } = this.#gap(after);
    const pauses = pills.length + 1, unread = pills.filter((pill) => pill === null).length;
    const readMs = pills.reduce<number>((sum, pill) => sum + (pill === null ? 0 : this.#flightMs(pill)), 0);
    const gapMs = (gapFromMs + gapToMs) / 2;
    const pauseMs = next && unread === 0 ? Math.max(0, gapMs - readMs) / pauses : this.#pauseMs;
    const unreadMs = Math.max(0, gapMs - readMs - pauses * pauseMs) / Math.max(1, unread);
    let atMs = known[after].endedAtMs;
    return pills.toReversed().flatMap((multiplier, place) => {
      const startedAtMs = Math.round(atMs + pauseMs);
      const endedAtMs = Math.round(startedAtMs + (multiplier === null ? unreadMs : this.#flightMs(multiplier)));
      atMs = endedAtMs;
      if (multiplier === null) return [];
      return [{ multiplier, startedAtMs, endedAtMs, afterId: known[after].id, beforeId: next?.id ?? null, place }];
    });
  }
}
