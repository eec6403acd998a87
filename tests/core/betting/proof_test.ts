import assert from "node:assert/strict";
import { type Evidence, prove } from "../../../core/betting/proof.ts";
import type { Bet } from "../../../core/protocol/bet.ts";
import { payoutOf } from "../../../core/betting/bet_rules.ts";
import { betOf, randomOf, roundOf } from "./fixtures.ts";

const doubtful = (changes: Partial<Bet> = {}) =>
  betOf({ id: 10, state: "unknown", balanceMinor: 50_000, stakeMinor: 1_000, cashOutHundredths: 220, ...changes });
const of = (changes: Partial<Evidence>): Evidence => ({
  ...{ bets: [doubtful()], taken: new Set<number>(), rounds: [], balanceMinor: 50_000 },
  ...changes,
});

function outcomesOf(evidence: Evidence) {
  const proof = prove(evidence);
  return "outcomes" in proof ? [...proof.outcomes.values()] : proof.missing;
}

Deno.test("prove() tells the three outcomes of one bet apart by the balance", () => {
  assert.deepEqual(outcomesOf(of({ balanceMinor: 50_000 })), ["failed"]);
  assert.deepEqual(outcomesOf(of({ balanceMinor: 49_000 })), ["lost"]);
  assert.deepEqual(outcomesOf(of({ balanceMinor: 51_200 })), ["won"]);
  assert.deepEqual(outcomesOf(of({ balanceMinor: 50_000, taken: new Set([10]) })), ["void"]);
});

Deno.test("prove() proves nothing on one minor unit more or less, nor without a balance, nor while a bet is open", () => {
  for (const balanceMinor of [49_999, 50_001, 48_999, 51_201]) {
    assert.match(String(outcomesOf(of({ balanceMinor }))), /fits no outcome/);
  }
  const blind = doubtful();
  delete blind.balanceMinor;
  assert.match(String(outcomesOf(of({ bets: [blind] }))), /no balance was read/);
  assert.match(
    String(outcomesOf(of({ bets: [doubtful(), betOf({ id: 11, state: "placed" })] }))),
    /another bet is open/,
  );
});

Deno.test("prove() says so when several outcomes fit: two like bets of which one was lost", () => {
  const bets = [doubtful(), doubtful({ id: 11, balanceMinor: null })];
  assert.match(String(outcomesOf(of({ bets, balanceMinor: 49_000 }))), /fits several outcomes/);
  const rounds = [roundOf({ id: 7, multiplier: 500 })];
  const known = [doubtful({ roundId: 7 }), doubtful({ id: 11, balanceMinor: null, requestedAtMs: 0 })];
  assert.deepEqual(outcomesOf(of({ bets: known, rounds, balanceMinor: 49_000 })), ["failed", "lost"]);
});

Deno.test("prove() never names a wrong outcome, whatever stood before, beside and after a doubtful bet (1,000 seeds)", () => {
  const first = Math.floor(Math.random() * 1e9);
  console.log(`proof: seeds from ${first}`);
  let proved = 0;
  for (let seed = first; seed < first + 1_000; seed++) {
    const { evidence, truth } = story(randomOf(seed));
    const proof = prove(evidence);
    if (!("outcomes" in proof)) continue;
    proved++;
    assert.deepEqual([...proof.outcomes.values()], truth, `seed ${seed}`);
  }
  assert.ok(proved > 500, `only ${proved} proved`);
});

/** Bets one after the other, each with a true outcome, some of them doubtful. */
function story(random: () => number) {
  const states = ["won", "lost", "failed"] as const, bets: Bet[] = [], truth: string[] = [];
  let balanceMinor = 100_000;
  for (let id = 1; id <= 8; id++) {
    const state = states[Math.floor(random() * 3)], stakeMinor = 100 + Math.floor(random() * 900);
    const bet = betOf({ id, state, stakeMinor, cashOutHundredths: 101 + Math.floor(random() * 400), balanceMinor });
    bet.requestedAtMs += id * 20_000;
    bet.settledAtMs = bet.requestedAtMs + 15_000;
    bet.payoutMinor = state === "won" ? payoutOf(bet) : state === "lost" ? 0 : null;
    if (state !== "failed") balanceMinor += bet.payoutMinor! - stakeMinor;
    if (random() < 0.25) {
      truth.push(state);
      Object.assign(bet, { state: "unknown", payoutMinor: null, settledAtMs: null });
    }
    bets.push(bet);
  }
  return { evidence: { bets, taken: new Set<number>(), rounds: [], balanceMinor }, truth };
}
