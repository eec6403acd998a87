/** `fairness`: whether rounds follow the law that their table claims, and how sure that is. */
import type { FairnessReport } from "../protocol/fairness.ts";
import { bundleFiles, writeBundle } from "../research/evidence_bundle.ts";
import { testFairness } from "../research/fairness.ts";
import type { CommonOptions } from "./common_options.ts";
import { loadRounds } from "../research/rounds_source.ts";
import { placesOf, sourceOf } from "./research_places.ts";

export interface FairnessOptions extends CommonOptions {
  table?: string;
  rtp: number;
  /** folder for the evidence */
  bundle?: string;
}

/** Tests the rounds of a file or a table and prints what was found. */
export async function fairness(file: string | undefined, options: FairnessOptions): Promise<number> {
  const source = sourceOf(file, { ...options, seed: 1 });
  const { series, title, setAsideLines: setAside } = await loadRounds(source, await placesOf(options));
  const report = testFairness(series, { rtp: options.rtp, setAside });
  if (options.bundle !== undefined) {
    await writeBundle(bundleFiles(report, series, { source: title, madeAtMs: Date.now() }), options.bundle);
    console.error(`wrote the evidence to ${options.bundle}`);
  }
  console.log(options.json ? JSON.stringify(report) : readable(report));
  return 0;
}

function readable(report: FairnessReport): string {
  const { ks, chiSquare, instant, returns, runs, autocorrelations, tests, sample, quality } = report;
  const outside = autocorrelations.filter(({ value, limit95 }) => Math.abs(value) > limit95).length;
  return [
    report.sentence,
    "",
    row("rounds", `${report.rounds}`),
    row("claimed", report.law),
    row("distance (KS)", `${ks.d.toFixed(4)}, 95 % limit ${ks.limit95.toFixed(4)}`),
    row("chi-square", `${chiSquare.value.toFixed(1)} with ${chiSquare.degrees} degrees of freedom`),
    row("1.00x", `${share(report.p100)} (${range(instant.interval95)}), by the law ${share(instant.law)}`),
    ...returns.map(({ cashOut, value, interval95, law }) =>
      row(
        `return at ${(cashOut / 100).toFixed(2)}x`,
        `${share(value)} (${range(interval95)}), by the law ${share(law)}`,
      )
    ),
    row("runs", `${runs.seen}, expected ${runs.expected.toFixed(1)} (z ${runs.z.toFixed(2)})`),
    row("autocorrelations", `${outside} of ${autocorrelations.length} outside their 95 % band`),
    row(
      "strongest",
      `${tests[0].id}: p ${tests[0].p.toPrecision(2)}, with all tests counted ${tests[0].pCorrected.toPrecision(2)}`,
    ),
    row("still needed", `${sample.stillNeeded} rounds to tell ${share(report.rtp)} from ${share(sample.otherRtp)}`),
    row("gaps", `${quality.gaps}, with about ${quality.roundsMissed} rounds`),
    row("set aside", `${quality.setAside}`),
    row("flights too long", `${quality.flightsTooLong} for the time since the round before`),
    row("verdict", report.verdict),
  ].join("\n");
}

function row(name: string, value: string): string {
  return `${name.padEnd(20)} ${value}`;
}

function share(value: number): string {
  return `${(100 * value).toFixed(2)} %`;
}

function range([low, high]: readonly [number, number]): string {
  return `${share(low)} to ${share(high)}`;
}
