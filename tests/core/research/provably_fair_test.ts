/** What a provably fair game's claims prove, and what gives a false one away. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { BUSTABIT, walkChain } from "../../../core/research/bustabit.ts";
import {
  checkBustabitRounds,
  type ClaimedRound,
  proveBustabit,
  proveSpribe,
} from "../../../core/research/provably_fair.ts";

const FIRST = "9f57575fd54cd441e962448537e155ace9555df10cd27fa817bbcaf48a59ebcf";

/** A chain's last games, newest first. */
function lastGames(count: number): ClaimedRound[] {
  const [{ multipliers, hashAt }] = walkChain("v2", { from: BUSTABIT.v2.known!.hash, count });
  return Array.from({ length: count }, (_, index) => ({ hash: hashAt(index), multiplier: multipliers[index] }));
}

Deno.test("proveBustabit() names the game and its result, and refutes another result", () => {
  const first = proveBustabit("v2", { hash: FIRST, multiplier: 1549 });
  assert.deepEqual([first.proof, first.game, first.multiplier], ["proved", 1, 1549]);
  assert.match(first.sentence, /game 1 .* exactly 1 steps .* 15\.49x\.$/);
  const other = proveBustabit("v2", { hash: FIRST, multiplier: 1550 });
  assert.equal(other.proof, "refuted");
  assert.match(other.sentence, /15\.49x, not 15\.50x/);
});

Deno.test("proveBustabit() says that the terminating hash is no game", () => {
  assert.deepEqual(proveBustabit("v2", { hash: BUSTABIT.v2.terminating }).game, null);
});

Deno.test("checkBustabitRounds() finds a changed result and a broken chain, and nothing in true rounds", () => {
  const rounds = lastGames(50);
  assert.deepEqual(checkBustabitRounds("v2", rounds), []);
  const changed = rounds.with(7, { ...rounds[7], multiplier: rounds[7].multiplier + 1 });
  assert.deepEqual(checkBustabitRounds("v2", changed).map(({ index }) => index), [7]);
  const missing = rounds.toSpliced(20, 1);
  assert.deepEqual(checkBustabitRounds("v2", missing), [{
    index: 19,
    why: "its hash does not lead to the next line's",
  }]);
});

const ROUND = { serverSeed: "server", clientSeeds: ["one", "two", "three"] };
const HASH = createHash("sha512").update("serveronetwothree").digest("hex");
const MULTIPLIER = Math.max(100, Math.floor(97 / (1 - parseInt(HASH.slice(0, 13), 16) / 2 ** 52)));

Deno.test("proveSpribe() proves the hash and calls the multiplier consistent, never proved", () => {
  const whole = proveSpribe({ ...ROUND, hash: HASH.toUpperCase(), multiplier: MULTIPLIER });
  assert.deepEqual([whole.proof, whole.hashFits, whole.multiplierFits], ["consistent", true, true]);
  assert.match(whole.sentence, /is consistent with them\. Spribe does not publish/);
  assert.equal(proveSpribe(ROUND).proof, "unproved");
  assert.equal(proveSpribe({ ...ROUND, hash: HASH }).proof, "consistent");
});

Deno.test("proveSpribe() refutes a changed seed or hash, and leaves another multiplier unproved", () => {
  assert.equal(proveSpribe({ ...ROUND, serverSeed: "Server", hash: HASH }).proof, "refuted");
  assert.equal(proveSpribe({ ...ROUND, clientSeeds: ["two", "one", "three"], hash: HASH }).proof, "refuted");
  assert.equal(proveSpribe({ ...ROUND, hash: HASH, multiplier: MULTIPLIER + 1 }).proof, "unproved");
  assert.throws(() => proveSpribe({ ...ROUND, clientSeeds: ["one"] }), /3 client seeds are wanted/);
});
