/**
 * What rounds say about a table's fairness: tests against the claimed law, and how many rounds are still needed. The return
 * is one question, asked at 1 %; all other tests share another 1 % by Holm's correction. So of a hundred fair tables two
 * at most are said to differ. Never says `proved`.
 */
import type { FairnessReport, FairnessVerdict, TestResult } from "../protocol/fairness.ts";
import { binomialTwoSided, exactInterval, holm } from "./distributions.ts";
import { fairnessSentence } from "./fairness_texts.ts";
import { chiSquare, kolmogorovSmirnov, lowerBound, sharesAt } from "./goodness_of_fit.ts";
import { autocorrelations, runsTest } from "./independence.ts";
import { CASH_OUT_MIN, crashLaw, type Law, RETURN_TO_PLAYER } from "./law.ts";
import { returnsAt, roundsToTell } from "./returns.ts";
import { roundQuality } from "./round_quality.ts";
import type { RoundSeries } from "./round_series.ts";

/** How often a fair table fails the test of its return, and how often any of the others. */
const FAIRNESS_ALPHA = 0.01;
/** The smaller return that a table could have instead. */
const RTP_STEP = 0.01;
const POINTS = 80;
const POINT_LAST = 5_000;

export interface FairnessOptions {
  /** what the table claims to pay back */
  rtp?: number;
  /** another law than the crash game's usual one, with `rtp` as its return at 1.01x */
  law?: Law;
  /** lines that were left out before */
  setAside?: number;
}

/** Tests rounds against a law. */
export function testFairness(
  series: RoundSeries,
  { rtp = RETURN_TO_PLAYER, law = crashLaw(rtp), setAside = 0 }: FairnessOptions = {},
): FairnessReport {
  const { multiplier, endedAtMs } = series, rounds = multiplier.length;
  const sorted = multiplier.toSorted();
  const instant = lowerBound(sorted, CASH_OUT_MIN), instantLaw = 1 - law.reaching(CASH_OUT_MIN);
  const [low, high] = exactInterval(instant, { count: rounds });
  const parts = {
    ks: kolmogorovSmirnov(sorted, law),
    chiSquare: chiSquare(sorted, law),
    returns: returnsAt(sorted, law),
    runs: runsTest(multiplier, law),
    autocorrelations: autocorrelations(multiplier, { law }),
  };
  const instantP = rounds === 0 ? 1 : binomialTwoSided(instant, { count: rounds, p: instantLaw });
  const tests = [
    { id: "instant", p: instantP, pCorrected: instantP },
    ...corrected([
      { id: "ks", p: parts.ks.p },
      { id: "chi-square", p: parts.chiSquare.p },
      ...parts.returns.slice(1).map(({ cashOut, p }) => ({ id: `return-${(cashOut / 100).toFixed(2)}`, p })),
      { id: "runs", p: parts.runs.p },
      ...parts.autocorrelations.map(({ lag, p }) => ({ id: `autocorrelation-${lag}`, p })),
    ]),
  ].sort((a, b) => a.pCorrected - b.pCorrected || a.p - b.p);
  const otherRtp = Math.round((rtp - RTP_STEP) * 1e6) / 1e6, roundsNeeded = roundsToTell(rtp, otherRtp);
  const verdict: FairnessVerdict = tests[0].pCorrected < FAIRNESS_ALPHA
    ? "differs"
    : rounds < roundsNeeded
    ? "undecided"
    : "fits";
  const factor = CASH_OUT_MIN / 100;
  const report = {
    rounds,
    fromMs: rounds === 0 ? null : endedAtMs[0],
    toMs: rounds === 0 ? null : endedAtMs[rounds - 1],
    law: law.title,
    rtp,
    ks: { d: parts.ks.d, limit95: parts.ks.limit95 },
    chiSquare: { value: parts.chiSquare.value, degrees: parts.chiSquare.degrees },
    p100: rounds === 0 ? 0 : instant / rounds,
    instant: { rounds: instant, interval95: [low, high], law: instantLaw } satisfies FairnessReport["instant"],
    returns: parts.returns.map(({ p: _p, ...point }) => point),
    rtpSeen: {
      value: rounds === 0 ? 0 : factor * (1 - instant / rounds),
      interval95: [factor * (1 - high), factor * (1 - low)],
    } satisfies FairnessReport["rtpSeen"],
    runs: { seen: parts.runs.seen, expected: parts.runs.expected, z: parts.runs.z },
    autocorrelations: parts.autocorrelations.map(({ p: _p, ...lag }) => lag),
    tests,
    sample: { otherRtp, cashOut: CASH_OUT_MIN, roundsNeeded, stillNeeded: Math.max(0, roundsNeeded - rounds) },
    distribution: sharesAt(sorted, { law, points: logPoints() }),
    quality: roundQuality(series, setAside),
    verdict,
  };
  return { ...report, sentence: fairnessSentence(report) };
}

function corrected(tests: { id: string; p: number }[]): TestResult[] {
  const pValues = holm(tests.map(({ p }) => p));
  return tests.map((test, index) => ({ ...test, pCorrected: pValues[index] }));
}

/** Evenly on a logarithmic axis from 1.01x to 50x. */
function logPoints(): number[] {
  const step = Math.log(POINT_LAST / CASH_OUT_MIN) / (POINTS - 1);
  const points = Array.from({ length: POINTS }, (_, index) => Math.round(CASH_OUT_MIN * Math.exp(step * index)));
  return [...new Set(points)];
}
