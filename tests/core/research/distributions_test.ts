/** Distributions against values of SciPy 1.17, small and large. */
import assert from "node:assert/strict";
import {
  binomialCdf,
  binomialTwoSided,
  chiSquareTail,
  exactInterval,
  holm,
  kolmogorovTail,
  logGamma,
  normalCdf,
  normalQuantile,
  normalTwoSided,
} from "../../../core/research/distributions.ts";

const VALUES: [name: string, ours: number, scipy: number][] = [
  ["gammaln(0.3)", logGamma(0.3), 1.0957979948180756],
  ["gammaln(1e6)", logGamma(1e6), 12815504.569147611],
  ["chi2.sf(3.84, 1)", chiSquareTail(3.84, 1), 0.05004352124870519],
  ["chi2.sf(60, 40)", chiSquareTail(60, 40), 0.02187346844139091],
  ["chi2.sf(1005000, 1e6)", chiSquareTail(1_005_000, 1e6), 0.00020767800946702958],
  ["norm.cdf(-5)", normalCdf(-5), 2.866515718791933e-07],
  ["norm.cdf(1.96)", normalCdf(1.96), 0.9750021048517795],
  ["2 norm.sf(10)", normalTwoSided(10), 1.523970604832094e-23],
  ["norm.ppf(0.975)", normalQuantile(0.975), 1.959963984540054],
  ["norm.ppf(1e-10)", normalQuantile(1e-10), -6.361340902404056],
  ["binom.cdf(61, 1861, 4/101)", binomialCdf(61, { count: 1861, p: 4 / 101 }), 0.07039066626962051],
  ["binom.cdf(5, 1e7, 1e-6)", binomialCdf(5, { count: 1e7, p: 1e-6 }), 0.06708586827654744],
  ["two tails", binomialTwoSided(2e6 - 300, { count: 4e6, p: 0.5 }), 0.7645585763602546],
  ["beta.ppf(0.025, 77, 1734)", exactInterval(77, { count: 1810 })[0], 0.03371629783255663],
  ["beta.ppf(0.975, 78, 1733)", exactInterval(77, { count: 1810 })[1], 0.05288500685697659],
  ["beta.ppf(0.975, 1, 10)", exactInterval(0, { count: 10 })[1], 0.3084971078187607],
  ["beta.ppf(0.005, 1e6, 9e6 + 1)", exactInterval(1e6, { count: 1e7, level: 0.99 })[0], 0.09975577569924925],
  ["kstwobign.sf(1.358)", kolmogorovTail(1.358), 0.05002679733444698],
];

for (const [name, ours, scipy] of VALUES) {
  Deno.test(`distributions have SciPy's value of ${name}`, () => {
    assert.ok(Math.abs(ours - scipy) <= 1e-7 * Math.abs(scipy), `${ours} for ${scipy}`);
  });
}

Deno.test("exactInterval() ends at 0 and at 1 when no trial or every trial hit", () => {
  assert.equal(exactInterval(0, { count: 10 })[0], 0);
  assert.equal(exactInterval(10, { count: 10 })[1], 1);
});

Deno.test("holm() multiplies the smallest by the number of tests, and never lowers", () => {
  assert.deepEqual(holm([0.04, 0.01, 0.5]), [0.08, 0.03, 0.5]);
  assert.deepEqual(holm([0.6, 0.5]), [1, 1]);
});
