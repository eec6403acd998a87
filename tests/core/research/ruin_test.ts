/** The exact risk against simulation, against hand-made sums and against ladders whose risk is known. Longer: AVIATOR_RUIN_SEQUENCES=10000000. */
import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { payoutOf } from "../../../core/betting/bet_rules.ts";
import { bankrollRuin } from "../../../core/research/bankroll_ruin.ts";
import { impossibleSteps, ladderProgression, playable, type Progression } from "../../../core/research/progression.ts";
import { ruinWithinRounds, sequenceRisk } from "../../../core/research/ruin.ts";
import { ruinPreview } from "../../../core/research/ruin_preview.ts";
import { AviatorStream } from "../../../core/simulator/round_stream.ts";

const SEQUENCES = Number(Deno.env.get("AVIATOR_RUIN_SEQUENCES") ?? 200_000);
const SEED = Number(Deno.env.get("AVIATOR_RUIN_SEED") ?? 11);
/** Of a normal distribution: one in a million falls outside. */
const DEVIATIONS = 4.9;

const SEED_LADDER = {
  stakesMinor: [1000, 2000, 4000, 7000, 12_000, 20_000],
  cashOutsHundredths: [220, 220, 220, 250, 300, 300],
};

/** Down on a win and up on a loss, three steps. */
const UP_AND_DOWN: Progression = [
  { stakeMinor: 1000, cashOutHundredths: 200, onWin: "end", onLoss: 1 },
  { stakeMinor: 2000, cashOutHundredths: 200, onWin: 0, onLoss: 2 },
  { stakeMinor: 3000, cashOutHundredths: 200, onWin: 1, onLoss: "ruin" },
];

/** Plays sequences against rounds of the law. */
function simulate(progression: Progression, sequences: number) {
  const stream = new AviatorStream({ seed: SEED, table: "ruin" });
  let ruined = 0, bets = 0, lostMinor = 0, squares = 0;
  for (let sequence = 0; sequence < sequences; sequence++) {
    let resultMinor = 0;
    for (let step: number | "end" | "ruin" = 0; typeof step === "number";) {
      const current: Progression[number] = progression[step], won = stream.next() >= current.cashOutHundredths;
      resultMinor += (won ? payoutOf(current) : 0) - current.stakeMinor;
      bets += 1;
      step = won ? current.onWin : current.onLoss;
      if (step === "ruin") ruined += 1;
    }
    lostMinor -= resultMinor;
    squares += resultMinor ** 2;
  }
  return {
    ruin: ruined / sequences,
    bets: bets / sequences,
    lostMinor: lostMinor / sequences,
    square: squares / sequences,
  };
}

for (
  const [name, progression] of [["the seed ladder", ladderProgression(SEED_LADDER)], ["a walk", UP_AND_DOWN]] as const
) {
  Deno.test(`sequenceRisk() equals ${SEQUENCES} simulated sequences of ${name} (seed ${SEED})`, () => {
    const exact = sequenceRisk(progression), seen = simulate(progression, SEQUENCES);
    const width = DEVIATIONS * Math.sqrt(exact.ruinPerSequence * (1 - exact.ruinPerSequence) / SEQUENCES);
    console.log(`exact ${exact.ruinPerSequence}, simulated ${seen.ruin} ± ${width}`);
    ok(Math.abs(seen.ruin - exact.ruinPerSequence) <= width, `${seen.ruin} is not ${exact.ruinPerSequence} ± ${width}`);
    ok(Math.abs(seen.bets / exact.betsPerSequence - 1) < 0.01);
    const lossWidth = DEVIATIONS * Math.sqrt(seen.square / SEQUENCES);
    ok(Math.abs(seen.lostMinor - exact.lossPerSequenceMinor) <= lossWidth);
  });
}

Deno.test("sequenceRisk() of the seed ladder is the product of its losses", () => {
  const risk = sequenceRisk(ladderProgression(SEED_LADDER));
  const product = (1 - 0.97 / 2.2) ** 3 * (1 - 0.97 / 2.5) * (1 - 0.97 / 3) ** 2;
  ok(Math.abs(risk.ruinPerSequence - product) < 1e-15);
  equal(risk.ruinPerSequence.toFixed(5), "0.04897");
  equal(risk.expectedRoundsToRuin?.toFixed(1), "45.4");
});

Deno.test("sequenceRisk() of twelve steps at 2.28x is 0.129 % a sequence, whatever is staked", () => {
  const ladder = { stakesMinor: Array(12).fill(1000), cashOutsHundredths: Array(12).fill(228) };
  equal((sequenceRisk(ladderProgression(ladder)).ruinPerSequence * 100).toFixed(3), "0.129");
});

Deno.test("sequenceRisk() follows the share that the game pays back", () => {
  const even = ladderProgression({ stakesMinor: [1000], cashOutsHundredths: [200] });
  equal(sequenceRisk(even, { rtp: 1 }).lossPerSequenceMinor, 0);
  equal(sequenceRisk(even, { rtp: 1 }).ruinPerSequence, 0.5);
  equal(sequenceRisk(even).ruinPerSequence, 1 - 0.485);
  equal(sequenceRisk(even).lossPerSequenceMinor.toFixed(6), "30.000000");
});

Deno.test("sequenceRisk() counts payouts rounded down, as tables pay them", () => {
  const odd = ladderProgression({ stakesMinor: [1], cashOutsHundredths: [199] });
  // A stake of one minor unit at 1.99x pays one back.
  ok(Math.abs(sequenceRisk(odd).lossPerSequenceMinor - (1 - 0.97 / 1.99)) < 1e-12);
});

Deno.test("sequenceRisk() says that steps which lead nowhere never end", () => {
  const endless: Progression = [{ stakeMinor: 1, cashOutHundredths: 200, onWin: 0, onLoss: 0 }];
  throws(() => sequenceRisk(endless), /a sequence of them never ends/);
});

Deno.test("ruinWithinRounds() is a sequence's own chance after just its steps, and nothing before", () => {
  const ladder = ladderProgression(SEED_LADDER);
  equal(ruinWithinRounds(ladder, { rounds: 5 }), 0);
  ok(Math.abs(ruinWithinRounds(ladder, { rounds: 6 }) - sequenceRisk(ladder).ruinPerSequence) < 1e-15);
  ok(ruinWithinRounds(ladder, { rounds: 2000 }) > 0.999999);
});

Deno.test("playable() ends a ladder at the first step that the table does not take", () => {
  const ladder = ladderProgression(SEED_LADDER), limits = { maxMinor: 10_000 };
  deepEqual(impossibleSteps(ladder, limits), [5, 6]);
  const four = { stakesMinor: [1000, 2000, 4000, 7000], cashOutsHundredths: [220, 220, 220, 250] };
  deepEqual(playable(ladder, limits), ladderProgression(four));
  equal(playable(ladder, { minMinor: 1001 }), null);
  deepEqual(impossibleSteps(ladder, { maxMinor: 20_000 }), []);
});

Deno.test(`bankrollRuin() equals simulated bankrolls (seed ${SEED})`, () => {
  const ladder = ladderProgression(SEED_LADDER), bankrollMinor = 120_050, rounds = 60, runs = 40_000;
  const { probability, isExact } = bankrollRuin(ladder, { bankrollMinor, rounds });
  equal(isExact, true);
  const stream = new AviatorStream({ seed: SEED, table: "bankroll" });
  let gone = 0;
  for (let run = 0; run < runs; run++) {
    let balanceMinor = bankrollMinor, step = 0;
    for (let round = 0; round < rounds; round++) {
      if (balanceMinor < ladder[step].stakeMinor) break;
      const won = stream.next() >= ladder[step].cashOutHundredths;
      balanceMinor += (won ? payoutOf(ladder[step]) : 0) - ladder[step].stakeMinor;
      step = won || step === ladder.length - 1 ? 0 : step + 1;
    }
    if (balanceMinor < ladder[step].stakeMinor) gone += 1;
  }
  const width = DEVIATIONS * Math.sqrt(probability * (1 - probability) / runs);
  ok(Math.abs(gone / runs - probability) <= width, `${gone / runs} is not ${probability} ± ${width}`);
});

Deno.test("bankrollRuin() on a coarser grid says so and stays near the exact answer", () => {
  const ladder = ladderProgression(SEED_LADDER), given = { bankrollMinor: 200_000, rounds: 150 };
  const exact = bankrollRuin(ladder, given), coarse = bankrollRuin(ladder, { ...given, additionsMax: 2_000_000 });
  deepEqual([exact.isExact, coarse.isExact], [true, false]);
  ok(Math.abs(coarse.probability - exact.probability) < 0.1 * exact.probability);
});

Deno.test("bankrollRuin() of a bankroll below the first stake is certain, of one that no bets can lose impossible", () => {
  const ladder = ladderProgression(SEED_LADDER);
  equal(bankrollRuin(ladder, { bankrollMinor: 999, rounds: 0 }).probability, 1);
  equal(bankrollRuin(ladder, { bankrollMinor: 46_000 + 12_000, rounds: 5 }).probability, 0);
});

Deno.test("ruinPreview() puts it together for a table's limit and refuses a first stake that it does not take", () => {
  const preview = ruinPreview(ladderProgression(SEED_LADDER), { limits: { maxMinor: 10_000 }, hours: [1] });
  deepEqual(preview.impossibleSteps, [5, 6]);
  equal(preview.atRiskMinor, 14_000);
  equal(preview.lossPerHourMinor.toFixed(0), String(Math.round(0.03 * preview.stakedPerHourMinor)));
  throws(() => ruinPreview(ladderProgression(SEED_LADDER), { limits: { maxMinor: 500 } }), /the first stake is 1000/);
  throws(() => ruinPreview(ladderProgression(SEED_LADDER), { hours: [1000] }), /150000 rounds ahead/);
});
