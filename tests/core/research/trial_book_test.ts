/** The count of what was tried, on disk, and the chance that it leaves to each. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  FALSE_EDGE_CHANCE,
  falseEdgeChance,
  noteOngoing,
  noteTrial,
  TRIALS_FILE,
} from "../../../core/research/trial_book.ts";

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

Deno.test("noteOngoing() counts all other things, also those tried after it began", () =>
  inFolder(async (folder) => {
    const tried = { key: "bets", title: "bets", nowMs: 5 };
    assert.deepEqual(await noteOngoing(folder, tried), { triedBefore: 0, falseEdgeChance: FALSE_EDGE_CHANCE / 2 });
    await noteTrial(folder, { key: "sweep", title: "sweep", count: 999, nowMs: 6 });
    assert.deepEqual(await noteOngoing(folder, tried), { triedBefore: 999, falseEdgeChance: falseEdgeChance(999) });
  }));

Deno.test("noteTrial() loses no try where many are noted at once, by several processes as well", () =>
  inFolder(async (folder) => {
    const module = new URL("../../../core/research/trial_book.ts", import.meta.url).href;
    const config = new URL("../../../deno.json", import.meta.url).pathname;
    const code = `import { noteTrial } from ${JSON.stringify(module)};
      const [folder, name] = Deno.args;
      await Promise.all(Array.from({ length: 20 }, (_, at) =>
        noteTrial(folder, { key: name + at, title: name, nowMs: 1 })));`;
    const script = join(folder, "note.ts");
    await Deno.writeTextFile(script, code);
    const ended = await Promise.all(
      ["a", "b", "c"].map((name) =>
        new Deno.Command(Deno.execPath(), { args: ["run", "-A", `--config=${config}`, script, folder, name] }).output()
      ),
    );
    for (const { success, stderr } of ended) assert.ok(success, new TextDecoder().decode(stderr));
    assert.equal((await noteTrial(folder, { key: "last", title: "last", nowMs: 1 })).triedBefore, 60);
  }));

Deno.test("noteTrial() refuses a file that it cannot read, and keeps it", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, TRIALS_FILE), '{"trials":[{"key":1}]}');
    await assert.rejects(noteTrial(folder, { key: "a", title: "a", nowMs: 5 }), /trials\.json.*kept as/);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.ok(names.some((name) => name.includes("broken")), names.join());
  }));
