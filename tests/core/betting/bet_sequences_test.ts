/**
 * Generated sequences of requests at the arbiter, beside a model that says in the plainest way what must become of each; and six
 * strategies that ask at once. Longer: AVIATOR_BET_SEQUENCES=10000, AVIATOR_BET_ROUNDS=1000.
 */
import assert from "node:assert/strict";
import type { ArbiterRequest } from "../../../core/betting/arbiter.ts";
import type { Bet, BetState } from "../../../core/protocol/bet.ts";
import { deskWith, TABLES } from "./desk.ts";
import { leaseOf, pass, randomOf } from "./fixtures.ts";

const SEQUENCES = Number(Deno.env.get("AVIATOR_BET_SEQUENCES") ?? 120);
const ROUNDS = Number(Deno.env.get("AVIATOR_BET_ROUNDS") ?? 10);
const REQUESTS = 8;
const TABLE = "balkanbet";
const STAKE_MAX = 5_000, BETS_MAX = 3, LOSS_MAX = 9_000;
const FORGED = [NaN, Infinity, -0, -500, 2 ** 53 + 2, 300.5, "1e3" as unknown as number];

type Desk = ReturnType<typeof deskWith>;

/** What must become of a request, and nothing else: the whole of the rules in their plainest form. */
class Model {
  halted = false;
  stopped = false;
  bets = 0;
  lostMinor = 0;

  /** The states that a request may end in: more than one only where the end of the phase is so near that a pixel of the bar decides. */
  expect(request: ArbiterRequest, { desktop, clock }: Desk): BetState[] {
    const { stakeMinor: stake, cashOutHundredths: cashOut, table, strategy } = request;
    const whole = (value: number) => Number.isSafeInteger(value) && value > 0;
    const refused = this.stopped || this.halted || !whole(stake) || !whole(cashOut) || cashOut < 101 ||
      table !== TABLE || strategy !== "flat" || stake > STAKE_MAX || stake < 1_000 || this.bets >= BETS_MAX ||
      this.lostMinor + stake > LOSS_MAX || clock.nowMs() + 500 > request.deadlineMs;
    if (refused) return ["refused"];
    desktop.advance();
    const { phase, panel, progress } = desktop.game(TABLE).state();
    const open = phase === "waiting" && panel.button === "bet" ? "placed" : "failed";
    // The table's own bar says how much is left; how much a bet needs is learnt as bets are placed.
    if (progress !== null && progress > 0.93) return ["refused", "failed"];
    return progress !== null && progress > 0.85 ? ["refused", "failed", open] : [open];
  }

  take({ state, stakeMinor }: Bet): void {
    if (state !== "placed") return;
    this.bets += 1;
    // What is open may be lost.
    this.lostMinor += stakeMinor;
  }
}

async function sequence(seed: number): Promise<Record<string, number>> {
  const random = randomOf(seed), counts: Record<string, number> = {};
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const desk = deskWith({ names: [TABLE] }), model = new Model();
  const { arbiter, device, saved, clock, limits } = desk;
  limits.grant(leaseOf({ table: TABLE, maxStakeMinor: STAKE_MAX, betsPerHour: BETS_MAX, lossPerDayMinor: LOSS_MAX }));
  device.before = (step) => assert.equal(saved.at(-1)?.state, "placing", `seed ${seed}: ${step} without an intent`);
  const ids = new Set<number>();
  for (let index = 0; index < REQUESTS; index++) {
    const dice = random();
    if (dice < 0.1) await pass(clock, pick([300, 4_000, 9_000, 20_000]));
    else if (dice < 0.15) [model.halted] = [true, arbiter.halt("by hand")];
    else if (dice < 0.2) [model.halted] = [false, arbiter.resume()];
    else if (dice < 0.22) [model.stopped] = [true, await arbiter.stop()];
    const request = desk.requestOf({
      stakeMinor: random() < 0.15 ? pick(FORGED) : 500 + 100 * Math.floor(random() * 50),
      cashOutHundredths: random() < 0.1 ? pick([...FORGED, 100]) : pick([101, 150, 220, 900]),
      table: random() < 0.05 ? "nowhere" : TABLE,
      strategy: random() < 0.05 ? "other" : "flat",
      // A stale round's phase is over.
      ...(random() < 0.1 ? { deadlineMs: clock.nowMs() - pick([0, 1, 20_000]) } : {}),
    });
    const before = device.presses, expected = model.expect(request, desk), bet = await arbiter.request(request);
    const story = `seed ${seed}, request ${index}: ${JSON.stringify(request)}: ${bet.reason}`;
    assert.ok(expected.includes(bet.state), `${story}: ${bet.state} instead of ${expected}`);
    assert.equal(device.presses - before, bet.state === "placed" ? 1 : 0, story);
    assert.equal(bet.reason === "", bet.state === "placed", story);
    assert.ok(!ids.has(bet.id), `${story}: an id again`);
    ids.add(bet.id);
    assert.equal(saved.findLast(({ id }) => id === bet.id)?.state, bet.state, `${story}: not in the ledger`);
    model.take(bet);
    counts[bet.state] = (counts[bet.state] ?? 0) + 1;
  }
  const taken = desk.desktop.game(TABLE).bets(), placed = saved.filter(({ state }) => state === "placed");
  assert.deepEqual(
    taken.map(({ stakeMinor }) => stakeMinor),
    placed.map(({ stakeMinor }) => stakeMinor),
    `seed ${seed}`,
  );
  return counts;
}

Deno.test(`${SEQUENCES} generated sequences of bets end as a plain model says, and every refusal has its reason`, async () => {
  const first = Math.floor(Math.random() * 1e9), all: Record<string, number> = {};
  console.log(`bet sequences: seeds from ${first}`);
  for (let seed = first; seed < first + SEQUENCES; seed++) {
    for (const [state, count] of Object.entries(await sequence(seed))) all[state] = (all[state] ?? 0) + count;
  }
  console.log(all);
  assert.ok(all.placed > SEQUENCES / 2 && all.refused > SEQUENCES, JSON.stringify(all));
});

/** Ends one round of all six tables: each asks at once, and somebody may halt at any step. */
async function askAtOnce(
  desk: Desk,
  { haltAt }: { haltAt: number },
): Promise<{ bets: Bet[]; pressedAfterHalt: number }> {
  const { device, arbiter, saved, request } = desk;
  let steps = 0, halted = false, pressedAfterHalt = 0;
  device.before = (step) => {
    assert.equal(saved.at(-1)?.state, "placing", `${step} without an intent`);
    if (halted && step === "press") pressedAfterHalt += 1;
    if (steps++ === haltAt) [halted] = [true, arbiter.halt("by hand")];
  };
  const bets = await Promise.all(TABLES.map((table) => request({ table })));
  arbiter.resume();
  return { bets, pressedAfterHalt };
}

Deno.test(`six strategies ask at once for ${ROUNDS} rounds: one acts at a time, and none after a halt or a stop`, async () => {
  const seed = Math.floor(Math.random() * 1e9), random = randomOf(seed), desk = deskWith();
  console.log(`six strategies: seed ${seed}`);
  const { desktop, saved, clock, device, arbiter, request } = desk;
  let halts = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const haltAt = random() < 0.5 ? Math.floor(random() * 80) : Infinity, from = saved.length;
    const { bets, pressedAfterHalt } = await askAtOnce(desk, { haltAt });
    assert.equal(pressedAfterHalt, 0, `seed ${seed}, round ${round}`);
    const acting = saved.slice(from).filter(({ state }) => state !== "requested" && state !== "refused");
    acting.forEach(({ table, state }, index) => {
      if (state === "placing") assert.equal(acting[index + 1]?.table, table, `seed ${seed}: two in flight`);
    });
    halts += Number(bets.some(({ reason }) => /by hand/.test(reason)));
    // On to moments at which a table or two wait for bets.
    await pass(clock, 5_000 + Math.floor(random() * 15_000));
  }
  const pressed = saved.filter(({ state }) => state === "placed").length;
  assert.equal(pressed, TABLES.reduce((sum, table) => sum + desktop.game(table).bets().length, 0), `seed ${seed}`);
  await arbiter.stop();
  const { presses } = device;
  assert.equal((await request()).reason, "betting has stopped");
  assert.equal(device.presses, presses);
  assert.ok(pressed >= ROUNDS / 2, `${pressed} bets, ${halts} halts`);
  console.log(`${pressed} bets placed, ${halts} rounds halted`);
});

Deno.test("no table starves while another floods the queue, and tables take turns", async () => {
  const desk = deskWith(), order: string[] = [];
  desk.ledger.onBet(({ state, table }) => void (state === "placing" && order.push(table)));
  const flood = Array.from({ length: 101 }, () => desk.request({ table: TABLES[0], mode: "paper" }));
  const others = TABLES.slice(1).flatMap((table) => [1, 2].map(() => desk.request({ table, mode: "paper" })));
  const states = await Promise.all(others.map(async (bet) => (await bet).state));
  assert.deepEqual(states, others.map(() => "placed"), "a full queue has room for a table that has little in it");
  const refused = (await Promise.all(flood)).filter(({ state }) => state === "refused");
  assert.equal(refused.length, others.length);
  assert.ok(refused.every(({ reason }) => /100 already wait/.test(reason)));
  // After the one that was at it, each table once before any twice.
  const first = order.slice(1, 1 + TABLES.length);
  assert.equal(new Set(first).size, TABLES.length, order.slice(0, 12).join(" "));
});
