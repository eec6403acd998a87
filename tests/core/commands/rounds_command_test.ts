/** `rounds generate` and `rounds verify` as a script uses them. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runHere } from "./run_here.ts";

const FIRST = "9f57575fd54cd441e962448537e155ace9555df10cd27fa817bbcaf48a59ebcf";
const KNOWN = "79f6bbae758befa1e06f0ecb3722458144610de4bb72fd548b9709120618e54f";

function generate(...args: string[]) {
  return runHere("rounds", "generate", ...args, "--json");
}

Deno.test("rounds generate prints a line a round, the same for the same seed, by source", async () => {
  const { status, out } = await generate("--seed", "5", "--count", "3000");
  assert.equal(status, 0);
  const lines = out.split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ index }) => index), [...Array(3000).keys()]);
  assert.equal((await generate("--seed", "5", "--count", "3000")).out, out);
  assert.notEqual((await generate("--seed", "6", "--count", "3000")).out, out);
  const [newest, before] = (await generate("--source", "bustabit-v2", "--count", "2")).out.split("\n").map((line) =>
    JSON.parse(line)
  );
  assert.deepEqual(newest, { index: 0, multiplier: 131, hash: KNOWN, game: 2_729_956 });
  assert.equal(before.game, 2_729_955);
});

Deno.test("rounds generate ends where the chain ends, says so, and fails", async () => {
  const { status, out, errors } = await generate("--source", "bustabit-v2", "--from", FIRST, "--count", "5");
  assert.deepEqual(JSON.parse(out), { index: 0, multiplier: 1549, hash: FIRST });
  assert.equal(status, 1);
  assert.match(errors, /Cannot print 5 rounds: bustabit-v2 ends after 1/);
  assert.equal((await generate("--source", "bustabit-v1")).status, 2);
  assert.equal((await generate("--source", "file")).status, 2);
});

Deno.test("rounds verify proves what rounds generate printed, and finds one changed digit", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "rounds.jsonl");
    const { out } = await generate("--source", "bustabit-v2", "--from", FIRST, "--count", "1");
    await Deno.writeTextFile(path, out);
    const good = await runHere("rounds", "verify", "--file", path, "--json");
    assert.equal(good.status, 0, good.errors);
    assert.deepEqual(JSON.parse(good.out), { source: "bustabit-v2", rounds: 1, game: 1, proof: "proved", wrong: [] });
    await Deno.writeTextFile(path, out.replace("1549", "1594"));
    const bad = await runHere("rounds", "verify", "--file", path);
    assert.equal(bad.status, 1);
    assert.match(bad.out, /line 1: its hash gives 15\.49x, not 15\.94x/);
    // The file is also rounds for every other command.
    const again = await generate("--source", "file", "--from", path, "--count", "1");
    assert.deepEqual(JSON.parse(again.out), { index: 0, multiplier: 1594 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("rounds verify checks a hash and a round's seeds, and refuses to verify nothing", async () => {
  const hash = await runHere("rounds", "verify", FIRST, "--multiplier", "15.49", "--json");
  assert.deepEqual([hash.status, JSON.parse(hash.out).game], [0, 1]);
  assert.equal((await runHere("rounds", "verify", FIRST, "--multiplier", "15.50")).status, 1);
  const seeds = await runHere("rounds", "verify", "--server-seed", "a", "--client-seed", "b", "c", "d", "--json");
  assert.deepEqual([seeds.status, JSON.parse(seeds.out).proof], [0, "unproved"]);
  assert.equal((await runHere("rounds", "verify")).status, 2);
  assert.equal((await runHere("rounds", "verify", "xyz")).status, 2);
});
