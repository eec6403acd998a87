/** Fairness: the real rounds, fair tables that must not be accused, and tables that cheat in one way each. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { testFairness } from "../../../core/research/fairness.ts";
import { kolmogorovSmirnov } from "../../../core/research/goodness_of_fit.ts";
import { crashLaw } from "../../../core/research/law.ts";
import { roundsToTell } from "../../../core/research/returns.ts";
import { readRoundsFile } from "../../../core/research/rounds_file.ts";
import { drawSeries, joinSeries, type RoundSeries, seriesOf } from "../../../core/research/round_series.ts";
import { Random } from "../../../core/simulator/random.ts";

const SEED = crypto.getRandomValues(new Uint32Array(1))[0];

async function real(name: string): Promise<RoundSeries> {
  return (await readRoundsFile(fileURLToPath(new URL(`fixtures/rounds-${name}-2025-10-08.csv`, import.meta.url))))
    .series;
}

function table(seed: string, options: { count: number; rtp?: number }): RoundSeries {
  const random = new Random(seed);
  return drawSeries(() => random.uint32(), options);
}

Deno.test("testFairness() finds nothing against the law in the real rounds, and too few of them", async () => {
  const merkur = await real("merkur"), soccer = await real("soccer");
  const reports = [merkur, soccer, joinSeries([merkur, soccer])].map((series) => testFairness(series));
  assert.deepEqual(
    reports.map(({ rounds, ks, p100 }) => [rounds, ks.d.toFixed(4), ks.limit95.toFixed(4), p100.toFixed(4)]),
    [
      [1810, "0.0206", "0.0319", "0.0425"],
      [1861, "0.0285", "0.0315", "0.0328"],
      [3671, "0.0194", "0.0224", "0.0376"],
    ],
  );
  assert.deepEqual(reports.map(({ verdict }) => verdict), ["undecided", "undecided", "undecided"]);
  assert.match(reports[2].sentence, /too few to tell it from 96 %: 2541 more are needed/);
  assert.ok(reports[0].quality.flightsTooLong > 400, "these times are not the ends of flights");
});

Deno.test("roundsToTell() needs about 6,200 rounds to tell 97 % from 96 % at 1.01x, and far more higher up", () => {
  assert.equal(roundsToTell(0.97, 0.96), 6212);
  assert.ok(roundsToTell(0.97, 0.96, { cashOut: 200 }) > 120_000);
});

Deno.test(`testFairness() says differs of at most 2 in 100 fair tables (seed ${SEED})`, () => {
  const tables = 300;
  let accused = 0, overLimit = 0, outside = 0;
  for (let index = 0; index < tables; index += 1) {
    const report = testFairness(table(`${SEED}/fair/${index}`, { count: 2_000 }));
    if (report.verdict === "differs") accused += 1;
    if (report.ks.d > report.ks.limit95) overLimit += 1;
    const { interval95: [low, high], law } = report.instant;
    if (law < low || law > high) outside += 1;
  }
  // Each bound is passed once in more than ten thousand seeds when the stated rate holds.
  assert.ok(accused <= 17, `${accused} of ${tables} accused`);
  assert.ok(overLimit <= 33, `${overLimit} of ${tables} over the 95 % limit`);
  assert.ok(outside <= 33, `${outside} of ${tables} intervals miss the law`);
});

Deno.test(`testFairness() finds a table of 96 % within the stated sample in nine of ten runs (seed ${SEED})`, () => {
  const tables = 200, count = roundsToTell(0.97, 0.96);
  let found = 0;
  for (let index = 0; index < tables; index += 1) {
    if (testFairness(table(`${SEED}/unfair/${index}`, { count, rtp: 0.96 })).verdict === "differs") found += 1;
  }
  assert.ok(found >= 160, `${found} of ${tables}: 180 are expected`);
});

Deno.test("testFairness() says fits of a fair table with rounds enough", () => {
  const report = testFairness(table("fits", { count: 20_000 }));
  assert.deepEqual([report.verdict, report.sample.stillNeeded], ["fits", 0]);
});

/** A fair table's rounds, changed. */
const CHEATS: [how: string, change: (multiplier: Int32Array) => void, test: RegExp][] = [
  [
    "caps its rounds at 20x",
    (m) => m.forEach((value, at) => m[at] = Math.min(value, 2_000)),
    /return-50|ks|chi-square/,
  ],
  ["takes rounds between 2x and 3x down by 0.2", (m) => {
    m.forEach((value, at) => {
      if (value >= 200 && value < 300) m[at] = value - 20;
    });
  }, /return-2\.00|chi-square|ks/],
  ["lets a low round follow a high one", (m) => {
    for (let at = 1; at < m.length; at += 1) if (m[at - 1] >= 194 && m[at] >= 194 && at % 6 === 0) m[at] = 150;
  }, /runs|autocorrelation-1|chi-square|ks|return/],
  ["repeats the round of five before one time in eight", (m) => {
    for (let at = 5; at < m.length; at += 8) m[at] = m[at - 5];
  }, /autocorrelation-5/],
];

for (const [how, change, test] of CHEATS) {
  Deno.test(`testFairness() finds a table that ${how}`, () => {
    const series = table(`cheat/${how}`, { count: 20_000 });
    change(series.multiplier);
    const report = testFairness(series);
    assert.equal(report.verdict, "differs");
    assert.match(report.tests[0].id, test);
    assert.match(report.sentence, /do not come from the law/);
  });
}

Deno.test("testFairness() counts pauses, and stands nothing at all", () => {
  const series = seriesOf([150, 200, 100, 101, 300]);
  series.endedAtMs[3] += 10 * 22_000;
  series.endedAtMs[4] += 10 * 22_000;
  const { quality } = testFairness(series, { setAside: 3 });
  assert.deepEqual([quality.gaps, quality.roundsMissed, quality.setAside, quality.cycleMs], [1, 10, 3, 22_000]);
  const nothing = testFairness(seriesOf([]));
  assert.deepEqual([nothing.rounds, nothing.verdict, nothing.ks.d], [0, "undecided", 0]);
});

Deno.test("kolmogorovSmirnov() looks at both sides of each step", () => {
  const law = crashLaw();
  // All rounds at 2.00: just below it nobody was seen, and the law has half of all rounds there.
  const { d } = kolmogorovSmirnov(Int32Array.from([200, 200, 200]), law);
  assert.ok(Math.abs(d - (1 - law.reaching(200))) < 1e-12);
  const low = kolmogorovSmirnov(Int32Array.from([100, 100, 100]), law);
  assert.ok(Math.abs(low.d - law.reaching(101)) < 1e-12);
});
