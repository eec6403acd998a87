/** Strips laid against known rounds: what is missing is found exactly, and nothing is ever invented. Longer: AVIATOR_STRIP_SESSIONS=20000. */
import { deepEqual, equal, ok } from "node:assert/strict";
import { flightMs } from "../../../core/tables/growth_rate.ts";
import { alignStrip, type KnownRound, type Pill } from "../../../core/tables/history_strip.ts";
import { Random } from "../../../core/simulator/random.ts";

const SESSIONS = Number(Deno.env.get("AVIATOR_STRIP_SESSIONS") ?? 1_500);
const PAUSE_MS = 8_000, RATE = 0.06;

/** Rounds one after the other, ids by tens. */
function session(multipliers: readonly number[]): KnownRound[] {
  let atMs = 1_000_000;
  return multipliers.map((multiplier, index) => {
    const startedAtMs = atMs + PAUSE_MS, endedAtMs = Math.round(startedAtMs + flightMs(multiplier, RATE));
    atMs = endedAtMs;
    return { id: 10 * (index + 1), startedAtMs, endedAtMs, multiplier };
  });
}

/** The verdict in the waiting phase after the last of `rounds`, of which those at `unseen` are not known. */
function verdict(
  rounds: readonly KnownRound[],
  { unseen = [], strip, shown = 9 }: { unseen?: number[]; strip?: Pill[]; shown?: number },
) {
  const end = rounds[rounds.length - 1].endedAtMs;
  return alignStrip(strip ?? rounds.map((round) => round.multiplier).toReversed().slice(0, shown), {
    known: rounds.filter((_, index) => !unseen.includes(index)),
    nextStart: { fromMs: end + 3_500, toMs: end + 3_500 + PAUSE_MS },
    perSecond: RATE,
  });
}

const VALUES = [253, 100, 180, 1234, 305, 150, 412, 118, 977, 203];

Deno.test("alignStrip() agrees when all that the strip shows is known", () => {
  deepEqual(verdict(session(VALUES), {}), { kind: "agrees", matched: 9 });
});

Deno.test("alignStrip() finds the rounds missing in a gap and at the end, in order and with times near the true ones", () => {
  const rounds = session(VALUES);
  for (const unseen of [[5], [9], [8, 9], [4, 5, 6], [3, 9]]) {
    const found = verdict(rounds, { unseen });
    ok(found.kind === "missing", `${unseen}: ${JSON.stringify(found)}`);
    deepEqual(found.rounds.map((round) => round.multiplier), unseen.map((index) => VALUES[index]));
    found.rounds.forEach((round, index) => {
      const truth = rounds[unseen[index]];
      ok(Math.abs(round.startedAtMs - truth.startedAtMs) < 50, `${unseen}: start`);
      ok(Math.abs(round.endedAtMs - truth.endedAtMs) < 50, `${unseen}: end`);
    });
  }
});

Deno.test("alignStrip() leaves rounds from before the first known one alone", () => {
  const rounds = session(VALUES);
  deepEqual(verdict(rounds, { unseen: [0, 1, 2, 3, 4] }), { kind: "agrees", matched: 5 });
});

Deno.test("alignStrip() says nothing when too little of the strip is known", () => {
  const rounds = session(VALUES);
  equal(verdict(rounds, { unseen: [0, 1, 2, 3, 4, 5, 6, 7] }).kind, "agrees");
  equal(verdict(rounds, { unseen: [0, 1, 2, 3, 4, 5, 6, 7, 9] }).kind, "unproven");
  equal(verdict(rounds, { unseen: [5, 6, 7, 8, 9], shown: 4 }).kind, "unproven");
});

Deno.test("alignStrip() does not take an unread pill for a match, nor store it, but still sees the rounds beside it", () => {
  const rounds = session(VALUES);
  const strip: Pill[] = VALUES.toReversed().slice(0, 9);
  strip[1] = null;
  const found = verdict(rounds, { unseen: [7, 8, 9], strip });
  ok(found.kind === "missing");
  deepEqual(found.rounds.map(({ multiplier, place }) => [multiplier, place]), [[118, 0], [203, 2]]);
  strip.fill(null, 2);
  equal(verdict(rounds, { unseen: [9], strip }).kind, "unproven");
});

Deno.test("alignStrip() finds no room for a round where time has none", () => {
  const rounds = session(VALUES);
  // The strip shows one round more than the clock allows, between two that followed each other.
  const strip = VALUES.toReversed();
  strip.splice(3, 0, 200);
  equal(verdict(rounds, { strip: strip.slice(0, 9) }).kind, "unproven");
});

Deno.test("alignStrip() names the one stored final that the strip shows differently", () => {
  const rounds = session(VALUES);
  const stored = rounds.map((round, index) => index === 6 ? { ...round, multiplier: 912 } : round);
  const found = verdict(stored, { strip: VALUES.toReversed().slice(0, 9) });
  ok(found.kind === "contradicts");
  deepEqual([found.round.id, found.round.multiplier, found.shown], [70, 912, 412]);
});

Deno.test("alignStrip() accuses nobody when two finals differ, or only the strip's oldest does", () => {
  const rounds = session(VALUES);
  const twice = rounds.map((round, index) => [4, 6].includes(index) ? { ...round, multiplier: 912 } : round);
  equal(verdict(twice, { strip: VALUES.toReversed().slice(0, 9) }).kind, "unproven");
  const oldest = rounds.map((round, index) => index === 1 ? { ...round, multiplier: 912 } : round);
  equal(verdict(oldest, { strip: VALUES.toReversed().slice(0, 9) }).kind, "unproven");
});

/** One random session: rounds by the game's law, some bursts unseen, the first of the strip's pills unread at times. */
function randomSession(random: Random) {
  const rounds = session(Array.from({ length: 20 }, () => Math.max(100, Math.floor(97 / (1 - random.unit())))));
  const unseen = new Set<number>();
  for (let burst = 0; burst < 2; burst++) {
    const from = Math.floor(random.unit() * 20), count = 1 + Math.floor(random.unit() * 4);
    for (let index = from; index < Math.min(20, from + count); index++) unseen.add(index);
  }
  const known = rounds.filter((_, index) => !unseen.has(index)).map((round) => ({
    ...round,
    // Ends are seen up to a frame late, or up to a crash's length when a window is uncovered.
    endedAtMs: round.endedAtMs + Math.floor(random.unit() * (random.unit() < 0.1 ? 3_000 : 200)),
  }));
  const unread = random.unit() < 0.3 ? 0.2 : 0;
  const strip = rounds.map((round): Pill => random.unit() < unread ? null : round.multiplier).toReversed().slice(0, 9);
  return { rounds, known, strip, unseen };
}

Deno.test(`alignStrip() never invents, doubles or accuses in ${SESSIONS} random sessions, and finds nearly all`, () => {
  const random = new Random("history strip");
  let missing = 0, found = 0;
  for (let run = 0; run < SESSIONS; run++) {
    const { rounds, known, strip, unseen } = randomSession(random);
    if (known.length < 4) continue;
    const end = rounds[19].endedAtMs, waitedMs = 600 + Math.floor(random.unit() * 3_000);
    const context = {
      known,
      nextStart: { fromMs: end + 3_000 + waitedMs, toMs: end + 3_000 + waitedMs + PAUSE_MS },
      perSecond: RATE * (0.985 + 0.03 * random.unit()),
    };
    const result = alignStrip(strip, context);
    ok(result.kind !== "contradicts", `session ${run}: ${JSON.stringify(result)}`);
    const first = rounds.findIndex((_, index) => index >= 11 && !unseen.has(index));
    const wanted = rounds.filter((_, index) =>
      index > first && first >= 0 && unseen.has(index) && strip[19 - index] !== null
    );
    missing += wanted.length;
    if (result.kind !== "missing") continue;
    for (const round of result.rounds) {
      // Where a pill beside it could not be read, its time is a guess.
      const slackMs = strip.includes(null) ? 60_000 : 4_500;
      const truth = rounds.find((one, index) =>
        unseen.has(index) && Math.abs(one.endedAtMs - round.endedAtMs) < slackMs && one.multiplier === round.multiplier
      );
      ok(truth, `session ${run}: invented ${round.multiplier}`);
    }
    ok(result.rounds.length <= wanted.length, `session ${run}: ${result.rounds.length} of ${wanted.length}`);
    equal(new Set(result.rounds.map((round) => round.endedAtMs)).size, result.rounds.length, `session ${run}`);
    found += result.rounds.filter((round) => wanted.some((one) => one.multiplier === round.multiplier)).length;
  }
  console.log(`${found} of ${missing} missing rounds found, none invented`);
  ok(found >= 0.9 * missing, `${found} of ${missing}`);
});
