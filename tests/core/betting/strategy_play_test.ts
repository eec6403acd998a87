/** Playing finished rounds: what a strategy is shown, what counts as its bet, and what it may not do. */
import assert from "node:assert/strict";
import { isDecision, StrategyPlay, type StrategyPlayOptions } from "../../../core/betting/strategy_play.ts";
import { type Decision, HISTORY_ROUNDS_MAX, type HistoryRound } from "../../../core/protocol/bet.ts";
import { decision as decisionSchema } from "../../../core/protocol/cell_messages.ts";
import { Random } from "../../../core/simulator/random.ts";

const RANGE = { stakeMinMinor: 100, stakeMaxMinor: 1_000_000 };

type Decide = StrategyPlayOptions["decide"];

function played(decide: Decide, multipliers: number[], options: Partial<StrategyPlayOptions> = {}) {
  const play = new StrategyPlay({ decide, table: "soccer", range: RANGE, config: {}, bankrollMinor: null, ...options });
  const multiplier = Int32Array.from(multipliers);
  return play.play({ endedAtMs: Float64Array.from(multiplier, (_, at) => 1000 * at), multiplier });
}

const one = (stakeMinor: number, cashOut = 200): Decision => ({
  betAmounts: [stakeMinor],
  autoStops: [cashOut],
  currentIndex: 0,
});

Deno.test("play() shows the last 100 rounds at most, oldest first, each with the strategy's own bet", () => {
  const seen: { history: readonly HistoryRound[]; nowMs: number }[] = [];
  const multipliers = Array.from({ length: 300 }, (_, at) => at % 3 === 0 ? 250 : 150);
  played((history, { nowMs }) => {
    seen.push({ history: [...history], nowMs });
    return history.length % 2 === 0 ? one(1000) : null;
  }, multipliers);
  // The first 128 questions are asked twice.
  const questions = seen.filter((_, at) => at >= 256 || at % 2 === 0);
  assert.equal(questions.length, 300);
  for (const [at, { history, nowMs }] of questions.entries()) {
    assert.equal(history.length, Math.min(at, HISTORY_ROUNDS_MAX));
    assert.equal(nowMs, at === 0 ? 0 : 1000 * (at - 1));
    assert.deepEqual(
      history.map(({ roundId }) => roundId),
      Array.from(history, (_, back) => at - history.length + 1 + back),
    );
    assert.deepEqual(history.map(({ multiplier }) => multiplier), multipliers.slice(at - history.length, at));
  }
  const { history } = questions[4];
  assert.deepEqual(history.map(({ bet }) => bet?.state ?? null), ["won", null, "lost", null]);
  assert.deepEqual(history[0].bet, { stakeMinor: 1000, cashOutHundredths: 200, state: "won", payoutMinor: 2000 });
  assert.deepEqual(history[2].bet, { stakeMinor: 1000, cashOutHundredths: 200, state: "lost", payoutMinor: 0 });
});

Deno.test("play() goes on where the piece before it ended", () => {
  const decide: Decide = (history) => one(100 + history.length + (history.at(-1)?.bet?.payoutMinor ?? 0) % 77);
  const random = new Random("pieces"), multipliers = Array.from({ length: 500 }, () => random.between(100, 400));
  const whole = played(decide, multipliers);
  const play = new StrategyPlay({ decide, table: "soccer", range: RANGE, config: {}, bankrollMinor: null });
  const stakes: number[] = [];
  for (let from = 0; from < 500; from += 7) {
    const multiplier = Int32Array.from(multipliers.slice(from, from + 7));
    const bets = play.play({ endedAtMs: Float64Array.from(multiplier, (_, at) => 1000 * (from + at)), multiplier });
    stakes.push(...[...bets.codes].map((code) => bets.stakes[code - 1].stakeMinor));
  }
  assert.deepEqual(stakes, [...whole.codes].map((code) => whole.stakes[code - 1].stakeMinor));
});

Deno.test("play() takes no bet that the table would refuse, counts them, and shows none in the history", () => {
  const stakes = [99, 100, 1_000_000, 1_000_001];
  const bets = played((history) => {
    assert.deepEqual(
      history.map(({ bet }) => bet?.stakeMinor ?? null),
      [null, 100, 1_000_000, null].slice(0, history.length),
    );
    return one(stakes[history.length]);
  }, [300, 300, 300, 300]);
  assert.deepEqual([...bets.codes], [0, 1, 2, 0]);
  assert.equal(bets.refused, 2);
  assert.match(bets.refusal!, /stake 99 is outside the table's 100 to 1000000/);
  assert.equal(played(() => one(1000, 100), [300]).refused, 1, "a cash-out of 1.00x is none");
});

Deno.test("play() ends in ruin at the stake that the bankroll cannot pay, and not one unit before", () => {
  const martingale: Decide = (history) => one(100 * 2 ** history.length);
  assert.deepEqual(played(martingale, [100, 100, 100, 100], { bankrollMinor: 700 }).ruinedAt, 3);
  assert.deepEqual([...played(martingale, [100, 100, 100, 100], { bankrollMinor: 699 }).codes], [1, 2, 0, 0]);
  assert.equal(played(martingale, [100, 100, 100], { bankrollMinor: 700 }).ruinedAt, null);
  const won = played(() => one(100), [200, 100, 100, 100], { bankrollMinor: 100 });
  assert.deepEqual([[...won.codes], won.ruinedAt], [[1, 1, 1, 0], 3], "what was won may be lost too");
});

Deno.test("play() names the round at which a strategy answers something else to the same history", () => {
  let calls = 0;
  assert.throws(() => played(() => one(100 + (calls++ >= 10 ? calls : 0)), Array(20).fill(200)), /round 6: .*then/);
  assert.throws(() =>
    played((history) => {
      (history as HistoryRound[]).length = 0;
      return one(100);
    }, [200, 200]), TypeError);
});

Deno.test("play() refuses what is no decision", () => {
  assert.throws(
    () => played(() => Promise.resolve(one(100)) as unknown as Decision, [200]),
    /round 1: the strategy answered/,
  );
  assert.throws(() => played(() => ({ ...one(100), currentIndex: 1 }), [200]), /round 1: the strategy answered/);
  assert.deepEqual([...played(() => ({ ...one(100), currentIndex: -1 }), [200]).codes], [0]);
});

Deno.test("isDecision() takes what the core takes from a cell (random decisions)", () => {
  const seed = Math.floor(Math.random() * 2 ** 32), random = new Random(`${seed}`);
  const numbers = [1, 2, 100, 2 ** 53 - 1, 0, -1, 1.5, NaN, Infinity, 2 ** 53, "7", null];
  const ladder = () =>
    random.unit() < 0.05
      ? "no ladder"
      : Array.from({ length: random.pick([0, 1, 2, 3, 64, 65]) }, () =>
        random.unit() < 0.95 ? random.between(1, 1e6) : random.pick(numbers));
  for (let time = 0; time < 3000; time += 1) {
    const betAmounts = ladder();
    const autoStops = random.unit() < 0.8 && Array.isArray(betAmounts) ? betAmounts.map(() => 200) : ladder();
    const value = { betAmounts, autoStops, currentIndex: random.pick([-2, -1, 0, 1, 2, 63, 64, 0.5, "0"]) };
    assert.equal(isDecision(value), decisionSchema.safeParse(value).success, `seed ${seed}: ${JSON.stringify(value)}`);
  }
});
