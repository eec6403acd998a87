import { deepEqual, equal, match, ok } from "node:assert/strict";
import { judgeForecasts } from "../../../core/research/model_verdict.ts";
import {
  areaUnderCurve,
  blockInterval,
  brierScore,
  logLoss,
  reliability,
  shareInterval,
} from "../../../core/research/probability_scores.ts";
import { unnotedTrial } from "../../../core/research/trial_book.ts";
import { Random } from "../../../core/simulator/random.ts";

const STAKES = { targetHundredths: 200, lawProbability: 0.485, trial: unnotedTrial() };

/** Forecasts whose truth is `truthOf(probability)`. */
function foretell(count: number, { seed, spread, truthOf }: {
  seed: string;
  spread: number;
  truthOf: (probability: number) => number;
}) {
  const random = new Random(seed);
  const probabilities = Float64Array.from({ length: count }, () => 0.485 + spread * (2 * random.unit() - 1));
  return { probabilities, outcomes: Uint8Array.from(probabilities, (one) => random.unit() < truthOf(one) ? 1 : 0) };
}

Deno.test("scores are those of the textbook when four forecasts are given", () => {
  const forecasts = { probabilities: Float64Array.of(0.1, 0.4, 0.35, 0.8), outcomes: Uint8Array.of(0, 0, 1, 1) };
  equal(areaUnderCurve(forecasts), 0.75);
  ok(Math.abs(logLoss(forecasts) + (Math.log(0.9) + Math.log(0.6) + Math.log(0.35) + Math.log(0.8)) / 4) < 1e-12);
  ok(Math.abs(brierScore(forecasts) - (0.01 + 0.16 + 0.4225 + 0.04) / 4) < 1e-12);
  equal(areaUnderCurve({ ...forecasts, probabilities: new Float64Array(4).fill(0.3) }), 0.5);
  equal(areaUnderCurve({ ...forecasts, outcomes: new Uint8Array(4) }), null);
});

Deno.test("shareInterval() is Wilson's: 8 of 10 give 0.490 to 0.943", () => {
  const { low, high } = shareInterval(8, 10);
  equal(low.toFixed(3), "0.490");
  equal(high.toFixed(3), "0.943");
});

Deno.test("reliability() groups forecasts in their order, equal ones together, each once", () => {
  const probabilities = Float64Array.from({ length: 1000 }, (_, index) => index < 300 ? 0.2 : index / 1000);
  const groups = reliability({ probabilities, outcomes: new Uint8Array(1000).fill(1) });
  deepEqual(groups.map(({ forecasts }) => forecasts), [300, 100, 100, 100, 100, 100, 100, 100]);
  equal(groups[0].foretold.toFixed(6), "0.200000");
  ok(groups.every(({ came, high }) => came === 1 && high === 1));
});

Deno.test("blockInterval() holds the true mean in about 95 of 100 samples", () => {
  let held = 0;
  for (let sample = 0; sample < 200; sample++) {
    const random = new Random(`interval ${sample}`);
    const interval = blockInterval(Float64Array.from({ length: 2_000 }, () => random.unit()), { seed: sample });
    if (interval && interval[0] <= 0.5 && 0.5 <= interval[1]) held++;
  }
  ok(held >= 174 && held <= 199, `${held} of 200`);
  equal(blockInterval(new Float64Array(50), { seed: 1 }), null);
});

Deno.test("judgeForecasts() says no edge when the rounds follow the law whatever the model says", () => {
  const scores = judgeForecasts(foretell(5_000, { seed: "null", spread: 0.1, truthOf: () => 0.485 }), STAKES);
  equal(scores.verdict, "no edge");
  ok(scores.logLoss > scores.lawLogLoss && scores.gain < 0 && scores.gainInterval![1] < 0);
  match(
    scores.sentence,
    /^No edge: on 5,000 rounds that it had not seen, plain chance foretold the results .* times better/,
  );
});

Deno.test("judgeForecasts() says edge when the model's probabilities are the truth and some of them pay", () => {
  const scores = judgeForecasts(foretell(3_000, { seed: "edge", spread: 0.15, truthOf: (one) => one }), STAKES);
  equal(scores.verdict, "edge");
  ok(scores.returnPerUnit! > 0 && scores.auc! > 0.55 && scores.gain > 0);
  match(scores.sentence, /^Edge: .* won \d/);
});

Deno.test("judgeForecasts() stays undecided when the model says what the law says, and when it has foretold nothing", () => {
  const same = judgeForecasts(foretell(2_000, { seed: "same", spread: 0, truthOf: () => 0.485 }), STAKES);
  deepEqual([same.verdict, same.bets, same.returnPerUnit], ["undecided", 0, null]);
  const none = judgeForecasts({ probabilities: new Float64Array(), outcomes: new Uint8Array() }, STAKES);
  deepEqual([none.verdict, none.forecasts, none.calibration.length], ["undecided", 0, 0]);
  ok(Number.isFinite(none.logLoss));
});

Deno.test("judgeForecasts() stays undecided when the model knows something that does not pay for the house's share", () => {
  const known = foretell(60_000, { seed: "poor", spread: 0.03, truthOf: (one) => one - 0.005 });
  const scores = judgeForecasts({ ...known, probabilities: known.probabilities.map((one) => one - 0.02) }, STAKES);
  ok(scores.verdict !== "edge");
});

Deno.test("judgeForecasts() calls an edge at any moment in at most one null sequence of a hundred", () => {
  let edges = 0;
  for (let sequence = 0; sequence < 400; sequence++) {
    const { probabilities, outcomes } = foretell(600, { seed: `any ${sequence}`, spread: 0.15, truthOf: () => 0.5 });
    for (let seen = 50; seen <= 600; seen += 50) {
      const early = { probabilities: probabilities.subarray(0, seen), outcomes: outcomes.subarray(0, seen) };
      if (judgeForecasts(early, STAKES).verdict !== "edge") continue;
      edges++;
      break;
    }
  }
  ok(edges <= 8, `${edges} of 400 by chance`);
});

Deno.test("judgeForecasts() wants more of a model that was tried late", () => {
  const forecasts = foretell(3_000, { seed: "edge", spread: 0.15, truthOf: (one) => one });
  const late = { triedBefore: 1e6, falseEdgeChance: 1e-300 };
  const scores = judgeForecasts(forecasts, { ...STAKES, trial: late });
  deepEqual([scores.verdict, scores.tries], ["undecided", 1_000_001]);
});
