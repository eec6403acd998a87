/** The law and what was seen beside it. */
import assert from "node:assert/strict";
import { compareWithLaw, lawShare, logPoints } from "../../ui/distribution.ts";

Deno.test("lawShare() is 0.97 / m when above 1.00, and certain at it", () => {
  assert.equal(lawShare(100), 1);
  assert.equal(lawShare(200), 0.485);
  assert.equal(lawShare(1_000), 0.097);
});

Deno.test("compareWithLaw() counts those that reach a multiplier when equal ones are among them", () => {
  const [at, above] = compareWithLaw([100, 200, 200, 300], [200, 201]);
  assert.equal(at.seen, 0.75);
  assert.equal(above.seen, 0.25);
});

Deno.test("compareWithLaw() holds fair rounds in its band 95 times of 100 when drawn often", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
  const fair = () => Math.max(100, Math.floor(97 / (1 - random())));
  let inside = 0;
  for (let sample = 0; sample < 1_000; sample++) {
    const [point] = compareWithLaw(Array.from({ length: 400 }, fair), [200]);
    if (point.low <= point.seen && point.seen <= point.high) inside += 1;
  }
  assert.ok(inside > 930 && inside < 970, `seed 7: ${inside} of 1000`);
});

Deno.test("compareWithLaw() narrows its band when there are more rounds", () => {
  const width = (count: number) => {
    const [point] = compareWithLaw(new Array(count).fill(150), [200]);
    return point.high - point.low;
  };
  assert.ok(Math.abs(width(100) / width(10_000) - 10) < 1e-9);
});

Deno.test("compareWithLaw() finds the house when rounds pay too little", () => {
  const [point] = compareWithLaw(new Array(2_000).fill(150), [200]);
  assert.ok(point.seen < point.low);
});

Deno.test("logPoints() spans the axis when asked for points", () => {
  const points = logPoints(5_000, 80);
  assert.equal(points[0], 101);
  assert.equal(points[79], 5_000);
});
