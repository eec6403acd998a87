/** Rounds out of readings: none missed, none invented, none with a score that cannot be. */
import { deepEqual, equal } from "node:assert/strict";
import type { NumberReading, Phase, Reading } from "../../../core/protocol/reading.ts";
import type { Round } from "../../../core/protocol/round.ts";
import { scoreAt } from "../../../core/tables/flight_curve.ts";
import { RoundTracker } from "../../../core/tables/round_tracker.ts";

const number = (value: number | null): NumberReading => ({
  value,
  confidence: value === null ? 0 : 1,
  method: value === null ? "none" : "glyphs",
  micros: 10,
});

function reading(atMs: number, phase: Phase, score: number | null): Reading {
  const nothing = number(null);
  return {
    table: "t",
    tick: atMs / 200,
    takenAtMs: atMs,
    phase,
    progress: null,
    score: number(score),
    myMoney: nothing,
    otherCount: nothing,
    otherMoney: nothing,
  };
}

interface Frame {
  atMs: number;
  phase: Phase;
  score: number | null;
}

/** Frames of one whole round, five a second: 5 s waiting, the flight, 3 s crashed. */
function frames(startMs: number, multiplier: number): Frame[] {
  const takeOff = startMs + 5_000;
  const crash = takeOff + Math.log(multiplier / 100) / 0.06 * 1000;
  const list: Frame[] = [];
  for (let atMs = startMs; atMs < crash + 3_000; atMs += 200) {
    if (atMs < takeOff) list.push({ atMs, phase: "waiting", score: null });
    else if (atMs < crash) list.push({ atMs, phase: "flying", score: scoreAt(takeOff, atMs) });
    else list.push({ atMs, phase: "crashed", score: multiplier });
  }
  return list;
}

function play(list: Frame[]): { rounds: Round[]; refused: string[]; missed: number } {
  let id = 0;
  const tracker = new RoundTracker({ table: "t", nextId: () => ++id });
  const rounds: Round[] = [], refused: string[] = [];
  let missed = 0;
  for (const { atMs, phase, score } of list) {
    const seen = tracker.observe(reading(atMs, phase, score));
    if (seen.round) rounds.push(seen.round);
    if (seen.refused) refused.push(seen.refused);
    if (seen.missed) missed += 1;
  }
  return { rounds, refused, missed };
}

/** Rounds one after the other, each starting where the one before ends. */
function session(multipliers: number[], startMs = 10_000): Frame[] {
  const list: Frame[] = [];
  let atMs = startMs;
  for (const multiplier of multipliers) {
    const round = frames(atMs, multiplier);
    list.push(...round);
    atMs = round[round.length - 1].atMs + 200;
  }
  return list;
}

const multipliersOf = (rounds: Round[]) => rounds.map((round) => round.multiplier);

Deno.test("observe() gives every round once when all is readable", () => {
  const multipliers = [100, 253, 100, 101, 1234, 150, 150];
  const { rounds, refused, missed } = play(session(multipliers));
  deepEqual(multipliersOf(rounds), multipliers);
  deepEqual(refused, []);
  equal(missed, 0);
});

Deno.test("observe() times a round's start by its curve and its end by its crash", () => {
  const [round] = play(session([253])).rounds;
  equal(Math.abs(round.startedAtMs - 15_000) < 60, true, `started ${round.startedAtMs}`);
  const crash = 15_000 + Math.log(2.53) / 0.06 * 1000;
  equal(round.endedAtMs >= crash && round.endedAtMs < crash + 200, true);
});

Deno.test("observe() refuses a lost decimal point in flight and keeps the round", () => {
  const list = session([253, 180]);
  const victim = list.findIndex((frame) => frame.phase === "flying" && frame.score! > 150);
  list[victim].score! *= 100;
  const { rounds, refused } = play(list);
  equal(refused.length, 1);
  deepEqual(multipliersOf(rounds), [253, 180]);
});

Deno.test("observe() refuses a final multiplier that the flight cannot have reached, or that fell", () => {
  for (const wrong of [25_300, 353, 153]) {
    const list = session([253]);
    for (const frame of list.filter((frame) => frame.phase === "crashed").slice(0, 2)) frame.score = wrong;
    const { rounds, refused } = play(list);
    deepEqual(multipliersOf(rounds), [253], `wrong ${wrong}`);
    equal(refused.length, 2);
  }
});

Deno.test("observe() wants two frames that agree on a final multiplier", () => {
  const list = session([253]);
  const crashed = list.filter((frame) => frame.phase === "crashed");
  crashed[0].score = 254;
  deepEqual(multipliersOf(play(list).rounds), [253]);
  for (const frame of crashed.slice(1)) frame.score = null;
  deepEqual(play(list).rounds, []);
});

Deno.test("observe() invents no round when a crash is misjudged for one frame", () => {
  for (const flicker of ["waiting", "flying", "unknown"] as const) {
    for (const multiplier of [100, 103, 253]) {
      const list = session([multiplier, 180]);
      const crashed = list.filter((frame) => frame.phase === "crashed" && frame.score === multiplier);
      Object.assign(crashed[5], { phase: flicker, score: null });
      deepEqual(multipliersOf(play(list).rounds), [multiplier, 180], `${flicker} at ${multiplier}`);
    }
  }
});

Deno.test("observe() counts a round whose result was covered as missed, and does not guess it", () => {
  const list = session([253, 180]);
  for (const frame of list) if (frame.phase === "crashed" && frame.score === 253) frame.phase = "unknown";
  const { rounds, missed } = play(list);
  deepEqual(multipliersOf(rounds), [180]);
  equal(missed, 1);
});

Deno.test("observe() sees both rounds when the waiting phase between them was covered", () => {
  const list = session([253, 180]);
  for (const frame of list) if (frame.phase === "waiting") frame.phase = "unknown";
  deepEqual(multipliersOf(play(list).rounds), [253, 180]);
});

Deno.test("observe() gives a crash seen long after its flight must have ended to another round", () => {
  const first = frames(0, 300), flightSeen = first.filter(({ atMs }) => atMs < 9_000);
  // 1.50x was reached 6.8 s after the take-off; what crashes there a minute later took off unseen.
  const crash = [0, 200, 400].map((afterMs) => ({ atMs: 70_000 + afterMs, phase: "crashed" as const, score: 150 }));
  const { rounds, refused } = play([...flightSeen, ...crash]);
  deepEqual(rounds.map(({ id, multiplier }) => [id, multiplier]), [[2, 150]]);
  deepEqual(refused, []);
});

Deno.test("observe() joins a flight in the middle and gives its round with the start that the curve implies", () => {
  const list = session([400]).filter((frame) => frame.phase !== "waiting").slice(30);
  const { rounds } = play(list);
  deepEqual(multipliersOf(rounds), [400]);
  equal(Math.abs(rounds[0].startedAtMs - 15_000) < 60, true);
});

Deno.test("observe() starts over on the true curve when the first scores were wrong", () => {
  const list = session([900]);
  const flying = list.filter((frame) => frame.phase === "flying");
  for (const frame of flying.slice(0, 2)) frame.score = 150;
  const { rounds } = play(list);
  deepEqual(multipliersOf(rounds), [900]);
});

Deno.test("observe() takes the players' numbers from the flight, not from the waiting phase in which they still grow", () => {
  let id = 0;
  const tracker = new RoundTracker({ table: "t", nextId: () => ++id });
  const rounds: Round[] = [];
  for (const { atMs, phase, score } of session([253, 180])) {
    // The second flight's numbers are withheld.
    const seen = phase === "waiting" ? 3 : atMs < 35_000 ? 431 : null;
    const round =
      tracker.observe({ ...reading(atMs, phase, score), otherCount: number(seen), otherMoney: number(seen) }).round;
    if (round) rounds.push(round);
  }
  deepEqual(rounds.map((round) => [round.players, round.playersMoneyMinor]), [[431, 431], [null, null]]);
});
