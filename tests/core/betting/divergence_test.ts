/** Each difference between a bet and its paper shadow has its cause; the causes are told by the program's own parts, made to fail here. */
import assert from "node:assert/strict";
import { causeOf, divergences } from "../../../core/betting/divergence.ts";
import { PaperPlacer } from "../../../core/betting/paper_placer.ts";
import type { Bet, BetCause } from "../../../core/protocol/bet.ts";
import { placeForBets } from "../../../core/betting/table_controls.ts";
import { deskWith } from "./desk.ts";
import { betOf, leaseOf, ledgerWith, roundOf, START_MS } from "./fixtures.ts";

const ONE = { names: ["balkanbet"] } as const;
const lostRound = roundOf({ multiplier: 150 }), wonRound = roundOf({ multiplier: 300 });

/** A bet of 20.00 at 2.20x on round 7. */
const bet = (state: Bet["state"], cause?: BetCause) =>
  betOf({
    state,
    ...(cause && { cause }),
    roundId: 7,
    payoutMinor: state === "won" ? 4_400 : state === "lost" ? 0 : null,
  });

Deno.test("divergences() finds nothing between a bet that was placed in time and its shadow", () => {
  const [won] = divergences([bet("won")], [wonRound]), [lost] = divergences([bet("lost")], [lostRound]);
  assert.deepEqual([won.actualMinor, won.shadowMinor, won.causes], [2_400, 2_400, []]);
  assert.deepEqual([lost.actualMinor, lost.shadowMinor, lost.causes], [-2_000, -2_000, []]);
});

Deno.test("divergences() puts each difference in money to its cause, and they add up", () => {
  const bets = [
    bet("failed", "late"),
    bet("refused", "limit"),
    bet("refused", "limit"),
    bet("unknown", "restart"),
    bet("won"),
  ];
  const [one] = divergences(bets, [wonRound]);
  assert.deepEqual(one.causes, [
    { cause: "late", bets: 1, differenceMinor: -2_400 },
    { cause: "limit", bets: 2, differenceMinor: -4_800 },
    { cause: "restart", bets: 1, differenceMinor: -4_400 },
  ]);
  const sum = one.causes.reduce((total, { differenceMinor }) => total + differenceMinor, 0);
  assert.equal(one.actualMinor - one.shadowMinor, sum);
  const [saved] = divergences([bet("failed", "late")], [lostRound]);
  assert.deepEqual(saved.causes, [{ cause: "late", bets: 1, differenceMinor: 2_000 }], "being late may save money");
});

Deno.test("divergences() calls a payout that the round does not explain misread", () => {
  const [one] = divergences([bet("lost")], [wonRound]);
  assert.deepEqual(one.causes, [{ cause: "misread", bets: 1, differenceMinor: -4_400 }]);
});

Deno.test("divergences() finds the round of a bet that never knew it, and counts bets on rounds that nobody saw", () => {
  const refused = { ...bet("refused", "limit"), roundId: null };
  assert.equal(divergences([refused], [wonRound])[0].bets, 1);
  const late = roundOf({ startedAtMs: START_MS + 30_001 });
  const [unseen] = divergences([refused], [late]);
  assert.deepEqual([unseen.bets, unseen.unseenBets, unseen.unseenStakesMinor], [0, 1, 2_000]);
  assert.deepEqual(divergences([bet("won")], [roundOf({ id: 8 })])[0].unseenBets, 1);
});

Deno.test("divergences() leaves out paper, what is under way, and what never was a bet", () => {
  const out = [betOf({ mode: "paper", state: "won", roundId: 7 }), bet("placed"), bet("requested"), {
    ...bet("refused"),
    stakeMinor: 0,
  }];
  assert.deepEqual(divergences(out, [wonRound]), []);
});

Deno.test("causeOf() knows what arbiter, limits and placers really say", async () => {
  const { request, screen, limits, arbiter, clock, device } = deskWith(ONE);
  const said = async (changes: Parameters<typeof request>[0] = {}) => causeOf(await request(changes));
  assert.equal(await said({ deadlineMs: clock.nowMs() }), "late");
  assert.equal(await said({ stakeMinor: 1_000_000_00 }), "limit");
  assert.equal(await said({ strategy: "other" }), "limit");
  assert.equal(await said({ mode: "live" }), "limit");
  limits.grant(leaseOf({ table: "balkanbet", maxStakeMinor: 1_000 }));
  assert.equal(await said(), "limit");
  limits.grant(leaseOf({ table: "balkanbet", betsPerHour: 0 }));
  assert.equal(await said(), "limit");
  limits.grant(leaseOf({ table: "balkanbet" }));
  arbiter.pause("balkanbet", "its window stands 12 pixels off");
  assert.equal(await said(), "missed window");
  arbiter.pause("balkanbet", null);
  arbiter.pause("balkanbet", "a bet there is doubtful", "doubt");
  assert.equal(await said(), "other");
  arbiter.pause("balkanbet", null, "doubt");
  screen.covered = true;
  assert.equal(await said(), "missed window");
  screen.covered = false;
  device.before = (step) => step === "type" ? "lost" : undefined;
  assert.equal(await said(), "misread");
  device.before = (step) => step === "type" ? arbiter.revoke("flat", "balkanbet") : undefined;
  assert.equal(await said(), "limit");
  device.before = () => {};
  limits.grant(leaseOf({ table: "balkanbet" }));
  arbiter.halt("halted by hand");
  assert.equal(await said(), "limit");
  arbiter.resume();
  await arbiter.stop();
  assert.equal(await said(), "restart");
});

Deno.test("causeOf() knows what the ledger says of bets that an earlier run left", async () => {
  const { ledger, saved } = ledgerWith();
  await ledger.recover([
    betOf({ id: 1, state: "requested" }),
    betOf({ id: 2, state: "placing" }),
    betOf({ id: 3, state: "placed", placedAtMs: START_MS }),
  ]);
  assert.deepEqual(saved.map(causeOf), ["restart", "restart", "restart"]);
  assert.equal(causeOf({ state: "failed" }), "other", "a ledger from before there were codes does not say");
});

Deno.test("a paper bet is placed as late as a press would be, and fails where that is too late", async () => {
  const { screen, clock, tables } = deskWith(ONE);
  let latencyMs = 700;
  const placer = new PaperPlacer({ clock, source: screen, latencyMs: () => latencyMs });
  const order = {
    bet: betOf({ table: "balkanbet", mode: "paper" }),
    table: placeForBets(tables[0]),
    deadlineMs: clock.nowMs() + 1_000,
  };
  const place = () => clock.work(() => placer.place(order, new AbortController().signal));
  const placed = await place();
  assert.deepEqual([placed.state, placed.placedAtMs], ["placed", clock.nowMs() + 700]);
  latencyMs = 1_000;
  const late = await place();
  assert.equal(late.state, "failed");
  assert.equal(late.cause, "late");
});
