/** `fairness` and `verdict` as a script uses them, on the real rounds and on a database. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { flatten } from "../../../core/storage/flat_batch.ts";
import { openForWriting } from "../../../core/storage/open_database.ts";
import { RowStore } from "../../../core/storage/row_store.ts";
import { round } from "../storage/fixtures.ts";
import { runHere } from "./run_here.ts";

const SOCCER = fileURLToPath(new URL("../research/fixtures/rounds-soccer-2025-10-08.csv", import.meta.url));

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("fairness prints rounds, distance, limit, share of 1.00x and verdict of a file", async () => {
  const { status, out } = await runHere("fairness", SOCCER, "--json");
  const { rounds, ks, p100, verdict } = JSON.parse(out);
  assert.equal(status, 0);
  assert.deepEqual([rounds, ks.d.toFixed(4), ks.limit95.toFixed(4), verdict], [1861, "0.0285", "0.0315", "undecided"]);
  assert.equal(p100, 61 / 1861);
  const plain = await runHere("fairness", SOCCER);
  assert.match(plain.out, /^Nothing in these 1861 rounds speaks against .* 4351 more are needed\.\n/);
});

Deno.test("fairness reads a table of the database, and says which tables there are when it is not there", () =>
  inFolder(async (folder) => {
    const database = openForWriting(join(folder, "aviator.sqlite"));
    const rows = Array.from({ length: 50 }, (_, at) => round(at + 1, { table: "mozzart", multiplier: 100 + at }));
    new RowStore(database).write(flatten(rows), { atMs: 1 });
    database.close();
    const { out } = await runHere("fairness", "--table", "mozzart", "--data", folder, "--json");
    assert.equal(JSON.parse(out).rounds, 50);
    const missing = await runHere("fairness", "--table", "nowhere", "--data", folder);
    assert.equal(missing.status, 2);
    assert.match(missing.errors, /tables with rounds: mozzart/);
  }));

Deno.test("fairness refuses what is no file, no rounds and no rate", async () => {
  for (const args of [[], ["/nowhere.csv"], [SOCCER, "--rtp", "97"], [SOCCER, "--rtp", "x"]]) {
    assert.equal((await runHere("fairness", ...args)).status, 2, args.join(" "));
  }
});

Deno.test("verdict says no edge of the ladder on real rounds, and counts what was tried", () =>
  inFolder(async (folder) => {
    const judge = async (...args: string[]) => {
      const { status, out, errors } = await runHere("verdict", SOCCER, ...args, "--data", folder, "--json");
      assert.equal(status, 0, errors);
      return JSON.parse(out);
    };
    const first = await judge("--strategy", "martingale");
    assert.deepEqual([first.verdict, first.bets, first.triedBefore], ["no edge", 1861, 0]);
    assert.equal(first.returnPerUnit, first.returnedMinor / first.stakedMinor - 1);
    assert.ok(first.interval95[0] < first.returnPerUnit && first.returnPerUnit < first.interval95[1]);
    const flat = await judge("--strategy", "flat");
    assert.equal(flat.triedBefore, 1);
    assert.equal((await judge("--strategy", "flat", "--set", "cashOutHundredths=150")).triedBefore, 2);
    assert.deepEqual((await judge("--strategy", "flat")).triedBefore, 1, "the same thing again is no new try");
    const backtest = await runHere("backtest", SOCCER, "--strategy", "martingale", "--data", folder, "--json");
    assert.equal(JSON.parse(backtest.out).returned, first.returnedMinor, "a backtest has the same money");
    const wrong = await runHere("verdict", SOCCER, "--strategy", "nobody", "--data", folder);
    assert.equal(wrong.status, 2);
  }));
