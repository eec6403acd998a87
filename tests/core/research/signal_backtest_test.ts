/** Signals settled: by hand, and of markets made of a truth that bookmakers know, or that one of them does not. */
import assert from "node:assert/strict";
import type { Round } from "../../../core/protocol/round.ts";
import { lawModel } from "../../../core/research/crash_outcomes.ts";
import { backtestSignals, findSignals, SignalResults } from "../../../core/research/signal_backtest.ts";
import type { Market, SignalRules } from "../../../core/research/signal_finder.ts";
import { foretoldSignals, modelSignal } from "../../../core/research/model_signals.ts";
import { unnotedTrial } from "../../../core/research/trial_book.ts";
import { Random } from "../../../core/simulator/random.ts";

const SEED = Deno.env.get("AVIATOR_SEED") ?? "7";
const RULES: SignalRules = { valueMin: 0.03, othersMin: 2, maxAgeMs: 300_000, devig: "shin" };

/**
 * Games whose truth is known. Every bookmaker has a margin of 4 % and an error of its own; `knows`: the others' error, in
 * log odds, beside the one of `noisy`.
 */
function season(games: number, { random, noise }: { random: Random; noise: (table: string) => number }): Market[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
  return Array.from({ length: games }, (_, game) => {
    const truth = 0.2 + 0.6 * random.unit(), won = random.unit() < truth;
    const offers = ["a", "b", "c", "noisy"].map((table) => {
      const logit = Math.log(truth / (1 - truth)) + noise(table) * normal(), p = 1 / (1 + Math.exp(-logit));
      const odds = [p, 1 - p].map((one) => Math.max(1_001, Math.floor(1000 / (one * 1.04))));
      return { table, odds };
    });
    const row = ({ table, odds }: typeof offers[number], results: boolean): Market => ({
      ...{ table, event: `game ${game}`, market: "h2h", takenAtMs: game * 1_000_000 + (results ? 9_000 : 0) },
      outcomes: [
        {
          name: "home",
          oddsThousandths: odds[0],
          ...results ? { result: won ? "won" as const : "lost" as const } : {},
        },
        {
          name: "away",
          oddsThousandths: odds[1],
          ...results ? { result: won ? "lost" as const : "won" as const } : {},
        },
      ],
    });
    return [...offers.map((offer) => row(offer, false)), row(offers[0], true)];
  }).flat();
}

function judge(markets: Market[]) {
  const results = new SignalResults(markets, []), trial = unnotedTrial();
  return backtestSignals(findSignals(markets, { rules: RULES }), { results, trial });
}

Deno.test(`backtestSignals() calls it an edge where one bookmaker is often wrong and the others are right, seed ${SEED}`, () => {
  const noise = (table: string) => table === "noisy" ? 0.35 : 0.01;
  const result = judge(season(4_000, { random: new Random(SEED), noise }));
  assert.equal(result.verdict, "edge");
  const [low, high] = result.interval95!;
  // The consensus is right, so what the signals expect is what they bring.
  assert.ok(low <= result.expectedPerUnit! && result.expectedPerUnit! <= high, JSON.stringify(result));
});

Deno.test(`backtestSignals() calls it no edge where the bookmaker with other odds is the one who is right, seed ${SEED}`, () => {
  const random = new Random(`${SEED} right`);
  // The three others share one error: their consensus is wrong, and so is every signal.
  const markets = season(8_000, { random, noise: () => 0 }).map((market) => {
    if (market.table === "noisy" || market.outcomes[0].result) return market;
    const outcomes = market.outcomes.map((one, at) => ({
      ...one,
      oddsThousandths: Math.max(1_001, Math.round(one.oddsThousandths * (at === 0 ? 0.85 : 1.2))),
    }));
    return { ...market, outcomes };
  });
  const result = judge(markets);
  assert.ok(result.expectedPerUnit! > 0.03, "the signals promise something");
  assert.equal(result.verdict, "no edge", JSON.stringify(result));
});

Deno.test(`backtestSignals() covers the truth in about 95 of 100 seasons, seed ${SEED}`, () => {
  const random = new Random(`${SEED} cover`);
  let covered = 0;
  for (let run = 0; run < 80; run += 1) {
    const noise = (table: string) => table === "noisy" ? 0.3 : 0;
    const { interval95, expectedPerUnit } = judge(season(120, { random, noise }));
    if (interval95![0] <= expectedPerUnit! && expectedPerUnit! <= interval95![1]) covered += 1;
  }
  // Five deviations of 80 draws at 0.95.
  assert.ok(covered >= 66, `${covered} of 80`);
});

Deno.test("SignalResults.of() settles a crash table's outcome by the next round that begins, and never by an earlier one", () => {
  const round = (id: number, startedAtMs: number, multiplier: number): Round => ({
    ...{ id, table: "mozzart", startedAtMs, endedAtMs: startedAtMs + 5_000, multiplier },
    ...{ players: null, playersMoneyMinor: null, source: "seen" },
  });
  const rounds = [round(1, 1_000, 900), round(2, 10_000, 150), round(3, 20_000, 900)];
  const offered = (takenAtMs: number): Market => ({
    ...{ table: "x", event: "mozzart", market: "multiplier", takenAtMs },
    outcomes: [{ name: ">= 2.00", oddsThousandths: 2_300 }],
  });
  const [signal] = findSignals([offered(1)], { rules: RULES, model: lawModel(["mozzart"]) });
  const results = new SignalResults([], rounds);
  const settled = [5_000, 10_000, 15_000, 25_000].map((atMs) => results.of({ ...signal, atMs }));
  assert.deepEqual(settled, ["lost", "won", "won", null]);
});

Deno.test("backtestSignals() gives stakes back on void ones and says nothing sure of few", () => {
  const markets = season(10, { random: new Random(SEED), noise: (table) => table === "noisy" ? 0.5 : 0 })
    .map((market) => ({
      ...market,
      outcomes: market.outcomes.map((one) => one.result ? { ...one, result: "void" as const } : one),
    }));
  const result = judge(markets);
  assert.ok(result.signals > 0);
  assert.deepEqual([result.staked, result.profit, result.returnPerUnit, result.verdict], [0, 0, null, "undecided"]);
});

Deno.test("modelSignal() is there from the very value on that the rules ask for, with the table's own cash-out as its odds", () => {
  const foretold = { table: "mozzart", atMs: 5, targetHundredths: 250, probability: 0.42, model: "live-mozzart-v3" };
  const signal = modelSignal(foretold, { valueMin: 0.05 - 1e-9 })!;
  assert.deepEqual([signal.event, signal.selection, signal.oddsThousandths, signal.from], [
    ...["mozzart", ">= 2.50", 2_500, "live-mozzart-v3"],
  ]);
  assert.ok(Math.abs(signal.value - 0.05) < 1e-12 && Math.abs(signal.kelly - 0.05 / 1.5) < 1e-12);
  assert.equal(modelSignal(foretold, { valueMin: 0.051 }), null);
  assert.equal(
    modelSignal({ ...foretold, probability: 0.97 / 2.5 }, { valueMin: 0 }),
    null,
    "the law's own word is none",
  );
});

Deno.test(`backtestSignals() judges what models foretold: an edge where it is the truth, none where it is noise, seed ${SEED}`, () => {
  const random = new Random(`${SEED} models`);
  const rounds = (truthOf: (probability: number) => number) =>
    Array.from({ length: 20_000 }, (_, atMs) => {
      const probability = 0.485 + 0.3 * (random.unit() - 0.5), isHigh = random.unit() < truthOf(probability);
      return { table: "mozzart", atMs, targetHundredths: 200, probability, model: "a", multiplier: isHigh ? 200 : 199 };
    });
  const judged = [rounds((probability) => probability), rounds(() => 0.485)].map((some) => {
    const { signals, results } = foretoldSignals(some, { valueMin: 0.03 });
    return backtestSignals(signals, { results, trial: unnotedTrial() });
  });
  assert.deepEqual(judged.map(({ verdict }) => verdict), ["edge", "no edge"], JSON.stringify(judged));
  assert.ok(judged.every(({ signals, settled }) => signals === settled && signals > 1_000));
  const { signals, results } = foretoldSignals(rounds((probability) => probability), { valueMin: 0.03 });
  const late = backtestSignals(signals, { results, trial: { triedBefore: 9, falseEdgeChance: 1e-300 } });
  assert.deepEqual([late.verdict, late.triedBefore], ["undecided", 9]);
});
