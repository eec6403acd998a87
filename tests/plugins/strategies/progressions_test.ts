/** The other progressions in real cells: where each stands after which of its own bets, with other settings, and at a table's limits. */
import assert from "node:assert/strict";
import type { BetState, HistoryRound } from "../../../core/protocol/bet.ts";
import { PluginWorkshop, question } from "../../core/cells/plugin_fixture.ts";

/** A past of own bets as the strategy itself would have made them: each result is answered with its next stake. */
async function stakesAfter(name: string, results: string, settings?: Record<string, unknown>): Promise<number[]> {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled(`strategies/${name}`);
  if (settings) cell.plugin.configure(settings);
  const history: HistoryRound[] = [], stakes: number[] = [];
  const asked = { ...question(), stakeMinMinor: 100, stakeMaxMinor: 10_000_000 };
  for (const result of ["", ...results]) {
    const states: Record<string, BetState> = { W: "won", L: "lost", v: "void", f: "failed" };
    const bet = { stakeMinor: stakes.at(-1) ?? 0, cashOutHundredths: 200, state: states[result], payoutMinor: 0 };
    if (result !== "") history.push({ roundId: history.length + 1, multiplier: 150, endedAtMs: 0, bet });
    const decision = await cell.plugin.decide({ ...asked, history: history.slice(-100) });
    assert.ok(decision);
    stakes.push(decision.betAmounts[decision.currentIndex]);
  }
  return stakes.map((stake) => stake / 100);
}

Deno.test("dalembert climbs a unit on a loss, falls one on a win, and begins anew above its last step", async () => {
  assert.deepEqual(await stakesAfter("dalembert", "LLLWWWWL"), [10, 20, 30, 40, 30, 20, 10, 10, 20]);
  assert.deepEqual(await stakesAfter("dalembert", "LLL", { stakeMinor: 500, steps: 3 }), [5, 10, 15, 5]);
  assert.deepEqual(await stakesAfter("dalembert", "LLvfL"), [10, 20, 30, 30, 30, 40]);
});

Deno.test("dalembert knows its step however long ago the climb began", async () => {
  const climb = "LL" + "WL".repeat(60);
  assert.equal((await stakesAfter("dalembert", climb)).at(-1), 30);
});

Deno.test("fibonacci goes one on after a loss, two back after a win, and begins anew after its last step", async () => {
  assert.deepEqual(await stakesAfter("fibonacci", "LLLLWLW"), [10, 20, 30, 50, 80, 30, 50, 20]);
  assert.deepEqual(await stakesAfter("fibonacci", "LLL", { steps: 3 }), [10, 20, 30, 10]);
});

Deno.test("anti-martingale doubles after a win and begins anew after a loss or its last win", async () => {
  assert.deepEqual(await stakesAfter("anti-martingale", "WWWWLW"), [10, 20, 40, 10, 20, 10, 20]);
});

Deno.test("fixed-target wins back what its sequence lost, and its target, at every step", async () => {
  const stakes = await stakesAfter("fixed-target", "LLLLLLLL", { roundToMinor: 50 });
  let lost = 0;
  for (const [step, stake] of stakes.slice(0, 8).entries()) {
    const profit = stake * 2.5 - stake - lost;
    assert.ok(profit >= 10 && profit < 10 + 1, `step ${step} wins ${profit}`);
    lost += stake;
  }
  assert.equal(stakes[8], stakes[0]);
});

for (const name of ["dalembert", "fibonacci", "anti-martingale", "fixed-target"]) {
  Deno.test(`${name} bets nothing on a step that the table does not take`, async () => {
    await using workshop = new PluginWorkshop();
    await using cell = await workshop.startBundled(`strategies/${name}`);
    assert.equal(await cell.plugin.decide({ ...question(), stakeMaxMinor: 500 }), null);
  });
}
