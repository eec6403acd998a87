/** bustabit's chains: the published vectors, the whole chain, and the kernel against the platform's own hashes. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { BUSTABIT, bustabitLaw, type BustabitVersion, resultOf, walkChain } from "../../../core/research/bustabit.ts";

const FIRST = "9f57575fd54cd441e962448537e155ace9555df10cd27fa817bbcaf48a59ebcf";
const KNOWN = BUSTABIT.v2.known!;

Deno.test("resultOf() gives the published results", () => {
  assert.equal(resultOf("v2", FIRST), 1549);
  assert.equal(resultOf("v1", BUSTABIT.v1.terminating), 296);
});

Deno.test("walkChain() reaches the terminating hash after exactly 2,729,956 steps, and follows the law on the way", () => {
  let games = 0, last = "", atLeastTwo = 0, lastMultiplier = 0;
  for (const { count, multipliers, hashAt } of walkChain("v2", { from: KNOWN.hash })) {
    games += count;
    [last, lastMultiplier] = [hashAt(count - 1), multipliers[count - 1]];
    for (let index = 0; index < count; index += 1) if (multipliers[index] >= 200) atLeastTwo += 1;
  }
  assert.deepEqual({ games, last, lastMultiplier }, { games: KNOWN.game, last: FIRST, lastMultiplier: 1549 });
  const law = bustabitLaw("v2").reaching(200), sigma = Math.sqrt(law * (1 - law) / games);
  assert.ok(Math.abs(atLeastTwo / games - law) < 3 * sigma, `${atLeastTwo / games}`);
});

for (const version of ["v1", "v2"] satisfies BustabitVersion[]) {
  Deno.test(`walkChain() has the hashes and results of node:crypto when it walks ${version}`, () => {
    let hash = createHash("sha256").update(`any ${version}`).digest("hex"), checked = 0;
    for (const { count, multipliers, hashAt } of walkChain(version, { from: hash, count: 1_500 })) {
      for (let index = 0; index < count; index += 1) {
        assert.equal(hashAt(index), hash);
        assert.equal(multipliers[index], resultOf(version, hash));
        hash = createHash("sha256").update(hash).digest("hex");
        checked += 1;
      }
    }
    assert.equal(checked, 1_500);
  });
}

Deno.test("walkChain() follows version 1's law, with its one instant crash in 101", () => {
  const law = bustabitLaw("v1"), points = [101, 150, 200, 1000], reached = points.map(() => 0), games = 100_000;
  for (const { count, multipliers } of walkChain("v1", { from: KNOWN.hash, count: games })) {
    for (let index = 0; index < count; index += 1) {
      points.forEach((point, at) => reached[at] += Number(multipliers[index] >= point));
    }
  }
  points.forEach((point, at) => {
    const share = law.reaching(point), sigma = Math.sqrt(share * (1 - share) / games);
    assert.ok(Math.abs(reached[at] / games - share) < 4.5 * sigma, `${point}: ${reached[at] / games} for ${share}`);
  });
});

Deno.test("walkChain() ends before the terminating hash, and has nothing at it", () => {
  assert.deepEqual([...walkChain("v2", { from: FIRST })].map(({ count }) => count), [1]);
  assert.deepEqual([...walkChain("v2", { from: BUSTABIT.v2.terminating })], []);
});

Deno.test("walkChain() refuses what is no hash", () => {
  for (const from of ["", FIRST.slice(1), FIRST.toUpperCase(), `${FIRST.slice(1)}g`]) {
    assert.throws(() => [...walkChain("v2", { from })], /Cannot use hash .*: 64 hexadecimal digits/);
  }
});
