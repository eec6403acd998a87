/** The flat strategy in a real cell. */
import assert from "node:assert/strict";
import { PluginWorkshop, question } from "../../core/cells/plugin_fixture.ts";

Deno.test("flat bets its stake at its cash-out on every round", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("strategies/flat");
  const decision = { betAmounts: [1000], autoStops: [200], currentIndex: 0 };
  assert.deepEqual(await cell.plugin.decide(question()), decision);
  cell.plugin.configure({ stakeMinor: 2500, cashOutHundredths: 150 });
  assert.deepEqual(await cell.plugin.decide(question()), { betAmounts: [2500], autoStops: [150], currentIndex: 0 });
});

Deno.test("flat bets nothing where the table does not take its stake", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("strategies/flat");
  assert.equal(await cell.plugin.decide({ ...question(), stakeMinMinor: 1001 }), null);
  assert.equal(await cell.plugin.decide({ ...question(), stakeMaxMinor: 999 }), null);
});
