/** Margins taken out of odds: known answers, and what holds of every market. */
import assert from "node:assert/strict";
import { devig, DEVIG_METHODS } from "../../../core/research/devig.ts";
import { Random } from "../../../core/simulator/random.ts";

const SEED = Deno.env.get("AVIATOR_SEED") ?? "3";

function near(found: readonly number[] | null, expected: readonly number[], tolerance = 1e-12): void {
  assert.ok(found, "no answer");
  found.forEach((one, at) => assert.ok(Math.abs(one - expected[at]) < tolerance, `${found} is not ${expected}`));
}

// Shin's are those that the documentation of the Python package `shin` prints; the others were solved with NumPy.
const KNOWN: [method: (typeof DEVIG_METHODS)[number], odds: number[], expected: number[]][] = [
  ["shin", [2.6, 2.4, 4.3], [0.37299406033208965, 0.4047794109200184, 0.2222265287474275]],
  ["multiplicative", [2, 2, 2], [1 / 3, 1 / 3, 1 / 3]],
  ["multiplicative", [1.5, 2.5], [0.625, 0.375]],
];

for (const [method, odds, expected] of KNOWN) {
  Deno.test(`devig() gives the known answer by ${method} for ${odds}`, () => near(devig(odds, method), expected, 1e-9));
}

Deno.test("devig() by power gives NumPy's answer", () => {
  near(devig([2.6, 2.4, 4.3], "power"), [0.3729844, 0.40510717, 0.22190843], 1e-7);
});

Deno.test("devig() by shin is the additive method for two outcomes, as Shin's model has it", () => {
  const odds = [1.4, 3], margin = (1 / 1.4 + 1 / 3 - 1) / 2;
  near(devig(odds, "shin"), [1 / 1.4 - margin, 1 / 3 - margin], 1e-9);
});

Deno.test(`devig() finds the probabilities again that odds were made of by its own model, seed ${SEED}`, () => {
  const random = new Random(SEED);
  for (let market = 0; market < 300; market += 1) {
    const weights = Array.from({ length: 2 + Math.floor(random.unit() * 6) }, () => 0.2 + random.unit());
    const all = weights.reduce((sum, one) => sum + one, 0), truth = weights.map((one) => one / all);
    const margin = 1 + 0.12 * random.unit(), power = 1 + 0.05 * random.unit();
    near(devig(truth.map((one) => 1 / (one * margin)), "multiplicative"), truth, 1e-9);
    // Odds whose inverse to that power is the truth.
    near(devig(truth.map((one) => 1 / one ** (1 / power)), "power"), truth, 1e-7);
    const insiders = 0.08 * random.unit();
    near(devig(shinOdds(truth, insiders), "shin"), truth, 1e-7);
  }
});

/** Shin's prices: proportional to √(z p + (1 − z) p²), with a book that is the square of their sum. */
function shinOdds(truth: readonly number[], insiders: number): number[] {
  const roots = truth.map((one) => Math.sqrt(insiders * one + (1 - insiders) * one ** 2));
  const book = roots.reduce((sum, one) => sum + one, 0);
  return roots.map((root) => 1 / (root * book));
}

Deno.test("devig() refuses what is no whole market", () => {
  const wrong = [[], [2], [3, 4], [1.01, 1.01, 1.01], [2, 1], [2, NaN], [2, Infinity]];
  for (const method of DEVIG_METHODS) {
    for (const odds of wrong) assert.equal(devig(odds, method), null, `${method} of ${odds}`);
  }
});
