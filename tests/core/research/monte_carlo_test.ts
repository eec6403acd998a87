/** Redrawn rounds and the bands over them. */
import assert from "node:assert/strict";
import { playFast, stepTable } from "../../../core/research/fast_play.ts";
import { monteCarlo } from "../../../core/research/monte_carlo.ts";
import { backtestReport } from "../../../core/research/backtest_report.ts";
import { BacktestTally } from "../../../core/research/backtest_tally.ts";
import { judged } from "../../../core/research/backtest.ts";
import { Random } from "../../../core/simulator/random.ts";

const FLAT = stepTable([[1000, 200, 0, 0]]);
const random = new Random("monte-carlo-test");
const PLAYED = Int32Array.from({ length: 20_000 }, () => random.pick([150, 250]));

Deno.test("monteCarlo() by the law comes to the law's own loss and spread", () => {
  const { paths, points, losing } = monteCarlo(FLAT, PLAYED, { redraw: "law", seed: 1, bankrollMinor: null });
  const { round, low, middle, high } = points[points.length - 1];
  assert.equal(paths, 400);
  assert.equal(round, 20_000);
  // 3 % of 20,000 stakes of 1,000; a standard deviation is 1,000 · √20,000 less a little.
  const luck = 1_000 * Math.sqrt(20_000);
  assert.ok(Math.abs(middle + 600_000) < luck / 4, `${middle}`);
  assert.ok(Math.abs(high - low - 2 * 1.645 * luck) < luck / 2, `${high - low}`);
  assert.ok(losing > 0.999);
});

Deno.test("monteCarlo() draws from the rounds played where it should, the same for the same seed", () => {
  for (const redraw of ["bootstrap", "blocks"] as const) {
    const asked = { redraw, seed: 7, bankrollMinor: null };
    const one = monteCarlo(FLAT, PLAYED, asked), wins = PLAYED.filter((multiplier) => multiplier >= 200).length;
    assert.deepEqual(one, monteCarlo(FLAT, PLAYED, asked));
    assert.notDeepEqual(one.points, monteCarlo(FLAT, PLAYED, { ...asked, seed: 8 }).points);
    const { middle } = one.points[one.points.length - 1], expected = 1_000 * (2 * wins - PLAYED.length);
    assert.ok(Math.abs(middle - expected) < 1_000 * Math.sqrt(20_000) / 3, `${redraw}: ${middle}, not ${expected}`);
  }
});

Deno.test("monteCarlo() in blocks keeps what hangs together", () => {
  // Fifty losses, fifty wins: single rounds redrawn hardly lose fifty in a row, blocks do.
  const waves = Int32Array.from({ length: 5_000 }, (_, at) => Math.floor(at / 50) % 2 === 0 ? 100 : 300);
  const ladder = stepTable(
    Array.from({ length: 20 }, (_, step) => [1000 * (step + 1), 200, 0, Math.min(19, step + 1)] as const),
  );
  const ruined = (redraw: "bootstrap" | "blocks") =>
    monteCarlo(ladder, waves, { redraw, seed: 1, bankrollMinor: 700_000 }).ruined;
  assert.ok(ruined("blocks") > 0.95, `${ruined("blocks")}`);
  assert.ok(ruined("bootstrap") < 0.05, `${ruined("bootstrap")}`);
});

Deno.test("playFast() notes the profit at its marks, and goes on with the last one after ruin", () => {
  const marks = { every: 10, profits: new Float64Array(10) };
  const lost = Int32Array.from({ length: 100 }, () => 100);
  const { ruinedAtRound, profit } = playFast(FLAT, lost, { bankrollMinor: 35_000, marks });
  assert.deepEqual([ruinedAtRound, profit], [36, -35_000]);
  assert.deepEqual([...marks.profits], [10, 20, 30, 35, 35, 35, 35, 35, 35, 35].map((bets) => -1_000 * bets));
});

Deno.test("backtestReport() is one page that needs nothing else, with what strangers wrote made inert", () => {
  const tally = new BacktestTally(3);
  const rounds = { endedAtMs: Float64Array.from([0, 1, 2]), multiplier: Int32Array.from([150, 250, 250]) };
  const bets = { stakes: [{ stakeMinor: 1000, cashOutHundredths: 200 }], codes: Uint16Array.from([1, 1, 0]) };
  tally.add({ from: 0, rounds, bets: { ...bets, refused: 0, refusal: null, ruinedAt: null } });
  const bands = (["law", "blocks"] as const).map((redraw) =>
    monteCarlo(FLAT, PLAYED, { redraw, seed: 1, bankrollMinor: null })
  );
  const facts = {
    strategy: "flat",
    settings: { note: "<script>alert(1)</script>" },
    roundsTitle: "a&b.csv",
    roundsHash: "00",
  };
  const page = backtestReport(judged(tally.totals()), { facts, bands });
  assert.ok(!/<script|https?:|url\(/.test(page), "nothing from elsewhere");
  assert.match(page, /<h1>flat on a&#38;b\.csv<\/h1>/);
  assert.match(page, /It won 0\.0 % of what it staked: 0\.00 of 20\.00, in 2 bets on 3 rounds\./);
  assert.equal(page.match(/<svg/g)?.length, 3);
  assert.ok(!/NaN|undefined/.test(page));
});
