import { deepEqual, equal, ok, throws } from "node:assert/strict";
import {
  FEATURE_NAMES,
  FEATURE_WINDOW_ROUNDS,
  featuresOf,
  type FeatureTable,
  FeatureWindow,
  outcomesOf,
} from "../../../core/research/features.ts";
import { checkLeaks } from "../../../core/research/leak_check.ts";
import { drawSeries, type RoundSeries } from "../../../core/research/round_series.ts";
import { Random } from "../../../core/simulator/random.ts";

const TARGET = { targetHundredths: 200 };

function draw(count: number): RoundSeries {
  const random = new Random("features");
  const players = Int32Array.from({ length: count }, (_, index) => index % 13 === 0 ? -1 : random.between(10, 900));
  return { ...drawSeries(() => random.uint32(), { count }), players };
}

/** One feature's value for a round. */
function valueOf({ names, values, firstRound }: FeatureTable, name: string, round: number): number {
  return values[(round - firstRound) * names.length + names.indexOf(name)];
}

Deno.test("featuresOf() computes each feature of a round by hand when ten known rounds lie before it", () => {
  const multipliers = [100, 1250, 150, 300, 210, 101, 500, 199, 200, 320];
  // 2025-10-08 was a Wednesday.
  const endedAtMs = Float64Array.from(multipliers, (_, index) => Date.UTC(2025, 9, 8, 17, 59, index));
  const players = Int32Array.of(1, 2, 3, 4, 5, 10, 20, 30, 40, 50);
  const table = featuresOf({ endedAtMs, multiplier: Int32Array.from(multipliers), players }, TARGET);
  equal(table.rows, 1);
  const deviation = (values: number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) / 100;
  };
  const expected: Record<string, number> = {
    ...Object.fromEntries(multipliers.toReversed().map((value, index) => [`score_lag_${index + 1}`, value / 100])),
    score_mean_5: (1.01 + 5 + 1.99 + 2 + 3.2) / 5,
    score_deviation_5: deviation(multipliers.slice(5)),
    score_mean_10: multipliers.reduce((sum, value) => sum + value, 0) / 1000,
    score_deviation_10: deviation(multipliers),
    score_difference_1: 1.2,
    score_difference_2: 0.01,
    score_min_5: 1.01,
    score_max_5: 5,
    score_min_10: 1,
    score_max_10: 12.5,
    players_mean_5: 30,
    players_deviation_5: Math.sqrt(200),
    win_mean_5: 3 / 5,
    win_mean_10: 6 / 10,
    rounds_since_10x: 8,
    hour: 17,
    day_of_week: 3,
  };
  deepEqual(Object.keys(expected), [...FEATURE_NAMES]);
  ok(FEATURE_NAMES.length >= 25);
  for (const [name, value] of Object.entries(expected)) {
    ok(Math.abs(valueOf(table, name, 10) - value) < 1e-5, `${name}: ${valueOf(table, name, 10)} for ${value}`);
  }
});

Deno.test("featuresOf() gives what a live window gives round by round, and -1 for players that were not read", () => {
  const series = draw(300), table = featuresOf(series, TARGET), window = new FeatureWindow(TARGET);
  equal(table.rows, 291);
  series.multiplier.forEach((multiplier, round) => {
    if (round >= FEATURE_WINDOW_ROUNDS) {
      const row = new Float32Array(FEATURE_NAMES.length), start = (round - FEATURE_WINDOW_ROUNDS) * row.length;
      window.write(row);
      deepEqual(row, table.values.slice(start, start + row.length));
    } else throws(() => window.write(new Float32Array(FEATURE_NAMES.length)), RangeError);
    const players = series.players![round];
    window.push({ endedAtMs: series.endedAtMs[round], multiplier, players: players < 0 ? null : players });
  });
  equal(valueOf(table, "players_mean_5", 14), -1);
  ok(valueOf(table, "players_mean_5", 20) > 0);
});

Deno.test("outcomesOf() says of each round with features whether it reached the target", () => {
  const series = draw(60), outcomes = outcomesOf(series, 200);
  deepEqual([...outcomes], [...series.multiplier.slice(10)].map((value) => value >= 200 ? 1 : 0));
});

Deno.test("checkLeaks() finds nothing in the features, at any round", () => {
  const report = checkLeaks(draw(400), { compute: (series) => featuresOf(series, TARGET), rounds: 400 });
  deepEqual(report, { rounds: 390, features: FEATURE_NAMES.length, leaks: [] });
});

Deno.test("checkLeaks() names the feature and the first round when a feature sees its own round, or one far ahead", () => {
  const series = draw(400);
  const compute = (rounds: RoundSeries) => {
    const table = featuresOf(rounds, TARGET), columns = table.names.length;
    for (let row = 0; row < table.rows; row++) {
      const round = row + table.firstRound;
      // The round itself, as a window that is filled too early would have it.
      const seen = rounds.multiplier[round] ?? rounds.multiplier[round - 1];
      table.values[row * columns + table.names.indexOf("score_mean_5")] += seen / 500;
      // A scale that is taken over all rounds, as many do.
      if (round >= 200) table.values[row * columns + table.names.indexOf("hour")] /= rounds.multiplier.length;
    }
    return table;
  };
  const { leaks } = checkLeaks(series, { compute, rounds: 390 });
  deepEqual(leaks.map(({ feature, round }) => ({ feature, round })).filter(({ feature }) => feature !== "hour"), [
    { feature: "score_mean_5", round: 10 },
  ]);
  const hour = leaks.find(({ feature }) => feature === "hour");
  ok(hour && hour.round >= 200 && hour.withLater !== hour.withoutLater);
});
