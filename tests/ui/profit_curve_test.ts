/** Profit summed over settled bets. */
import assert from "node:assert/strict";
import type { Bet } from "../../core/protocol/bet.ts";
import { runningProfit } from "../../ui/profit_curve.tsx";

const bet = (id: number, values: Partial<Bet>): Bet => ({
  id,
  table: "mozzart",
  strategy: "flat",
  mode: "paper",
  stakeMinor: 1_000,
  cashOutHundredths: 200,
  requestedAtMs: id,
  state: "won",
  reason: "",
  roundId: id,
  placedAtMs: id,
  settledAtMs: id,
  payoutMinor: 2_000,
  ...values,
});

Deno.test("runningProfit() sums in the order of settling when bets come newest first", () => {
  const bets = [bet(3, { payoutMinor: 0 }), bet(2, { payoutMinor: 0 }), bet(1, {})];
  assert.deepEqual(runningProfit(bets), [0, 1_000, 0, -1_000]);
});

Deno.test("runningProfit() leaves bets out when they have not settled", () => {
  const open = bet(2, { state: "placed", settledAtMs: null, payoutMinor: null });
  assert.deepEqual(runningProfit([open, bet(1, {})]), [0, 1_000]);
});

Deno.test("runningProfit() counts nothing when a void bet's stake came back", () => {
  assert.deepEqual(runningProfit([bet(1, { state: "void", payoutMinor: 1_000 })]), [0, 0]);
});
