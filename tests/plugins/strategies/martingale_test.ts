/** The martingale ladder in a real cell. */
import assert from "node:assert/strict";
import type { BetState, HistoryRound } from "../../../core/protocol/bet.ts";
import { PluginWorkshop, question } from "../../core/cells/plugin_fixture.ts";

/** Rounds with these bets on them; null for none. */
function history(...states: (BetState | null)[]): HistoryRound[] {
  return states.map((state, index) => ({
    roundId: index + 1,
    multiplier: 150,
    endedAtMs: index,
    bet: state && { stakeMinor: 1000, cashOutHundredths: 220, state, payoutMinor: 0 },
  }));
}

const lost = (count: number): BetState[] => Array(count).fill("lost");

Deno.test("martingale stands on the step that its own bets lead to", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("strategies/martingale");
  const stepAfter = async (...states: (BetState | null)[]) =>
    (await cell.plugin.decide({ ...question(), history: history(...states) }))?.currentIndex;
  assert.equal(await stepAfter(), 0);
  for (let step = 1; step <= 5; step++) assert.equal(await stepAfter("won", ...lost(step)), step);
  assert.equal(await stepAfter(...lost(6)), 0, "after the last step");
  assert.equal(await stepAfter(...lost(7)), 1, "a second sequence");
  assert.equal(await stepAfter("lost", "lost", "won"), 0, "after a win");
  assert.equal(
    await stepAfter("lost", null, "void", "refused", "failed", "lost", null),
    2,
    "no bet of its own between",
  );
});

Deno.test("martingale climbs the ladder that it is configured with", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("strategies/martingale");
  const decide = (rounds: HistoryRound[]) => cell.plugin.decide({ ...question(), history: rounds });
  assert.deepEqual(await decide([]), {
    betAmounts: [1000, 2000, 4000, 7000, 12_000, 20_000],
    autoStops: [220, 220, 220, 250, 300, 300],
    currentIndex: 0,
  });
  cell.plugin.configure({ stakesMinor: [1000, 3000], cashOutsHundredths: [300, 150] });
  const ladder = { betAmounts: [1000, 3000], autoStops: [300, 150], currentIndex: 1 };
  assert.deepEqual(await decide(history("lost")), ladder);
  cell.plugin.configure({ stakesMinor: [1000, 3000] });
  await assert.rejects(decide([]), /Cannot climb 2 stakes with 6 cash-outs/);
});

Deno.test("martingale bets nothing on a step that the table does not take", async () => {
  await using workshop = new PluginWorkshop();
  await using cell = await workshop.startBundled("strategies/martingale");
  const asked = { ...question(), stakeMaxMinor: 12_000 };
  assert.equal((await cell.plugin.decide({ ...asked, history: history(...lost(4)) }))?.currentIndex, 4);
  assert.equal(await cell.plugin.decide({ ...asked, history: history(...lost(5)) }), null);
});
