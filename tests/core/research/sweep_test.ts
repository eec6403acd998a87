/** Sweeps: tables of steps against the strategies themselves, to the unit. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { findStrategy, USUAL_RANGE } from "../../../core/research/find_strategy.ts";
import { loadRounds } from "../../../core/research/rounds_source.ts";
import { StrategyCell } from "../../../core/research/strategy_cell.ts";
import { playEvents, runSweep, type Settings } from "../../../core/research/sweep.ts";
import { Random } from "../../../core/simulator/random.ts";
import { PluginWorkshop } from "../cells/plugin_fixture.ts";

const PLUGINS = join(import.meta.dirname!, "../../../plugins");
const SEED = Number(Deno.env.get("AVIATOR_SWEEP_SEED") ?? Math.floor(Math.random() * 2 ** 32));
const SETTINGS = Number(Deno.env.get("AVIATOR_SWEEP_SETTINGS") ?? 12);

/** Settings as a user might try them, some of which the table does not take, some that lose a hundred times in a row. */
const RANDOM_SETTINGS: Record<string, (random: Random) => Settings> = {
  flat: (random) => ({
    stakeMinor: random.between(900, 5_000),
    cashOutHundredths: random.pick([101, 150, 999, 20_000]),
  }),
  martingale: (random) => {
    const steps = random.between(1, 12);
    return {
      stakesMinor: Array.from({ length: steps }, (_, step) => random.between(1_000, 3_000) * 2 ** Math.min(step, 9)),
      cashOutsHundredths: Array.from({ length: steps }, () => random.pick([120, 200, 220, 300, 5_000])),
    };
  },
  "anti-martingale": (random) => ({ ...usual(random), wins: random.between(2, 6) }),
  dalembert: (random) => ({ ...usual(random), steps: random.between(2, 30) }),
  fibonacci: (random) => ({ ...usual(random), steps: random.between(2, 12) }),
  "fixed-target": (random) => ({
    targetMinor: random.between(500, 5_000),
    cashOutHundredths: random.pick([150, 250, 1_000]),
    steps: random.between(2, 10),
    roundToMinor: random.pick([1, 100, 500]),
  }),
};

function usual(random: Random): Settings {
  return { stakeMinor: random.between(1_000, 4_000), cashOutHundredths: random.pick([101, 130, 200, 250, 700, 9_000]) };
}

for (const [name, draw] of Object.entries(RANDOM_SETTINGS)) {
  Deno.test(`a sweep of ${name} comes to what the strategy itself comes to, to the unit (seed ${SEED})`, async () => {
    await using workshop = new PluginWorkshop();
    const places = { dataDir: workshop.dataDir, folders: [PLUGINS] }, random = new Random(`${SEED}/${name}`);
    await using cell = await StrategyCell.open(await findStrategy(name, places));
    const { series } = await loadRounds({ kind: "law", seed: SEED % 1_000_000, count: 25_000 }, places);
    const candidates = Array.from({ length: SETTINGS }, () => draw(random));
    const terms = { table: "soccer", range: USUAL_RANGE, bankrollMinor: random.pick([null, 200_000]) };
    const results = await runSweep(cell, series, { terms, candidates });
    for (const [at, { settings, by, ...fast }] of results.entries()) {
      const slow = await playEvents(cell, series, { terms: { ...terms, settings: candidates[at] } });
      assert.deepEqual(fast, slow, `${by}: ${JSON.stringify({ settings, terms })}`);
    }
    assert.ok(results.some(({ by }) => by === "table"), `none of ${JSON.stringify(candidates)} was played as a table`);
  });
}

Deno.test("a sweep asks the strategy itself where its bets depend on more than its own luck", async () => {
  await using workshop = new PluginWorkshop();
  const source = `import { defineStrategy } from "@aviator/sdk";
    export default defineStrategy({
      decide(history, { config }) {
        const isLow = history.length > 5 && history.at(-1).multiplier < 150;
        return { betAmounts: [config.stakeMinor], autoStops: [isLow ? 300 : 200], currentIndex: 0 };
      },
    });`;
  const config = { type: "object", properties: { stakeMinor: { type: "integer", minimum: 1, default: 1000 } } };
  const plugin = await workshop.load({ kind: "strategy", name: "after-low", source, manifest: { config } });
  await using cell = await StrategyCell.open(plugin);
  const { series } = await loadRounds({ kind: "law", seed: 1, count: 3_000 }, { dataDir: "" });
  const terms = { table: "soccer", range: USUAL_RANGE, bankrollMinor: null };
  const results = await runSweep(cell, series, { terms, candidates: [{ stakeMinor: 1000 }, { stakeMinor: 2000 }] });
  assert.deepEqual(results.map(({ by }) => by), ["events", "events"]);
  assert.equal(results[1].profit, 2 * results[0].profit);
});
