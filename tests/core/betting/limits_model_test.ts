import assert from "node:assert/strict";
import type { Lease } from "../../../core/protocol/lease.ts";
import { Limits } from "../../../core/betting/limits.ts";
import type { GlobalLimits } from "../../../core/betting/account.ts";
import type { Bet, BetRequest } from "../../../core/protocol/bet.ts";
import { ledgerWith, randomOf, SteppedClock } from "./fixtures.ts";
import { Model } from "./model.ts";

const SEQUENCES = 2_000, STEPS = 40;
const RANGE = { stakeMinMinor: 100, stakeMaxMinor: 1_200 };
const FORGED = [NaN, Infinity, -0, -500, 2 ** 53 + 2, 300.5, "1e3" as unknown as number];

/** One sequence: the real limits and ledger beside the model, asked the same at every step. */
async function compare(seed: number): Promise<{ allowed: number; refused: number }> {
  const random = randomOf(seed), count = { allowed: 0, refused: 0 };
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
  const maybe = (value: number) => random() < 0.5 ? value : null;
  const global: GlobalLimits = {
    bankrollMinor: maybe(pick([4_000, 9_000])),
    dailyLossMinor: maybe(pick([2_000, 3_000])),
    dailyProfitMinor: maybe(2_500),
    maxDrawdownMinor: maybe(2_500),
    losingStreak: maybe(3),
    coolOffMs: 900_000,
  };
  const clock = new SteppedClock();
  const limits = new Limits({ clock, limits: global }), model = new Model(global);
  const { ledger } = ledgerWith({ clock });
  ledger.onBet((bet) => limits.observe(bet));
  const grant = () => {
    const lease: Lease = {
      ...{
        strategy: pick(["a", "b"]),
        table: pick(["one", "two"]),
        mode: pick(["paper", "virtual"]),
        expiresAtMs: null,
      },
      ...{ maxStakeMinor: pick([500, 1_100]), betsPerHour: pick([3, 8]), lossPerDayMinor: pick([1_500, 6_000]) },
    };
    if (random() < 0.3) lease.expiresAtMs = clock.nowMs() + 3_000_000;
    limits.grant(lease);
    const same = (one: Lease) =>
      one.strategy === lease.strategy && one.table === lease.table && one.mode === lease.mode;
    model.leases = [...model.leases.filter((one) => !same(one)), lease];
  };
  const settle = async (bet: Bet) => {
    const round = { id: bet.roundId ?? 0, table: bet.table, startedAtMs: clock.nowMs(), endedAtMs: clock.nowMs() };
    const settled = await ledger.settle({
      ...round,
      multiplier: pick([100, 150, 400]),
      players: null,
      playersMoneyMinor: null,
    });
    for (const one of settled) {
      model.bets = model.bets.map((old) => old.id === one.id ? one : old);
      model.settled.push(one);
    }
  };
  const request = async () => {
    const wanted: BetRequest = {
      ...{ strategy: pick(["a", "b"]), table: pick(["one", "two"]), mode: pick(["paper", "virtual"]) },
      stakeMinor: random() < 0.08 ? pick(FORGED) : 100 * Math.floor(random() * 14),
      cashOutHundredths: random() < 0.08 ? pick([...FORGED, 100]) : pick([101, 150, 200, 350]),
      requestedAtMs: clock.nowMs(),
    };
    const reason = limits.refusal(wanted, RANGE);
    const allowed = model.allows(wanted, { range: RANGE, nowMs: clock.nowMs() });
    assert.equal(reason === null, allowed, `${JSON.stringify(wanted)}: ${reason}`);
    if (!allowed) return count.refused += 1;
    count.allowed += 1;
    const { id } = await ledger.request(wanted, Math.floor(random() * 1e9) + 1);
    await ledger.intend(id);
    const state = pick(["placed", "placed", "placed", "failed", "unknown"] as const);
    const bet = await ledger.finish(id, { state, reason: "", placedAtMs: clock.nowMs() });
    model.bets.push(bet);
    if (state === "unknown") model.settled.push(bet);
  };
  for (let index = 0; index < 6; index++) grant();
  for (let step = 0; step < STEPS; step++) {
    const dice = random();
    if (dice < 0.55) await request();
    else if (dice < 0.85) { for (const bet of ledger.openBets().slice(0, 1)) await settle(bet); }
    else if (dice < 0.93) await clock.sleep(pick([60_000, 1_200_000, 5_000_000, 50_000_000]));
    else if (dice < 0.95) grant();
    else if (dice < 0.97) {
      limits.halt("by hand");
      model.halted = true;
    } else {
      limits.resume();
      model.resume();
    }
    assert.equal(limits.state().state, model.state(clock.nowMs()), limits.state().reason);
    assert.equal(limits.state().reason === "", limits.state().state === "active");
    for (const mode of ["paper", "virtual"] as const) {
      assert.equal(limits.profitTodayMinor(mode), model.today({ mode }, clock.nowMs()));
    }
  }
  return count;
}

Deno.test("limits agree with a plain model over 2,000 generated sequences", async () => {
  const first = Math.floor(Math.random() * 1e9);
  console.log(`limits model: seeds from ${first}`);
  let allowed = 0, refused = 0;
  for (let seed = first; seed < first + SEQUENCES; seed++) {
    const count = await compare(seed).catch((cause) => {
      throw new Error(`seed ${seed}: ${cause.message}`, { cause });
    });
    allowed += count.allowed;
    refused += count.refused;
  }
  assert.ok(allowed > 2 * SEQUENCES && refused > 2 * SEQUENCES, `${allowed} allowed, ${refused} refused`);
});
