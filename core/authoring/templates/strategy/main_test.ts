/** What the strategy bets, and when it does not. */
import { deepEqual, equal } from "node:assert/strict";
import strategy from "./main.ts";

const config = { stakeMinor: 1000, cashOutHundredths: 200, lowRounds: 2 };
const context = { table: "soccer", nowMs: 0, stakeMinMinor: 1000, stakeMaxMinor: 100_000, config };
const rounds = (...multipliers: number[]) =>
  multipliers.map((multiplier, index) => ({ roundId: index + 1, multiplier, endedAtMs: index * 20_000, bet: null }));

Deno.test("decide() bets when the last rounds were low", () => {
  const bet = { betAmounts: [1000], autoStops: [200], currentIndex: 0 };
  deepEqual(strategy.decide(rounds(500, 120, 199), context), bet);
});

Deno.test("decide() bets nothing when one of the last rounds was high, or there are too few", () => {
  equal(strategy.decide(rounds(120, 200), context), null);
  equal(strategy.decide(rounds(120), context), null);
});

Deno.test("decide() bets nothing when the table does not take the stake", () => {
  equal(strategy.decide(rounds(120, 120), { ...context, stakeMinMinor: 2000 }), null);
});
