/** What a tracker makes of tables that climb at their own rate, misread scores, and rounds that pass while it cannot see. */
import { deepEqual, equal, ok } from "node:assert/strict";
import type { NumberReading, Phase, Reading } from "../../../core/protocol/reading.ts";
import type { Round } from "../../../core/protocol/round.ts";
import { scoreAt } from "../../../core/tables/flight_curve.ts";
import { type Observation, RoundTracker } from "../../../core/tables/round_tracker.ts";

interface Frame {
  atMs: number;
  phase: Phase;
  score: number | null;
  players?: number;
}

const number = (value: number | null): NumberReading => ({
  ...{ value, confidence: value === null ? 0 : 1, method: value === null ? "none" : "glyphs", micros: 10 },
});

const readingOf = ({ atMs, phase, score, players }: Frame): Reading => ({
  ...{ table: "t", tick: atMs / 200, takenAtMs: atMs, phase, progress: null, score: number(score) },
  ...{ myMoney: number(null), otherCount: number(players ?? null), otherMoney: number(null) },
});

/** Rounds one after the other, five frames a second: 5 s waiting, the flight, 3 s crashed. */
function session(multipliers: readonly number[], { perSecond = 0.06 } = {}): Frame[] {
  const frames: Frame[] = [];
  let startMs = 10_000;
  for (const multiplier of multipliers) {
    const takeOff = startMs + 5_000, crash = takeOff + Math.log(multiplier / 100) / perSecond * 1000;
    let atMs = startMs;
    for (; atMs < crash + 3_000; atMs += 200) {
      if (atMs < takeOff) frames.push({ atMs, phase: "waiting", score: null });
      else if (atMs < crash) frames.push({ atMs, phase: "flying", score: scoreAt(takeOff, atMs, { perSecond }) });
      else frames.push({ atMs, phase: "crashed", score: multiplier });
    }
    startMs = atMs;
  }
  return frames;
}

function play(frames: readonly Frame[]) {
  let id = 0;
  const tracker = new RoundTracker({ table: "t", nextId: () => ++id });
  const seen = frames.map((frame) => tracker.observe(readingOf(frame)));
  const rounds = seen.flatMap(({ round }) => round ?? []);
  return { tracker, seen, rounds, missed: seen.flatMap(({ missed }) => missed ?? []), final: finals(rounds) };
}

const finals = (rounds: readonly Round[]) => rounds.map(({ multiplier }) => multiplier);
const scores = (seen: readonly Observation[]) => seen.map(({ reading }) => reading.score.value);

/** Frames between two moments show nothing. */
function cover(frames: readonly Frame[], { fromMs, toMs }: { fromMs: number; toMs: number }): Frame[] {
  return frames.map((frame) =>
    frame.atMs >= fromMs && frame.atMs < toMs ? { atMs: frame.atMs, phase: "unknown", score: null } : frame
  );
}

Deno.test("observe() gives every round of tables that climb faster or more slowly, and knows their rate after a few", () => {
  const multipliers = [253, 100, 480, 101, 1234, 350, 150];
  for (const perSecond of [0.03, 0.045, 0.08, 0.12, 0.2]) {
    const { tracker, rounds, final } = play(session(multipliers, { perSecond }));
    deepEqual(final, multipliers, `${perSecond}`);
    ok(Math.abs(tracker.rate.perSecond / perSecond - 1) < 0.03, `${perSecond}: ${tracker.rate.perSecond}`);
    const last = rounds.at(-2)!;
    const flownMs = Math.log(3.5) / perSecond * 1000;
    ok(Math.abs(last.endedAtMs - last.startedAtMs - flownMs) < 300, `${perSecond}: start of a later round`);
  }
});

Deno.test("observe() mends a misread score beside good ones, and never counts it into the flight", () => {
  const frames = session([900]);
  const victim = frames.findIndex(({ phase, score }) => phase === "flying" && score! > 500);
  const truth = frames[victim].score!;
  for (const wrong of [truth * 100, truth * 10, truth - 500 + 8 * 100, truth % 100 + 900]) {
    const misread = frames.map((frame, index) => index === victim ? { ...frame, score: wrong } : frame);
    const { seen, final } = play(misread);
    const { reading, doubts } = seen[victim];
    deepEqual([reading.score.value, reading.score.method], [truth, "repaired"], `read ${wrong}`);
    deepEqual(doubts.map(({ read, repairedTo }) => [read.value, repairedTo]), [[wrong, truth]]);
    deepEqual(final, [900]);
  }
});

Deno.test("observe() gives no score that was not shown, whatever single misreadings come", () => {
  const multipliers = [1100, 700, 900, 253, 1400], frames = session(multipliers);
  // The first two flights are clean: then the table's rate is known.
  const clean = frames.findIndex(({ phase, score }) => phase === "crashed" && score === 700) + 20;
  let seed = 7;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let run = 0; run < 60; run++) {
    const misread = frames.map((frame, index) => {
      if (index < clean || frame.score === null || random() > 0.06) return frame;
      const digits = [...String(frame.score)], at = Math.floor(random() * digits.length);
      if (random() < 0.5) digits[at] = String(Math.floor(random() * 10));
      else digits.splice(at, 1);
      const score = Number(digits.join(""));
      return { ...frame, score: score < 100 ? null : score };
    });
    const { seen, final } = play(misread);
    deepEqual(final.filter((value) => !multipliers.includes(value)), [], `run ${run}`);
    scores(seen).forEach((score, index) => {
      if (score === null || score === frames[index].score) return;
      // What lies within the curve's own resolution cannot be told from the truth.
      ok(Math.abs(score / frames[index].score! - 1) < 0.05, `run ${run}: ${score} for ${frames[index].score}`);
    });
  }
});

Deno.test("observe() never takes a mended final for certain without a frame that reads it as it is", () => {
  const frames = session([853, 180]);
  const crashed = frames.filter(({ phase, score }) => phase === "crashed" && score === 853);
  for (const frame of crashed) frame.score = 853_00;
  deepEqual(play(frames).final, [180]);
  crashed[7].score = 853;
  deepEqual(play(frames).final, [853, 180]);
});

Deno.test("observe() gives each flight an id of its own when others passed while covered", () => {
  const multipliers = [253, 180, 220, 305, 150], frames = session(multipliers);
  const lastMs = frames.at(-1)!.atMs;
  for (let fromMs = 10_400; fromMs < lastMs - 30_000; fromMs += 1_700) {
    for (const lengthMs of [3_000, 9_000, 17_000, 26_000]) {
      const { rounds, seen, final, missed } = play(cover(frames, { fromMs, toMs: fromMs + lengthMs }));
      const shown = `covered from ${fromMs} for ${lengthMs}`;
      // Every round is a true one, in order, and no id is another round's.
      let at = -1;
      for (const multiplier of final) {
        at = multipliers.indexOf(multiplier, at + 1);
        ok(at >= 0, `${shown}: ${final}`);
      }
      equal(new Set(rounds.map(({ id }) => id)).size, rounds.length, shown);
      const waited = idsInWaiting(frames, seen);
      for (const { id, multiplier } of rounds) {
        for (const [round, ids] of waited) {
          ok(
            !ids.has(id) || multipliers[round] === multiplier,
            `${shown}: the id of round ${round} ended as ${multiplier}`,
          );
        }
      }
      ok(missed.every(({ id }) => !rounds.some((round) => round.id === id)), `${shown}: missed and given`);
    }
  }
});

/** By round of the session: the ids that a bet placed in its waiting phase would carry. */
function idsInWaiting(frames: readonly Frame[], seen: readonly Observation[]): Map<number, Set<number>> {
  const ids = new Map<number, Set<number>>();
  let round = -1;
  frames.forEach((frame, index) => {
    if (frame.phase === "waiting" && frames[index - 1]?.phase !== "waiting") round += 1;
    const { reading, roundId } = seen[index];
    if (reading.phase === "waiting" && roundId !== null) ids.set(round, (ids.get(round) ?? new Set()).add(roundId));
  });
  return ids;
}

Deno.test("observe() withholds players that jump for a frame, and gives the round what its frames agree on", () => {
  const frames = session([900]).map((frame): Frame => ({ ...frame, players: 431 }));
  const flying = frames.filter(({ phase }) => phase === "flying");
  flying[5].players = 31;
  flying[9].players = 4_310;
  const { seen, rounds } = play(frames);
  const withheld = seen.filter(({ reading }) => reading.otherCount.value === null);
  deepEqual(withheld.map(({ reading }) => reading.takenAtMs), [flying[5].atMs, flying[9].atMs]);
  deepEqual(withheld.flatMap(({ doubts }) => doubts.map(({ region, read }) => [region, read.value])), [
    ["otherCount", 31],
    ["otherCount", 4_310],
  ]);
  equal(rounds[0].players, 431);
  // A round that ends as it begins has its numbers too: from the crash.
  equal(play(session([100]).map((frame): Frame => ({ ...frame, players: 431 }))).rounds[0].players, 431);
});
