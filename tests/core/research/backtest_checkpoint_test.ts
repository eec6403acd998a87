/** A backtest that was ended half way and goes on in another cell comes to what it comes to at one go. */
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { join } from "node:path";
import { runBacktest } from "../../../core/research/backtest.ts";
import { BacktestCheckpoint } from "../../../core/research/backtest_checkpoint.ts";
import { findStrategy, USUAL_RANGE } from "../../../core/research/find_strategy.ts";
import { loadRounds } from "../../../core/research/rounds_source.ts";
import { StrategyCell } from "../../../core/research/strategy_cell.ts";
import { PluginWorkshop } from "../cells/plugin_fixture.ts";

const PLUGINS = join(import.meta.dirname!, "../../../plugins");
const ROUNDS = 30_000;

/** A checkpoint that writes after every piece. */
async function checkpoint(folder: string, key: string): Promise<BacktestCheckpoint> {
  let ms = 0;
  return await BacktestCheckpoint.open(join(folder, "played.json"), { key, nowMs: () => ms += 5_000 });
}

Deno.test("runBacktest() goes on behind what was kept, to the same result, whatever was bet and where it was ended", async () => {
  await using workshop = new PluginWorkshop();
  const places = { dataDir: workshop.dataDir, folders: [PLUGINS] }, plugin = await findStrategy("martingale", places);
  const { series } = await loadRounds({ kind: "law", seed: 5, count: ROUNDS }, places);
  const settings = { stakesMinor: [1000, 50_000, 3_000_000], cashOutsHundredths: [150, 900, 200] };
  // Without end, ruined before the end of the first run, and ruined after it.
  for (const bankrollMinor of [null, 400_000, 60_000_000]) {
    const terms = { settings, table: "soccer", range: USUAL_RANGE, bankrollMinor };
    await using cell = await StrategyCell.open(plugin);
    const whole = await runBacktest(cell, series, { terms });
    for (const endAt of [1, 12_000]) {
      const ending = new AbortController(), kept = await checkpoint(workshop.folder, "one");
      const onProgress = (rounds: number) => rounds >= endAt && ending.abort(new Error("killed"));
      await rejects(runBacktest(cell, series, { terms, kept, onProgress, signal: ending.signal }), /killed/);
      await using other = await StrategyCell.open(plugin);
      const again = await checkpoint(workshop.folder, "one"), heard: number[] = [];
      const played = again.before!.rounds;
      ok(played >= endAt && played < ROUNDS && again.before!.history.length === 100);
      const result = await runBacktest(other, series, { terms, kept: again, onProgress: (one) => heard.push(one) });
      ok(heard[0] > played, `${heard[0]} rounds at once, ${played} were kept`);
      deepEqual(result, whole);
      equal((await checkpoint(workshop.folder, "one")).before, undefined, "nothing is left of it");
    }
  }
});

Deno.test("BacktestCheckpoint does not use what another backtest has left, nor half a file", async () => {
  await using workshop = new PluginWorkshop();
  const file = join(workshop.folder, "played.json");
  await Deno.writeTextFile(file, JSON.stringify({ key: "one", tally: {}, history: [] }));
  equal((await checkpoint(workshop.folder, "other")).tally, null);
  await Deno.writeTextFile(file, '{"key":"one","tal');
  equal((await checkpoint(workshop.folder, "one")).tally, null);
});
