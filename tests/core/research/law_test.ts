/** The law against itself, against the page's copy of it, and against what is drawn by it. */
import assert from "node:assert/strict";
import {
  crashLaw,
  MULTIPLIER_MAX,
  multiplierOf,
  pointProbability,
  reachProbability,
  upToProbability,
} from "../../../core/research/law.ts";
import { drawSeries, joinSeries, seriesOf, sliceSeries } from "../../../core/research/round_series.ts";
import { Random } from "../../../core/simulator/random.ts";
import { lawShare, RETURN_TO_PLAYER } from "../../../ui/distribution.ts";

Deno.test("reachProbability() is 0.97/m on the grid, and 1 at 1.00 and below", () => {
  assert.equal(reachProbability(100), 1);
  assert.equal(reachProbability(101), 97 / 101);
  assert.equal(reachProbability(200), 0.485);
  assert.equal(reachProbability(1000, 0.96), 0.096);
  assert.throws(() => reachProbability(100.5), RangeError);
});

Deno.test("upToProbability() is 1 - 0.97/(m + 0.01), and an instant crash has 1 - 97/101", () => {
  assert.equal(upToProbability(99), 0);
  assert.ok(Math.abs(upToProbability(245) - (1 - 0.97 / 2.46)) < 1e-15);
  assert.equal(pointProbability(100), 1 - 97 / 101);
  const sum = Array.from({ length: 5_000 }, (_, index) => pointProbability(100 + index)).reduce((a, b) => a + b);
  assert.ok(Math.abs(sum - upToProbability(5_099)) < 1e-12);
});

Deno.test("multiplierOf() has each multiplier at exactly its share when the uniform numbers are exact", () => {
  // floor(97 / u) ≥ h exactly when u ≤ 97/h: the boundary itself belongs to h.
  for (const hundredths of [101, 150, 200, 970, 9_700]) {
    assert.equal(multiplierOf(97 / hundredths), hundredths);
    assert.equal(multiplierOf(97 / hundredths + 1e-9), hundredths === 101 ? 100 : hundredths - 1);
  }
  assert.equal(multiplierOf(1), 100);
  assert.equal(multiplierOf(2 ** -60), MULTIPLIER_MAX);
  assert.equal(multiplierOf(57 / 101, 0.57), 101, "100 · 0.57 is below 57 in floating point");
});

Deno.test("crashLaw() refuses what no table pays", () => {
  assert.equal(crashLaw(0.96).reaching(200), 0.48);
  for (const rtp of [0, -1, NaN, 1.5]) assert.throws(() => crashLaw(rtp), RangeError);
});

Deno.test("the page draws the same law", () => {
  assert.equal(RETURN_TO_PLAYER, 0.97);
  for (const hundredths of [100, 101, 137, 200, 5_000]) {
    assert.equal(lawShare(hundredths), reachProbability(hundredths));
  }
});

Deno.test("drawSeries() draws by the law at each rtp, and slices and joins keep every round", () => {
  const random = new Random("draw"), draw = () => random.uint32();
  for (const rtp of [0.97, 0.96, 0.99]) {
    const { multiplier } = drawSeries(draw, { count: 200_000, rtp });
    const share = multiplier.filter((value) => value >= 200).length / multiplier.length;
    assert.ok(Math.abs(share - rtp / 2) < 4.5 * Math.sqrt(0.25 / multiplier.length), `${rtp}: ${share}`);
  }
  const series = seriesOf([100, 200, 300, 400]);
  assert.deepEqual(joinSeries([sliceSeries(series, 0, 1), sliceSeries(series, 1)]), series);
});
