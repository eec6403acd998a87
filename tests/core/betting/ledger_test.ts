import assert from "node:assert/strict";
import { UNSAVED_BETS_MAX } from "../../../core/betting/ledger_saver.ts";
import type { Bet } from "../../../core/protocol/bet.ts";
import { betOf, fastClock, ledgerWith, requestOf, roundOf, START_MS } from "./fixtures.ts";

const ROUND = 7;

async function placedBet(changes: Parameters<typeof requestOf>[0] = {}, roundId: number | null = ROUND) {
  const parts = ledgerWith();
  const { id } = await parts.ledger.request(requestOf(changes), roundId);
  await parts.ledger.intend(id);
  const bet = await parts.ledger.finish(id, { state: "placed", reason: "", placedAtMs: START_MS });
  return { ...parts, bet };
}

Deno.test("a bet is saved in each of its states, in order", async () => {
  const { ledger, saved } = await placedBet();
  await ledger.settle(roundOf());
  assert.deepEqual(saved.map(({ state }) => state), ["requested", "placing", "placed", "won"]);
  assert.equal(new Set(saved.map(({ id }) => id)).size, 1);
});

Deno.test("settle() pays stake times cash-out when the round reached it exactly, and nothing one hundredth below", async () => {
  for (const [multiplier, state, payoutMinor] of [[220, "won", 4_400], [219, "lost", 0]] as const) {
    const { ledger } = await placedBet();
    const [bet] = await ledger.settle(roundOf({ multiplier }));
    assert.equal(bet.state, state);
    assert.equal(bet.payoutMinor, payoutMinor);
    assert.equal(bet.roundId, ROUND);
    assert.deepEqual(ledger.openBets(), []);
  }
});

Deno.test("settle() leaves a bet alone when the round is another table's or an earlier one", async () => {
  const { ledger } = await placedBet();
  assert.deepEqual(await ledger.settle(roundOf({ table: "two" })), []);
  assert.deepEqual(await ledger.settle(roundOf({ id: ROUND - 1, startedAtMs: START_MS - 20_000 })), []);
  assert.equal(ledger.openBets()[0].state, "placed");
});

Deno.test("settle() makes a bet unknown when its round was missed", async () => {
  const { ledger } = await placedBet();
  const [bet] = await ledger.settle(roundOf({ id: ROUND + 1, startedAtMs: START_MS + 25_000 }));
  assert.equal(bet.state, "unknown");
  assert.equal(bet.reason, "its round was missed");
  assert.equal(bet.payoutMinor, null);
});

Deno.test("settle() goes by time when a bet does not know its round", async () => {
  const near = await placedBet({}, null);
  assert.deepEqual(await near.ledger.settle(roundOf({ startedAtMs: START_MS - 1 })), []);
  assert.equal((await near.ledger.settle(roundOf({ startedAtMs: START_MS + 30_000 })))[0].state, "won");
  const far = await placedBet({}, null);
  assert.equal((await far.ledger.settle(roundOf({ startedAtMs: START_MS + 30_001 })))[0].state, "unknown");
});

Deno.test("giveUp() makes a placed bet unknown when another round is about to start", async () => {
  const { ledger, saved } = await placedBet();
  await ledger.giveUp("one", ROUND);
  assert.equal(ledger.openBets().length, 1);
  await ledger.giveUp("one", ROUND + 1);
  assert.equal(ledger.openBets().length, 0);
  assert.equal(saved.at(-1)?.state, "unknown");
});

Deno.test("request() refuses a bet that cannot be saved, and nothing is open", async () => {
  const { ledger } = ledgerWith({ saveBet: () => Promise.reject(new Error("disk full")) });
  const { state, reason, cause } = await ledger.request(requestOf(), null);
  assert.deepEqual([state, cause], ["refused", "other"]);
  assert.match(reason, /Cannot save bet .*disk full/);
  assert.deepEqual(ledger.openBets(), []);
});

Deno.test("request() refuses under the same id a bet that is written after its deadline", async () => {
  const disk = new Map<number, Bet>();
  let late = true;
  const { ledger } = ledgerWith({
    saveBet: (bet) => {
      disk.set(bet.id, bet);
      return late ? Promise.reject(new Error("not committed in time")) : Promise.resolve();
    },
  });
  const first = await ledger.request(requestOf(), null);
  late = false;
  await ledger.request(requestOf({ table: "two" }), null);
  assert.deepEqual([...disk.values()].map(({ id, state }) => [id, state]).slice(0, 1), [[first.id, "refused"]]);
  assert.equal(disk.size, 2);
});

Deno.test("intend() rejects and the bet has failed when the intent cannot be saved", async () => {
  const saved: Bet[] = [];
  const { ledger } = ledgerWith({
    saveBet: (bet) =>
      bet.state === "placing" ? Promise.reject(new Error("locked")) : Promise.resolve(void saved.push(bet)),
  });
  const { id } = await ledger.request(requestOf(), null);
  await assert.rejects(ledger.intend(id), { code: "storage" });
  assert.equal(saved.at(-1)?.state, "failed");
  assert.deepEqual(ledger.openBets(), []);
});

Deno.test("finish() reports an outcome that cannot be saved, and no bet is opened until it is", async () => {
  const disk = new Map<number, Bet>();
  let full = false;
  const { ledger, troubles } = ledgerWith({
    saveBet: (bet) => full ? Promise.reject(new Error("disk full")) : Promise.resolve(void disk.set(bet.id, bet)),
  });
  const { id } = await ledger.request(requestOf(), null);
  await ledger.intend(id);
  full = true;
  assert.equal((await ledger.finish(id, { state: "placed", reason: "", placedAtMs: START_MS })).state, "placed");
  assert.equal(disk.get(id)?.state, "placing");
  assert.equal(troubles.length, 1);
  assert.equal((await ledger.request(requestOf({ table: "two" }), null)).state, "refused");
  full = false;
  await ledger.request(requestOf({ table: "two" }), null);
  assert.equal(disk.get(id)?.state, "placed");
  assert.equal(troubles.at(-1), "", "the trouble is over");
});

Deno.test("refuse() keeps a forged stake as 0 and stays bounded while nothing can be saved", async () => {
  const disk = new Map<number, Bet>();
  let full = true;
  const { ledger } = ledgerWith({
    saveBet: (bet) => full ? Promise.reject(new Error("full")) : Promise.resolve(void disk.set(bet.id, bet)),
  });
  for (let count = 0; count <= UNSAVED_BETS_MAX; count++) {
    const bet = await ledger.refuse(requestOf({ stakeMinor: NaN }), { cause: "limit", reason: "stake NaN" });
    assert.equal(bet.state, "refused");
    assert.equal(bet.stakeMinor, 0);
  }
  full = false;
  await ledger.request(requestOf(), null);
  assert.equal(disk.size, UNSAVED_BETS_MAX + 1);
});

Deno.test("a refusal that can never be saved keeps no bet from being made", async () => {
  const { ledger, troubles } = ledgerWith({
    saveBet: ({ state }) => state === "refused" ? Promise.reject(new Error("not storable")) : Promise.resolve(),
  });
  await ledger.refuse(requestOf(), { cause: "limit", reason: "no" });
  const { id } = await ledger.request(requestOf(), null);
  assert.equal((await ledger.intend(id)).state, "placing");
  assert.equal(troubles.length, 1);
});

Deno.test("recover() never leaves an old bet open, and says why", async () => {
  const { ledger, saved } = ledgerWith();
  const placed = { placedAtMs: START_MS - 9_000 };
  await ledger.recover([
    betOf({ id: 1, state: "requested" }),
    betOf({ id: 2, state: "placing" }),
    betOf({ id: 3, state: "placed", ...placed }),
    betOf({ id: 4, state: "won", ...placed, payoutMinor: 4_400, settledAtMs: START_MS }),
  ]);
  assert.deepEqual(saved.map(({ id, state }) => [id, state]), [[1, "failed"], [2, "unknown"], [3, "unknown"]]);
  assert.match(saved[0].reason, /never placed/);
  assert.deepEqual(ledger.openBets(), []);
  assert.deepEqual(await ledger.settle(roundOf()), []);
});

Deno.test("ids rise, stay below 2^53 and never meet those of an earlier run", async () => {
  const earlier = START_MS * 1_000 + 5_000_000;
  const { ledger } = ledgerWith({ clock: fastClock() });
  const first = await ledger.request(requestOf(), null),
    second = await ledger.request(requestOf({ table: "two" }), null);
  assert.ok(second.id > first.id && first.id >= START_MS * 1_000 && Number.isSafeInteger(second.id));
  await ledger.recover([betOf({ id: earlier, state: "lost", payoutMinor: 0, settledAtMs: START_MS })]);
  assert.equal((await ledger.request(requestOf({ table: "three" }), null)).id, earlier + 1);
});

Deno.test("reconcile() is silent when the bets explain the balance, and reports the difference when not", async () => {
  const { ledger, mismatches } = ledgerWith();
  ledger.reconcile("one", 50_000);
  const { id } = await ledger.request(requestOf(), ROUND);
  await ledger.intend(id);
  await ledger.finish(id, { state: "placed", reason: "", placedAtMs: START_MS });
  ledger.reconcile("one", 48_000);
  await ledger.settle(roundOf());
  ledger.reconcile("one", 52_400);
  assert.deepEqual(mismatches, []);
  ledger.reconcile("one", 52_399);
  assert.deepEqual(mismatches, [
    { table: "one", expectedMinor: 52_400, actualMinor: 52_399, unknownBets: 0, atMs: START_MS },
  ]);
  ledger.reconcile("one", 52_399);
  assert.equal(mismatches.length, 1);
});

Deno.test("finish() throws on a step that a bet cannot take", async () => {
  const { ledger } = ledgerWith();
  const { id } = await ledger.request(requestOf(), null);
  await assert.rejects(ledger.finish(id, { state: "won", reason: "" }), /cannot go from requested to won/);
});
