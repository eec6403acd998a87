import { deepEqual, equal, rejects } from "node:assert/strict";
import { join } from "node:path";
import type { SweepResult } from "../../../core/research/sweep.ts";
import { SweepCheckpoint } from "../../../core/research/sweep_checkpoint.ts";

const RESULT = { settings: { stakeMinor: 1_000 }, profit: -7, by: "table" } as unknown as SweepResult;

Deno.test("SweepCheckpoint keeps whole lines of its own search, refuses a second writer, and goes when it is removed", async () => {
  const dataDir = await Deno.makeTempDir();
  try {
    {
      using first = await SweepCheckpoint.open(dataDir, "a");
      equal(first.results.size, 0);
      for (const at of [3, 0]) first.append(at, RESULT);
      await rejects(SweepCheckpoint.open(dataDir, "a"), /the same search is writing/);
    }
    const path = join(dataDir, "research", "search-a.part");
    // As a kill in the middle of a write leaves it.
    await Deno.writeTextFile(path, '[1,{"profit":', { append: true });
    {
      using again = await SweepCheckpoint.open(dataDir, "a"), other = await SweepCheckpoint.open(dataDir, "b");
      deepEqual([...again.results], [[3, RESULT], [0, RESULT]]);
      equal(other.results.size, 0);
      again.append(1, RESULT);
    }
    using last = await SweepCheckpoint.open(dataDir, "a");
    deepEqual([...last.results.keys()], [3, 0, 1]);
    await last.remove();
    await rejects(Deno.stat(path), Deno.errors.NotFound);
  } finally {
    await Deno.remove(dataDir, { recursive: true });
  }
});
