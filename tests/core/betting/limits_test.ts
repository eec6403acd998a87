import assert from "node:assert/strict";
import { Limits } from "../../../core/betting/limits.ts";
import { betOf, fastClock, leaseOf, NO_LIMITS, pass, RANGE, requestOf, START_MS } from "./fixtures.ts";
import type { GlobalLimits } from "../../../core/betting/account.ts";
import type { Bet } from "../../../core/protocol/bet.ts";

function limitsWith(global: Partial<GlobalLimits> = {}) {
  const clock = fastClock();
  const limits = new Limits({ clock, limits: { ...NO_LIMITS, ...global } });
  limits.grant(leaseOf());
  let id = 0;
  /** Places a bet of a stake and settles it. */
  const play = (state: Bet["state"], changes: Partial<Bet> = {}) => {
    const bet = betOf({ id: ++id, state: "placing", requestedAtMs: clock.nowMs(), ...changes });
    limits.observe(bet);
    if (state === "placing") return;
    if (state !== "failed") limits.observe({ ...bet, state: "placed", placedAtMs: clock.nowMs() });
    const payoutMinor = state === "won" ? bet.stakeMinor * 2 : 0;
    limits.observe({ ...bet, state, placedAtMs: clock.nowMs(), settledAtMs: clock.nowMs(), payoutMinor });
  };
  const refusal = (changes: Parameters<typeof requestOf>[0] = {}) => limits.refusal(requestOf(changes), RANGE);
  return { clock, limits, play, refusal };
}

const forged: [string, unknown][] = [
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-0", -0],
  ["a negative", -1_000],
  ["a fraction", 1_000.5],
  ["2^53 + 1", 2 ** 53 + 1],
  ["a string", "1e3"],
  ["nothing", undefined],
  ["an object", { valueOf: () => 1_000 }],
  ["a bigint", 1_000n],
];
for (const [name, value] of forged) {
  Deno.test(`refusal() refuses a stake when it is ${name}`, () => {
    const reason = limitsWith().refusal({ stakeMinor: value as number });
    assert.match(reason ?? "", /^stake .* is not a whole positive number/);
  });
  Deno.test(`refusal() refuses a cash-out when it is ${name}`, () => {
    const reason = limitsWith().refusal({ cashOutHundredths: value as number });
    assert.match(reason ?? "", /^cash-out .* is not a whole number/);
  });
}

Deno.test("refusal() allows a cash-out of 1.01x and not of 1.00x", () => {
  const { refusal } = limitsWith();
  assert.equal(refusal({ cashOutHundredths: 101 }), null);
  assert.match(refusal({ cashOutHundredths: 100 }) ?? "", /cash-out 100/);
});

Deno.test("refusal() keeps to the table's own stakes at both ends", () => {
  const { refusal, limits } = limitsWith();
  limits.grant(leaseOf({ maxStakeMinor: 2_000_000 }));
  assert.equal(refusal({ stakeMinor: 1_000 }), null);
  assert.match(refusal({ stakeMinor: 999 }) ?? "", /outside the table's/);
  assert.equal(refusal({ stakeMinor: 1_000_000 }), null);
  assert.match(refusal({ stakeMinor: 1_000_001 }) ?? "", /outside the table's/);
});

Deno.test("refusal() wants a lease of the same strategy, table and mode", () => {
  const { refusal } = limitsWith();
  assert.equal(refusal(), null);
  assert.match(refusal({ strategy: "other" }) ?? "", /no lease/);
  assert.match(refusal({ table: "two" }) ?? "", /no lease/);
  assert.match(refusal({ mode: "live" }) ?? "", /no lease/);
});

Deno.test("refusal() keeps to the lease's stake at its maximum and one past it", () => {
  const { refusal } = limitsWith();
  assert.equal(refusal({ stakeMinor: 100_000 }), null);
  assert.match(refusal({ stakeMinor: 100_001 }) ?? "", /over the lease's/);
});

Deno.test("refusal() ends a lease at its expiry, and at revoke()", async () => {
  const { refusal, limits, clock } = limitsWith();
  limits.grant(leaseOf({ expiresAtMs: START_MS + 1_000 }));
  await pass(clock, 999);
  assert.equal(refusal(), null);
  await pass(clock, 1);
  assert.match(refusal() ?? "", /expired/);
  limits.grant(leaseOf());
  assert.equal(refusal(), null);
  limits.revoke("flat", "two");
  assert.equal(refusal(), null);
  limits.revoke("flat");
  assert.match(refusal() ?? "", /no lease/);
});

Deno.test("refusal() counts the bets of the last hour, without those that failed", async () => {
  const { refusal, limits, play, clock } = limitsWith();
  limits.grant(leaseOf({ betsPerHour: 2 }));
  play("won");
  play("failed");
  await pass(clock, 1_000);
  assert.equal(refusal(), null);
  play("won");
  assert.match(refusal() ?? "", /2 bets in the last hour/);
  await pass(clock, 3_600_000 - 1_000);
  assert.equal(refusal(), null);
});

Deno.test("refusal() counts the bets of an earlier run in their hour, each once, whatever became of them", async () => {
  const { limits, clock, refusal } = limitsWith();
  limits.grant(leaseOf({ betsPerHour: 2 }));
  const times = { requestedAtMs: clock.nowMs(), placedAtMs: clock.nowMs() };
  limits.observe(betOf({ id: 1, state: "won", payoutMinor: 4_000, settledAtMs: clock.nowMs(), ...times }));
  limits.observe(betOf({ id: 2, state: "failed", ...times, placedAtMs: null }));
  assert.equal(refusal(), null);
  limits.observe(betOf({ id: 3, state: "unknown", ...times }));
  assert.match(refusal() ?? "", /2 bets in the last hour/);
  limits.grant(leaseOf({ betsPerHour: 3 }));
  limits.observe(betOf({ id: 3, state: "lost", payoutMinor: 0, settledAtMs: clock.nowMs(), ...times }));
  assert.equal(refusal(), null);
  limits.grant(leaseOf({ betsPerHour: 2 }));
  await pass(clock, 3_600_001);
  assert.equal(refusal(), null);
});

Deno.test("refusal() lets no loss of the lease's day be passed, open stakes included", () => {
  const { refusal, limits, play } = limitsWith();
  limits.grant(leaseOf({ lossPerDayMinor: 6_000 }));
  play("lost");
  play("placing");
  assert.equal(refusal({ stakeMinor: 2_000 }), null);
  assert.match(refusal({ stakeMinor: 2_001 }) ?? "", /loss of today could become 6001/);
});

Deno.test("refusal() lets no daily loss be passed; the next local day starts anew", async () => {
  const { refusal, limits, play, clock } = limitsWith({ dailyLossMinor: 10_000 });
  play("lost", { stakeMinor: 5_000 });
  assert.equal(refusal({ stakeMinor: 5_000 }), null);
  assert.match(refusal({ stakeMinor: 5_001 }) ?? "", /day's loss could become 10001, over 10000/);
  play("lost", { stakeMinor: 5_000 });
  assert.deepEqual(limits.state(), { state: "halted", reason: "virtual: day's loss of 10000 reached" });
  limits.resume();
  assert.equal(limits.state().state, "halted");
  await pass(clock, 86_400_000);
  assert.deepEqual(limits.state(), { state: "active", reason: "" });
});

Deno.test("refusal() allows only smallest stakes once 80 % of a limit is used", () => {
  const { refusal, limits, play } = limitsWith({ dailyLossMinor: 10_000 });
  play("lost", { stakeMinor: 8_000 });
  assert.deepEqual(limits.state(), { state: "reducing", reason: "virtual: day's loss at 8000 of 10000" });
  assert.equal(refusal({ stakeMinor: 1_000 }), null);
  assert.match(refusal({ stakeMinor: 1_001 }) ?? "", /only the smallest stake of 1000/);
});

Deno.test("state() halts at the day's profit", () => {
  const { limits, play } = limitsWith({ dailyProfitMinor: 2_000 });
  play("won", { stakeMinor: 1_999 });
  assert.equal(limits.state().state, "active");
  play("won", { stakeMinor: 1 });
  assert.deepEqual(limits.state(), { state: "halted", reason: "virtual: day's profit of 2000 reached" });
});

Deno.test("state() halts at the drawdown below the peak until resume()", () => {
  const { limits, play, refusal } = limitsWith({ maxDrawdownMinor: 5_000 });
  play("won", { stakeMinor: 9_000 });
  assert.match(refusal({ stakeMinor: 5_001 }) ?? "", /drawdown could become 5001/);
  play("lost", { stakeMinor: 5_000 });
  assert.deepEqual(limits.state(), { state: "halted", reason: "virtual: drawdown of 5000 reached" });
  limits.resume();
  assert.equal(limits.state().state, "active");
  assert.equal(refusal({ stakeMinor: 5_000 }), null);
});

Deno.test("state() cools off after a losing streak, and a win ends the streak", async () => {
  const { limits, play, clock } = limitsWith({ losingStreak: 2, coolOffMs: 60_000 });
  play("lost");
  play("won");
  play("lost");
  assert.equal(limits.state().state, "active");
  play("lost");
  assert.match(limits.state().reason, /cool-off after 2 losses/);
  await pass(clock, 59_999);
  assert.equal(limits.state().state, "halted");
  await pass(clock, 1);
  assert.equal(limits.state().state, "active");
});

Deno.test("refusal() lets the bankroll never go below nothing", () => {
  const { refusal, play, limits } = limitsWith({ bankrollMinor: 10_000 });
  play("won", { stakeMinor: 1_000 });
  play("placing", { stakeMinor: 4_000 });
  assert.equal(refusal({ stakeMinor: 7_000 }), null);
  assert.match(refusal({ stakeMinor: 7_001 }) ?? "", /bankroll/);
  play("lost", { stakeMinor: 11_000 });
  assert.equal(limits.state().reason, "virtual: loss of the bankroll of 10000 reached");
});

Deno.test("observe() counts a bet in doubt as lost, and puts it right when it is known", () => {
  const { limits, play } = limitsWith();
  play("unknown", { stakeMinor: 3_000 });
  assert.equal(limits.profitTodayMinor("virtual"), -3_000);
  limits.observe(betOf({ id: 1, state: "won", stakeMinor: 3_000, settledAtMs: START_MS, payoutMinor: 6_600 }));
  assert.equal(limits.profitTodayMinor("virtual"), 3_600);
});

Deno.test("observe() keeps play money apart from real money", () => {
  const { limits, refusal, play } = limitsWith({ bankrollMinor: 5_000 });
  play("won", { mode: "paper", stakeMinor: 90_000 });
  assert.equal(limits.profitTodayMinor("paper"), 90_000);
  assert.equal(limits.profitTodayMinor("virtual"), 0);
  assert.match(refusal({ stakeMinor: 5_001 }) ?? "", /bankroll/);
});

Deno.test("observe() does not count yesterday's bets as today's when it is told of them", () => {
  const { limits } = limitsWith({ dailyLossMinor: 2_000 });
  const atMs = START_MS - 86_400_000;
  limits.observe(betOf({ state: "lost", settledAtMs: atMs, payoutMinor: 0 }));
  assert.equal(limits.state().state, "active");
  assert.equal(limits.profitTodayMinor("virtual"), 0);
});

Deno.test("halt() halts with its first reason until resume()", () => {
  const { limits, refusal } = limitsWith();
  limits.halt("by hand");
  limits.halt("again");
  assert.deepEqual(limits.state(), { state: "halted", reason: "by hand" });
  assert.equal(refusal(), "betting is halted: by hand");
  limits.resume();
  assert.equal(refusal(), null);
});

Deno.test("grant() throws when a number of the lease is none", () => {
  const { limits } = limitsWith();
  assert.throws(() => limits.grant(leaseOf({ maxStakeMinor: NaN })), RangeError);
  assert.throws(() => limits.grant(leaseOf({ betsPerHour: -1 })), RangeError);
});

Deno.test("setGlobal() has other limits hold at once, for what was lost before too", () => {
  const { limits, play, refusal } = limitsWith({ dailyLossMinor: 1_000_000 });
  play("lost", { stakeMinor: 30_000 });
  assert.equal(refusal(), null);
  limits.setGlobal({ ...NO_LIMITS, dailyLossMinor: 20_000 });
  assert.notEqual(refusal(), null);
});
