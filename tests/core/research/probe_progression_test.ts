/** What a strategy's progression is found to be, by asking it; and strategies that have none. */
import { deepEqual, equal, match } from "node:assert/strict";
import type { Decision, HistoryRound } from "../../../core/protocol/bet.ts";
import { ladderProgression } from "../../../core/research/progression.ts";
import { probeProgression } from "../../../core/research/probe_progression.ts";

type Decider = (history: readonly HistoryRound[]) => Decision | null;
const probe = (decide: Decider) => probeProgression((history) => Promise.resolve(decide(history)));
const flat = (stake: number): Decision => ({ betAmounts: [stake], autoStops: [200], currentIndex: 0 });

const lossesInARow = (history: readonly HistoryRound[]) =>
  history.length - 1 - history.findLastIndex(({ bet }) => bet?.state === "won");

const LADDER = { stakesMinor: [100, 200, 400], cashOutsHundredths: [200, 220, 300] };
const climb: Decider = (history) => ({
  betAmounts: LADDER.stakesMinor,
  autoStops: LADDER.cashOutsHundredths,
  currentIndex: lossesInARow(history) % 3,
});

Deno.test("probeProgression() finds a ladder's own steps, and ruin after the last", async () => {
  deepEqual((await probe(climb)).progression, ladderProgression(LADDER));
});

Deno.test("probeProgression() takes a strategy that stops after its last loss for a ladder too", async () => {
  const stops: Decider = (history) => lossesInARow(history) >= 3 ? null : climb(history);
  deepEqual((await probe(stops)).progression, ladderProgression(LADDER));
});

Deno.test("probeProgression() of one stake is one step that nothing ruins", async () => {
  const step = { stakeMinor: 100, cashOutHundredths: 200, onWin: "end", onLoss: "end" };
  deepEqual((await probe(() => flat(100))).progression, [step]);
});

Deno.test("probeProgression() gives no progression to a strategy that waits for rounds", async () => {
  match((await probe((history) => history.length > 0 ? flat(100) : null)).reason, /nothing before it has seen rounds/);
});

Deno.test("probeProgression() gives no progression to a strategy that looks at multipliers", async () => {
  const looks: Decider = (history) => flat((history.at(-1)?.multiplier ?? 0) > 300 ? 200 : 100);
  match((await probe(looks)).reason, /depend on more/);
});

Deno.test("probeProgression() gives no progression to a strategy that counts rounds, or throws what it throws", async () => {
  match((await probe((history) => flat(100 + history.length))).reason, /more than 64 steps/);
  equal(
    await probe(() => {
      throw new Error("no");
    }).catch((error) => error.message),
    "no",
  );
});

Deno.test("probeProgression() refuses numbers that are no stake", async () => {
  match((await probe(() => flat(NaN))).reason, /stake NaN is not a whole positive number/);
});
