/** Verdicts both ways: bets without an edge that must not be called one, and planted edges that must be found. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { BetJudge } from "../../../core/research/bet_verdict.ts";
import { BUSTABIT, walkChain } from "../../../core/research/bustabit.ts";
import { evidenceAbove, evidenceBelow } from "../../../core/research/bet_evidence.ts";
import { multiplierOf } from "../../../core/research/law.ts";
import { readRoundsFile } from "../../../core/research/rounds_file.ts";
import { falseEdgeChance } from "../../../core/research/trial_book.ts";
import { Random } from "../../../core/simulator/random.ts";

const SEED = crypto.getRandomValues(new Uint32Array(1))[0];
/** AVIATOR_NULL_STRATEGIES=10000 is the long form. */
const NULL_STRATEGIES = Number(Deno.env.get("AVIATOR_NULL_STRATEGIES") ?? 1_000);
/** AVIATOR_EDGE_RUNS=1000 is the long form. */
const EDGE_RUNS = Number(Deno.env.get("AVIATOR_EDGE_RUNS") ?? 50);
const BETS = 2_000;
const LADDER = [[10, 220], [20, 220], [40, 220], [70, 250], [120, 300], [200, 300]];

type Choose = (history: { multiplier: number; won: boolean }[]) => [stake: number, cashOut: number];

/** A strategy with settings of its own, of one of the kinds that people sell. */
function inventStrategy(random: Random): Choose {
  const cashOut = random.pick([101, 110, 150, 200, 300, 1_000, 5_000, random.between(101, 2_000)]);
  const losses = (history: { won: boolean }[]) => history.length - 1 - history.findLastIndex(({ won }) => won);
  return random.pick<Choose>([
    () => [10, cashOut],
    (history) => LADDER[losses(history) % LADDER.length] as [number, number],
    (history) => [10 * 2 ** Math.min(6, losses(history)), cashOut],
    // Waits for lows, then stakes on a high; otherwise little at a low cash-out.
    (history) => history.slice(-3).every(({ multiplier }) => multiplier < 200) ? [100, cashOut] : [1, 120],
    (history) => [random.between(1, 100), (history.at(-1)?.multiplier ?? 200) > 500 ? 150 : cashOut],
  ]);
}

/** Plays so many bets at a table of `rtp`, and calls `look` every hundredth. */
function play(
  random: Random,
  { choose, bets, rtp, look }: { choose: Choose; bets: number; rtp: number; look: (judge: BetJudge) => void },
) {
  const judge = new BetJudge(), history: { multiplier: number; won: boolean }[] = [];
  for (let bet = 1; bet <= bets; bet += 1) {
    const [stake, cashOut] = choose(history), multiplier = multiplierOf((random.uint32() + 1) / 2 ** 32, rtp);
    const won = multiplier >= cashOut;
    judge.add({ stakeMinor: 100 * stake, cashOutHundredths: cashOut, returnedMinor: won ? stake * cashOut : 0 });
    history.push({ multiplier, won });
    if (history.length > 12) history.shift();
    if (bet % 100 === 0) look(judge);
  }
  return judge;
}

Deno.test(`verdict() calls at most 1 in 100 strategies without an edge an edge, at any of many looks (seed ${SEED})`, () => {
  let called = 0, missed = 0;
  for (let index = 0; index < NULL_STRATEGIES; index += 1) {
    const random = new Random(`${SEED}/null/${index}`);
    // Half of them at tables that take nothing: the hardest case, for no bet there loses either.
    const rtp = index % 2 === 0 ? 1 : 0.97;
    let isCalled = false, isMissed = false;
    play(random, {
      choose: inventStrategy(random),
      bets: BETS,
      rtp,
      look: (judge) => {
        const { verdict, interval95 } = judge.verdict();
        if (verdict === "edge") isCalled = true;
        if (interval95![0] > rtp - 1 || interval95![1] < rtp - 1) isMissed = true;
      },
    });
    called += Number(isCalled);
    missed += Number(isMissed);
  }
  console.log(
    `${called} of ${NULL_STRATEGIES} called an edge; ${missed} intervals missed the true return at some look`,
  );
  assert.ok(called <= 0.01 * NULL_STRATEGIES, `${called} of ${NULL_STRATEGIES}`);
  assert.ok(missed <= 0.05 * NULL_STRATEGIES, `${missed} of ${NULL_STRATEGIES} intervals`);
});

for (const cashOut of [110, 150, 200, 300]) {
  Deno.test(`verdict() finds a planted edge of 3 % at ${cashOut / 100}x in nine of ten runs within its stated sample (seed ${SEED})`, () => {
    const stake = { stakeMinor: 1_000, cashOutHundredths: cashOut }, first = new BetJudge();
    first.add({ ...stake, returnedMinor: 0 });
    const { sample: { betsNeeded } } = first.verdict();
    let found = 0;
    for (let run = 0; run < EDGE_RUNS; run += 1) {
      const random = new Random(`${SEED}/edge/${cashOut}/${run}`), judge = new BetJudge();
      for (let bet = 0; bet < betsNeeded; bet += 1) {
        const isWon = multiplierOf((random.uint32() + 1) / 2 ** 32, 1.03) >= cashOut;
        judge.add({ ...stake, returnedMinor: isWon ? 10 * cashOut : 0 });
      }
      if (judge.verdict().verdict === "edge") found += 1;
    }
    console.log(`${found} of ${EDGE_RUNS} found within ${betsNeeded} bets`);
    // 90 % are promised; of few runs so many less that not one seed in a million misses them by chance alone.
    const slack = EDGE_RUNS >= 1_000 ? 0 : 5 * Math.sqrt(0.09 * EDGE_RUNS);
    assert.ok(found >= 0.9 * EDGE_RUNS - slack, `${found} of ${EDGE_RUNS}`);
  });
}

Deno.test("verdict() says no edge of flat bets and of the ladder on the real rounds", async () => {
  for (const name of ["merkur", "soccer"]) {
    const path = fileURLToPath(new URL(`fixtures/rounds-${name}-2025-10-08.csv`, import.meta.url));
    const { series } = await readRoundsFile(path);
    const flat = new BetJudge(), ladder = new BetJudge();
    let step = 0;
    for (const multiplier of series.multiplier) {
      flat.add({ stakeMinor: 1_000, cashOutHundredths: 200, returnedMinor: multiplier >= 200 ? 2_000 : 0 });
      const [stake, cashOut] = LADDER[step], won = multiplier >= cashOut;
      ladder.add({ stakeMinor: 100 * stake, cashOutHundredths: cashOut, returnedMinor: won ? stake * cashOut : 0 });
      step = won ? 0 : (step + 1) % LADDER.length;
    }
    assert.deepEqual([flat.verdict().verdict, ladder.verdict().verdict], ["no edge", "no edge"], name);
    assert.match(ladder.verdict().sentence, /^No edge: 1,8\d\d bets lost .* By the game's law every bet loses 3\.0 %/);
  }
});

Deno.test("verdict() says no edge on a million bustabit rounds", () => {
  const judge = new BetJudge();
  for (const { count, multipliers } of walkChain("v2", { from: BUSTABIT.v2.known!.hash, count: 1_000_000 })) {
    for (let at = 0; at < count; at += 1) {
      judge.add({ stakeMinor: 100, cashOutHundredths: 200, returnedMinor: multipliers[at] >= 200 ? 200 : 0 });
    }
  }
  const { verdict, returnPerUnit, interval95 } = judge.verdict({ rtp: 0.99 });
  assert.equal(verdict, "no edge");
  assert.ok(Math.abs(returnPerUnit! + 0.01) < 0.004 && interval95![1] < 0, `${returnPerUnit} ${interval95}`);
});

Deno.test("verdict() asks for more evidence the more was tried before", () => {
  const judge = new BetJudge();
  // 60 wins too many among 1,000 bets at 2.00x: an edge for a first try, luck for the thousandth.
  for (let bet = 0; bet < 1_000; bet += 1) {
    judge.add({ stakeMinor: 100, cashOutHundredths: 200, returnedMinor: bet % 100 < 58 ? 200 : 0 });
  }
  assert.equal(judge.verdict().verdict, "edge");
  const late = judge.verdict({ triedBefore: 999 });
  assert.equal(late.verdict, "undecided");
  assert.ok(late.sample.betsNeeded > judge.verdict().sample.betsNeeded);
  assert.equal(
    judge.verdict({ falseEdgeChance: falseEdgeChance(999) / 2 }).evidence.edgeNeeded,
    Math.round(2 / falseEdgeChance(999)),
  );
});

Deno.test("verdict() is undecided where bets beat the law without winning", () => {
  const judge = new BetJudge();
  for (let bet = 0; bet < 100_000; bet += 1) {
    judge.add({ stakeMinor: 100, cashOutHundredths: 200, returnedMinor: bet % 2 === 0 ? 200 : 0 });
  }
  const found = judge.verdict();
  assert.equal(found.verdict, "undecided");
  assert.ok(
    found.evidence.noEdge > found.evidence.noEdgeNeeded,
    "an edge of 3 % is ruled out, and still it is not the law",
  );
});

Deno.test("verdict() finds a 1.01x bet hopeless: nothing can pay 3 % there, and it need not", () => {
  const judge = new BetJudge();
  for (let bet = 0; bet < 2_000; bet += 1) {
    judge.add({ stakeMinor: 10_000, cashOutHundredths: 101, returnedMinor: bet % 25 === 0 ? 0 : 10_100 });
  }
  assert.equal(judge.verdict().verdict, "no edge");
});

Deno.test("verdict() tells the loss of an hour by the law, and stands no bets at all", () => {
  const judge = new BetJudge();
  assert.deepEqual([judge.verdict().verdict, judge.verdict().returnPerUnit], ["undecided", null]);
  assert.match(judge.verdict().sentence, /^Nothing was bet/);
  for (let bet = 0; bet < 100; bet += 1) judge.add({ stakeMinor: 1_000, cashOutHundredths: 200, returnedMinor: 0 });
  assert.equal(judge.verdict({ playedMs: 1_800_000 }).expectedLossPerHourMinor, 6_000);
  assert.equal(judge.verdict({ playedMs: 0 }).expectedLossPerHourMinor, null);
});

Deno.test("evidence is a fair bet: it does not grow on average where its claim just holds", () => {
  // All outcomes of two bets at 2.00x, each with its chance when the claim is exactly true.
  for (const [evidence, rate] of [[evidenceAbove, 1], [evidenceAbove, 0.97], [evidenceBelow, 1.03]] as const) {
    for (const cashOut of [110, 200, 2_000]) {
      const chance = Math.min(rate, evidence === evidenceBelow ? (1 + cashOut / 100) / 2 : rate) * 100 / cashOut;
      let mean = 0;
      for (const won of [0, 1, 2]) {
        const share = [(1 - chance) ** 2, 2 * chance * (1 - chance), chance ** 2][won];
        mean += share * Math.exp(evidence([{ cashOut, bets: 2, won }], rate));
      }
      assert.ok(Math.abs(mean - 1) < 1e-9, `${rate} ${cashOut}: ${mean}`);
    }
  }
});
