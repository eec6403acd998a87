/**
 * One seed, three ways to play: on the virtual desktop with clicks, on paper, and as a backtest of the rounds that the program
 * stored. The same bets, the same outcomes, the same profit, to the unit. Longer: AVIATOR_E2E_ROUNDS=200.
 */
import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { Host } from "../../core/host/host.ts";
import { parseConfig } from "../../core/ops/config.ts";
import type { BetMode } from "../../core/protocol/bet.ts";
import { runBacktest } from "../../core/research/backtest.ts";
import { findStrategy, rangeOfTable } from "../../core/research/find_strategy.ts";
import { sliceSeries } from "../../core/research/round_series.ts";
import { StrategyCell } from "../../core/research/strategy_cell.ts";
import { DATABASE_FILE } from "../../core/storage/open_database.ts";
import { Reader } from "../../core/storage/reader.ts";
import { readRoundColumns } from "../../core/storage/round_columns.ts";
import { unservedSettings } from "../core/host/unserved.ts";

const ROUNDS = Number(Deno.env.get("AVIATOR_E2E_ROUNDS") ?? 10);
const SEED = Number(Deno.env.get("AVIATOR_E2E_SEED") ?? 7);
const TABLE = "mozzart";
const STRATEGY = "martingale";
const PLUGINS = join(import.meta.dirname!, "../../plugins");

/** One settled bet, as all three ways must have it. */
interface Outcome {
  multiplier: number;
  stakeMinor: number;
  cashOutHundredths: number;
  payoutMinor: number;
}

/** Plays until so many rounds are stored; returns the data folder. */
async function run(mode: BetMode): Promise<string> {
  const dataDir = await Deno.makeTempDir({ prefix: `aviator-equal-${mode}-` });
  const config = {
    layout: "2x2",
    tables: [{ bookmaker: TABLE, window: 0 }],
    strategies: [{
      ...{ strategy: STRATEGY, table: TABLE, mode },
      lease: { maxStakeMinor: 10_000_000, betsPerHour: 100_000, lossPerDayMinor: 1_000_000_000 },
    }],
    limits: { dailyLossMinor: null },
  };
  const host = await Host.start({
    settings: unservedSettings(dataDir, SEED),
    config: parseConfig(JSON.stringify(config), "one table"),
    log: () => {},
  });
  const { promise, resolve } = Promise.withResolvers<void>();
  let seen = 0;
  host.subscribe((change) => {
    if (change.type === "round" && ++seen >= ROUNDS) resolve();
  });
  await promise;
  await host[Symbol.asyncDispose]();
  return dataDir;
}

/** The settled bets of a run with their rounds, oldest first, and where the first of them stands among the rounds. */
async function playedBy(dataDir: string): Promise<{ outcomes: Outcome[]; from: number }> {
  await using reader = await Reader.open(join(dataDir, DATABASE_FILE));
  const rounds = (await reader.rounds({ table: TABLE, limit: 10_000 })).toReversed();
  const bets = (await reader.bets({ table: TABLE, limit: 10_000 })).toReversed().filter(({ payoutMinor }) =>
    payoutMinor !== null
  );
  const outcomes = bets.map(({ roundId, stakeMinor, cashOutHundredths, payoutMinor }) => {
    const round = rounds.find(({ id }) => id === roundId)!;
    return { multiplier: round.multiplier, stakeMinor, cashOutHundredths, payoutMinor: payoutMinor! };
  });
  return { outcomes, from: rounds.findIndex(({ id }) => id === bets[0].roundId) };
}

Deno.test(`${ROUNDS} rounds: virtual desktop, paper and backtest come to the same, to the unit (seed ${SEED})`, async () => {
  const [clicked, written] = [await run("virtual"), await run("paper")];
  const [virtual, paper] = [await playedBy(clicked), await playedBy(written)];
  const count = Math.min(virtual.outcomes.length, paper.outcomes.length);
  ok(count >= ROUNDS - 3, `only ${count} bets`);
  deepEqual(virtual.outcomes.slice(0, count), paper.outcomes.slice(0, count));

  const series = sliceSeries(readRoundColumns(join(clicked, DATABASE_FILE), { table: TABLE }), virtual.from);
  const places = { dataDir: clicked, folders: [PLUGINS] };
  const terms = { settings: {}, table: TABLE, range: await rangeOfTable(TABLE, places), bankrollMinor: null };
  await using cell = await StrategyCell.open(await findStrategy(STRATEGY, places));
  const backtested: Outcome[] = [];
  for await (const { rounds: { multiplier }, bets: { stakes, codes } } of cell.play(series, terms)) {
    codes.forEach((code, at) => {
      const { stakeMinor, cashOutHundredths } = stakes[code - 1];
      const isWon = multiplier[at] >= cashOutHundredths;
      const payoutMinor = isWon ? Math.floor(stakeMinor * cashOutHundredths / 100) : 0;
      backtested.push({ multiplier: multiplier[at], stakeMinor, cashOutHundredths, payoutMinor });
    });
  }
  deepEqual(backtested.slice(0, count), virtual.outcomes.slice(0, count));
  const settled = sliceSeries(series, 0, virtual.outcomes.length);
  const { profit } = await runBacktest(cell, settled, { terms });
  equal(profit, virtual.outcomes.reduce((sum, { payoutMinor, stakeMinor }) => sum + payoutMinor - stakeMinor, 0));
  console.log(`${count} bets, profit ${profit} minor units, three ways`);
  for (const folder of [clicked, written]) await Deno.remove(folder, { recursive: true });
});
