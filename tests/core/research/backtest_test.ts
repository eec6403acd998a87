/** Backtests in real cells, against sums made the slow way. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { StrategyPlay } from "../../../core/betting/strategy_play.ts";
import { type BacktestResult, runBacktest } from "../../../core/research/backtest.ts";
import { BacktestTally } from "../../../core/research/backtest_tally.ts";
import { findStrategy, USUAL_RANGE } from "../../../core/research/find_strategy.ts";
import { amount, percent } from "../../../core/research/figures.ts";
import { loadRounds } from "../../../core/research/rounds_source.ts";
import { seriesOf } from "../../../core/research/round_series.ts";
import { StrategyCell } from "../../../core/research/strategy_cell.ts";
import { Random } from "../../../core/simulator/random.ts";
import { PluginWorkshop } from "../cells/plugin_fixture.ts";

const PLUGINS = join(import.meta.dirname!, "../../../plugins");
const FILE = join(import.meta.dirname!, "fixtures/rounds-soccer-2025-10-08.csv");
const TERMS = { settings: {}, table: "soccer", range: USUAL_RANGE, bankrollMinor: null };
const LADDER = [1000, 2000, 4000, 7000, 12_000, 20_000], STOPS = [220, 220, 220, 250, 300, 300];

/** The ladder by hand: nothing of the program's in it. */
function martingaleByHand(multipliers: Iterable<number>) {
  let step = 0, staked = 0, returned = 0, peak = 0, maxDrawdown = 0;
  for (const multiplier of multipliers) {
    const stake = LADDER[step], won = multiplier >= STOPS[step];
    staked += stake;
    if (won) returned += stake * STOPS[step] / 100;
    step = won ? 0 : (step + 1) % LADDER.length;
    peak = Math.max(peak, returned - staked);
    maxDrawdown = Math.max(maxDrawdown, peak - returned + staked);
  }
  return { staked, returned, profit: returned - staked, maxDrawdown };
}

function moneyOf({ staked, returned, profit, maxDrawdown }: BacktestResult) {
  return { staked, returned, profit, maxDrawdown };
}

Deno.test("a backtest of the martingale ladder equals the ladder played by hand, to the unit", async () => {
  await using workshop = new PluginWorkshop();
  const places = { dataDir: workshop.dataDir, folders: [PLUGINS] };
  await using cell = await StrategyCell.open(await findStrategy("martingale", places));
  for (const source of [{ kind: "file", path: FILE }, { kind: "law", seed: 3, count: 60_000 }] as const) {
    const { series } = await loadRounds(source, places);
    const result = await runBacktest(cell, series, { terms: TERMS });
    assert.deepEqual(moneyOf(result), martingaleByHand(series.multiplier));
    assert.equal(result.bets, series.multiplier.length);
    assert.equal(result.days.reduce((sum, day) => sum + day.profit, 0), result.profit);
    assert.deepEqual(result.curve.at(-1)?.profit, result.profit);
    assert.ok(result.curve.length <= 400);
  }
});

Deno.test("a cell plays as the same code in this process does, whatever the settings, and each run begins anew", async () => {
  await using workshop = new PluginWorkshop();
  const places = { dataDir: workshop.dataDir, folders: [PLUGINS] };
  const plugin = await findStrategy("martingale", places);
  await using cell = await StrategyCell.open(plugin);
  const { default: { decide } } = await import("../../../plugins/strategies/martingale/main.ts");
  const { series } = await loadRounds({ kind: "law", seed: 5, count: 9_000 }, places);
  const settings = { stakesMinor: [1000, 50_000, 3_000_000], cashOutsHundredths: [150, 900, 200] };
  for (const bankrollMinor of [null, 400_000]) {
    const terms = { ...TERMS, settings, bankrollMinor };
    const inCell = await runBacktest(cell, series, { terms });
    const tally = new BacktestTally(series.multiplier.length);
    const bets = new StrategyPlay({ decide, table: "soccer", range: USUAL_RANGE, config: settings, bankrollMinor })
      .play(series);
    tally.add({ from: 0, rounds: series, bets });
    const { law: _law, returnPerUnit: _share, ...totals } = inCell;
    assert.deepEqual(totals, tally.totals());
    assert.ok(bankrollMinor === null ? inCell.ruinedAtRound === null : inCell.ruinedAtRound! > 0);
  }
});

Deno.test("what a strategy throws ends the backtest with the round's number", async () => {
  await using workshop = new PluginWorkshop();
  const source = `import { defineStrategy } from "@aviator/sdk";
    export default defineStrategy({
      decide(history) {
        if (history.length === 37) throw new Error("I am afraid");
        return { betAmounts: [1000], autoStops: [200], currentIndex: 0 };
      },
    });`;
  const plugin = await workshop.load({ kind: "strategy", name: "coward", source });
  await using cell = await StrategyCell.open(plugin);
  const series = seriesOf(Array(100).fill(150));
  await assert.rejects(runBacktest(cell, series, { terms: TERMS }), /Cannot bet on round 38: I am afraid/);
});

Deno.test("a backtest can be called off between two pieces", async () => {
  await using workshop = new PluginWorkshop();
  const places = { dataDir: workshop.dataDir, folders: [PLUGINS] };
  await using cell = await StrategyCell.open(await findStrategy("flat", places));
  const { series } = await loadRounds({ kind: "law", seed: 1, count: 100_000 }, places);
  const stop = new AbortController();
  let played = 0;
  const run = runBacktest(cell, series, {
    terms: TERMS,
    signal: stop.signal,
    onProgress: (rounds) => {
      played = rounds;
      stop.abort(new Error("enough"));
    },
  });
  await assert.rejects(run, /enough/);
  assert.ok(played < 10_000, `${played} rounds were played`);
});

Deno.test("findStrategy() names the strategies that there are", async () => {
  await using workshop = new PluginWorkshop();
  const places = { dataDir: workshop.dataDir, folders: [PLUGINS] };
  await assert.rejects(findStrategy("martingail", places), /no such strategy; there are .*martingale/);
});

Deno.test("BacktestTally sums up as the slow way does, days and streaks included (random bets)", () => {
  const seed = Math.floor(Math.random() * 2 ** 32), random = new Random(`${seed}`);
  const count = 3_000, multiplier = Int32Array.from({ length: count }, () => random.between(100, 500));
  const endedAtMs = Float64Array.from(multiplier, (_, at) => at * 200_000);
  const stakes = [{ stakeMinor: 333, cashOutHundredths: 201 }, { stakeMinor: 1000, cashOutHundredths: 150 }];
  const codes = Uint16Array.from(multiplier, () => random.between(0, 2));
  const tally = new BacktestTally(count), half = 1_234;
  for (const [from, to] of [[0, half], [half, count]]) {
    const rounds = { endedAtMs: endedAtMs.subarray(from, to), multiplier: multiplier.subarray(from, to) };
    const bets = { stakes, codes: codes.slice(from, to), refused: 1, refusal: "x", ruinedAt: null };
    tally.add({ from, rounds, bets });
  }
  const profits = [...codes].map((code, at) => {
    if (code === 0) return 0;
    const { stakeMinor, cashOutHundredths } = stakes[code - 1];
    return (multiplier[at] >= cashOutHundredths ? Math.floor(stakeMinor * cashOutHundredths / 100) : 0) - stakeMinor;
  });
  const way = profits.reduce<number[]>((all, profit) => [...all, all.at(-1)! + profit], [0]);
  const { days, curve, ...totals } = tally.totals();
  const drawdown = Math.max(...way.map((value, at) => Math.max(...way.slice(0, at + 1)) - value));
  const streaks = profits.filter((profit) => profit !== 0).map((profit) => profit < 0 ? "l" : "w").join("").split("w");
  assert.equal(totals.profit, way.at(-1), `seed ${seed}`);
  assert.equal(totals.maxDrawdown, drawdown, `seed ${seed}`);
  assert.equal(totals.longestLosingStreak, Math.max(...streaks.map((streak) => streak.length)), `seed ${seed}`);
  assert.equal(totals.refused, 2);
  for (const { dayMs, profit } of days) {
    const end = new Date(dayMs);
    end.setDate(end.getDate() + 1);
    const own = profits.filter((_, at) => endedAtMs[at] >= dayMs && endedAtMs[at] < end.getTime());
    assert.equal(profit, own.reduce((sum, one) => sum + one, 0), `seed ${seed}, day ${new Date(dayMs)}`);
  }
  for (const [at, { round, profit, low, high }] of curve.entries()) {
    const from = at === 0 ? 0 : curve[at - 1].round;
    assert.deepEqual([profit, low, high], [
      way[round],
      Math.min(...way.slice(from, round + 1)),
      Math.max(...way.slice(from, round + 1)),
    ]);
  }
});

Deno.test("the guide's figures of martingale are what comes out (the long one: AVIATOR_BACKTEST_ROUNDS=10000000)", async () => {
  await using workshop = new PluginWorkshop();
  const places = { dataDir: workshop.dataDir, folders: [PLUGINS] };
  await using cell = await StrategyCell.open(await findStrategy("martingale", places));
  const guide = await Deno.readTextFile(join(PLUGINS, "README.md"));
  const rows = [
    ...guide.matchAll(
      /^\| (rounds-\S+\.csv|`--generate 10000000 --seed 1`) +\| ([\d,]+) +\| (\S+) +\| (\S+) +\| (\S+ %)/gm,
    ),
  ];
  assert.equal(rows.length, 3);
  for (const [, name, bets, staked, profit, share] of rows) {
    if (!name.endsWith(".csv") && Deno.env.get("AVIATOR_BACKTEST_ROUNDS") !== "10000000") continue;
    const { series } = await loadRounds(
      name.endsWith(".csv")
        ? { kind: "file", path: join(import.meta.dirname!, "fixtures", name) }
        : { kind: "law", seed: 1, count: 10_000_000 },
      places,
    );
    const result = await runBacktest(cell, series, { terms: TERMS });
    assert.deepEqual(
      [
        result.bets.toLocaleString("en-US"),
        amount(result.staked),
        amount(result.profit),
        percent(result.returnPerUnit!),
      ],
      [bets, staked, profit, share],
      name,
    );
  }
});
