/** The law and what was seen beside it, from counts. */
import assert from "node:assert/strict";
import { lawShare } from "../../ui/distribution.ts";
import { lawPoints, runningReturn } from "../../ui/round_statistics.ts";

Deno.test("lawShare() is 0.97 / m when above 1.00, and certain at it", () => {
  assert.equal(lawShare(100), 1);
  assert.equal(lawShare(200), 0.485);
  assert.equal(lawShare(1_000), 0.097);
});

/** Counts of multipliers in bins of these lower ends. */
function counted(multipliers: readonly number[], lowers = [100, 101, 200, 300]) {
  const bins = lowers.map((lower, at) => ({
    lower,
    rounds: multipliers.filter((one) => one >= lower && one < (lowers[at + 1] ?? Infinity)).length,
  }));
  return { rounds: multipliers.length, bins, spans: [] };
}

Deno.test("lawPoints() counts those that reach a multiplier, from bin to bin, within the ends asked for", () => {
  const points = lawPoints(counted([100, 200, 200, 300]), { to: 200 });
  assert.deepEqual(points.map(({ multiplier, seen }) => [multiplier, seen]), [[101, 0.75], [200, 0.75]]);
  const some = lawPoints(counted([100, 200, 200, 300]), { from: 100, to: 5000, only: [100, 300] });
  assert.deepEqual(some.map(({ multiplier, seen }) => [multiplier, seen]), [[100, 1], [300, 0.25]]);
});

Deno.test("lawPoints() holds fair rounds in its band 95 times of 100 when drawn often", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
  const fair = () => Math.max(100, Math.floor(97 / (1 - random())));
  let inside = 0;
  for (let sample = 0; sample < 1_000; sample++) {
    const [point] = lawPoints(counted(Array.from({ length: 400 }, fair)), { from: 200, to: 200 });
    if (point.low <= point.seen && point.seen <= point.high) inside += 1;
  }
  assert.ok(inside > 930 && inside < 970, `seed 7: ${inside} of 1000`);
});

Deno.test("lawPoints() finds the house when rounds pay too little", () => {
  const [point] = lawPoints(counted(new Array(2_000).fill(150)), { from: 200, to: 200 });
  assert.ok(point.seen < point.low);
});

Deno.test("runningReturn() adds spans up, and its band closes on 97 % as rounds come", () => {
  const spans = [0, 1, 2].map((at) => ({ fromMs: at, toMs: at + 1, rounds: 100 * 10 ** at, reached: 48 * 10 ** at }));
  const points = runningReturn(spans, 200);
  assert.deepEqual(points.map(({ atMs, rounds }) => [atMs, rounds]), [[1, 100], [2, 1100], [3, 11_100]]);
  assert.ok(points.every(({ returned }) => Math.abs(returned - 0.96) < 1e-12));
  const widths = points.map(({ low, high }) => high - low);
  assert.ok(Math.abs(widths[0] / widths[2] - Math.sqrt(111)) < 1e-9);
  assert.ok(points.every(({ low, high }) => Math.abs((low + high) / 2 - 0.97) < 1e-12));
});
