/** What a collector may be told: a usual evening at two tables, and things that hardly ever happen. Always the same. */
import type { CollectorEvent } from "../protocol/cell_messages.ts";
import type { NumberReading, Phase, Reading } from "../protocol/reading.ts";
import { Random } from "../simulator/random.ts";

const START_MS = 1_750_000_000_000;
const TICK_MS = 200;
const TABLES = ["soccer", "mozzart"] as const;
const ROUNDS = 12;

type Unnumbered = CollectorEvent extends infer T ? T extends unknown ? Omit<T, "seq"> : never : never;

/** Numbers events from `first` on, as the program would. */
export function numbered(events: readonly Unnumbered[], first: number): CollectorEvent[] {
  return events.map((event, index) => ({ ...event, seq: first + index }) as CollectorEvent);
}

/** Twelve rounds at each of two tables: readings, phases, finished rounds, and samples if they are wanted. */
export function usualEvents({ samples }: { samples: boolean }): Unnumbered[] {
  const random = new Random("collector checks");
  return TABLES.flatMap((table, index) =>
    Array.from(
      { length: ROUNDS },
      (_, round) => oneRound(table, { id: 1000 * (index + 1) + 16 * round, round, random }),
    )
      .flat()
  ).filter((event) => samples || event.topic !== "sample");
}

/** Each may happen; none may end a collector. `what` is for its author. */
export function strangeEvents({ samples }: { samples: boolean }): { what: string; events: Unnumbered[] }[] {
  const seen = usualEvents({ samples }).slice(0, 120);
  const readings = (change: Partial<Reading>, roundId: number | null = 7) =>
    [0, 1, 2].map((tick): Unnumbered => ({
      topic: "reading",
      reading: { ...makeReading("soccer", START_MS + tick * TICK_MS, "flying", 150 + tick), ...change },
      roundId,
    }));
  const round = { id: 9_000, table: "soccer", startedAtMs: START_MS, endedAtMs: START_MS + 9_000, multiplier: 345 };
  const rounds = (change: Record<string, unknown>): Unnumbered[] => [{
    topic: "round",
    round: { ...round, players: 4, playersMoneyMinor: 5_000, ...change },
  }];
  return [
    { what: "the same things told once more", events: seen },
    { what: "what happened told backwards", events: seen.toReversed() },
    { what: "readings before the first round", events: readings({}, null) },
    { what: "readings in which nothing could be read", events: readings({ phase: "unknown", ...nothingRead() }) },
    { what: "a score below 1.00x", events: readings({ score: number(3) }) },
    { what: "a score of 1,000,000.00x", events: readings({ score: number(100_000_000) }) },
    { what: "a table of another name", events: readings({ table: "no-such-table" }) },
    { what: "a clock that jumped back a day", events: readings({ takenAtMs: START_MS - 86_400_000 }) },
    { what: "a clock that jumped a year ahead", events: readings({ takenAtMs: START_MS + 31_536_000_000 }) },
    { what: "a round without players", events: rounds({ players: null, playersMoneyMinor: null }) },
    { what: "a round of 1.00x", events: rounds({ multiplier: 100 }) },
    { what: "a round of 1,000,000.00x", events: rounds({ multiplier: 100_000_000 }) },
    { what: "a round that the history strip told", events: rounds({ source: "history" }) },
    { what: "a round that ended before it began", events: rounds({ endedAtMs: START_MS - 1_000 }) },
  ];
}

function oneRound(table: string, { id, round, random }: { id: number; round: number; random: Random }): Unnumbered[] {
  const startedAtMs = START_MS + round * 20_000;
  const multiplier = Math.max(100, Math.floor(97 / Math.max(random.unit(), 1e-4)));
  const events: Unnumbered[] = [phase(table, "waiting", "flying", startedAtMs, id)];
  for (let score = 100, tick = 0; score < multiplier && tick < 30; tick += 1, score = Math.floor(score * 1.12)) {
    const takenAtMs = startedAtMs + tick * TICK_MS;
    events.push({ topic: "reading", reading: makeReading(table, takenAtMs, "flying", score), roundId: id });
    if (tick % 3 === 0) events.push(sample(table, takenAtMs, "flying"));
  }
  const endedAtMs = startedAtMs + 30 * TICK_MS;
  const finished = { id, table, startedAtMs, endedAtMs, multiplier, players: 40 + round, playersMoneyMinor: 90_000 };
  return [
    ...events,
    { topic: "reading", reading: makeReading(table, endedAtMs, "crashed", multiplier), roundId: id },
    phase(table, "flying", "crashed", endedAtMs, id),
    { topic: "round", round: finished },
    phase(table, "crashed", "waiting", endedAtMs + 3_000, id),
    { topic: "reading", reading: makeReading(table, endedAtMs + 3_200, "waiting", null), roundId: id },
  ];
}

// Five values that belong together and always come in this order.
function phase(table: string, from: Phase, ...[to, atMs, roundId]: [Phase, number, number]): Unnumbered {
  return { topic: "phase", change: { table, from, to, atMs, roundId } };
}

function sample(table: string, takenAtMs: number, phase: Phase): Unnumbered {
  const colors = (["score", "phase"] as const).map((region) => ({
    region,
    mean: [20, 30, 40] as [number, number, number],
    deviation: [1, 2, 3] as [number, number, number],
  }));
  return { topic: "sample", sample: { table, takenAtMs, phase, regions: colors } };
}

function makeReading(table: string, takenAtMs: number, ...[phase, score]: [Phase, number | null]): Reading {
  return {
    table,
    tick: Math.floor((takenAtMs - START_MS) / TICK_MS) + 1_000,
    takenAtMs,
    phase,
    progress: phase === "waiting" ? 0.5 : null,
    score: number(score),
    myMoney: number(1_234_560),
    otherCount: number(42),
    otherMoney: number(90_000),
  };
}

function nothingRead() {
  return { score: number(null), myMoney: number(null), otherCount: number(null), otherMoney: number(null) };
}

function number(value: number | null): NumberReading {
  return { value, confidence: value === null ? 0 : 1, method: value === null ? "none" : "glyphs", micros: 1 };
}
