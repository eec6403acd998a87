/** The count of what was tried, on disk, and the chance that it leaves to each. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { FALSE_EDGE_CHANCE, falseEdgeChance, noteTrial, TRIALS_FILE } from "../../../core/research/trial_book.ts";

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("falseEdgeChance() gives all tries together no more than the whole", () => {
  const parts = Array.from({ length: 100_000 }, (_, before) => falseEdgeChance(before));
  const sum = parts.reduce((a, b) => a + b);
  assert.ok(sum < FALSE_EDGE_CHANCE && sum > 0.9999 * FALSE_EDGE_CHANCE, `${sum}`);
  const thousand = 1_000 * falseEdgeChance(7, 1_000);
  assert.ok(Math.abs(thousand - parts.slice(7, 1_007).reduce((a, b) => a + b)) < 1e-15);
});

Deno.test("noteTrial() counts each thing once, over runs, and a thousand parameter sets as a thousand", () =>
  inFolder(async (folder) => {
    const note = (key: string, count = 1) => noteTrial(folder, { key, title: key, count, nowMs: 5 });
    assert.deepEqual(await note("a"), { triedBefore: 0, falseEdgeChance: FALSE_EDGE_CHANCE / 2 });
    assert.equal((await note("sweep", 1_000)).triedBefore, 1);
    assert.equal((await note("b")).triedBefore, 1_001);
    assert.deepEqual(await note("a"), { triedBefore: 0, falseEdgeChance: FALSE_EDGE_CHANCE / 2 });
    assert.equal((await note("sweep", 1)).falseEdgeChance, falseEdgeChance(1, 1_000), "the number noted first counts");
  }));

Deno.test("noteTrial() refuses a file that it cannot read, and keeps it", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, TRIALS_FILE), '{"trials":[{"key":1}]}');
    await assert.rejects(noteTrial(folder, { key: "a", title: "a", nowMs: 5 }), /trials\.json.*kept as/);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.ok(names.some((name) => name.includes("broken")), names.join());
  }));
