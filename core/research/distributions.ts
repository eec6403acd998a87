/**
 * Probability distributions that tests are made of: normal, chi-square, binomial, Kolmogorov. Relative error below
 * 1e-7, for samples of ten million too. Knows no game.
 */

/** Terms after which a series or a continued fraction that has not settled is a bug. */
const TERMS_MAX = 10_000;
const EPSILON = 1e-15;
const LANCZOS = [
  0.99999999999980993,
  676.5203681218851,
  -1259.1392167224028,
  771.32342877765313,
  -176.61502916214059,
  12.507343278686905,
  -0.13857109526572012,
  9.9843695780195716e-6,
  1.5056327351493116e-7,
];

/** ln Γ(x), x above 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1, t = z + 7.5;
  const sum = LANCZOS.reduce((sum, term, index) => index === 0 ? term : sum + term / (z + index), 0);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

/** P(χ² > x) with so many degrees of freedom. */
export function chiSquareTail(x: number, degrees: number): number {
  return x <= 0 ? 1 : gammaTail(degrees / 2, x / 2);
}

/** P(Z ≤ z). */
export function normalCdf(z: number): number {
  const tail = 0.5 * gammaTail(0.5, z * z / 2);
  return z > 0 ? 1 - tail : tail;
}

/** P(|Z| > z). */
export function normalTwoSided(z: number): number {
  return gammaTail(0.5, z * z / 2);
}

/** The z with P(Z ≤ z) = `share`; `share` above 0 and below 1. */
export function normalQuantile(share: number): number {
  if (share > 0.5) return -normalQuantile(1 - share);
  return bisect((z) => normalCdf(z) - share, -40, 0);
}

/** P(X ≤ hits), X of `count` trials with probability `p` each. */
export function binomialCdf(hits: number, { count, p }: { count: number; p: number }): number {
  if (hits < 0) return 0;
  if (hits >= count) return 1;
  return betaCdf(1 - p, { a: count - hits, b: hits + 1 });
}

/** Twice the smaller tail, at most 1: the exact two-sided test that goes with `exactInterval()`. */
export function binomialTwoSided(hits: number, { count, p }: { count: number; p: number }): number {
  const low = binomialCdf(hits, { count, p });
  const high = hits <= 0 ? 1 : betaCdf(p, { a: hits, b: count - hits + 1 });
  return Math.min(1, 2 * Math.min(low, high));
}

/** Clopper and Pearson's interval for a probability: holds it at least as often as `level` says. */
export function exactInterval(
  hits: number,
  { count, level = 0.95 }: { count: number; level?: number },
): [low: number, high: number] {
  const half = (1 - level) / 2;
  const low = hits === 0 ? 0 : bisect((p) => betaCdf(p, { a: hits, b: count - hits + 1 }) - half, 0, 1);
  const high = hits === count ? 1 : bisect((p) => half - betaCdf(1 - p, { a: count - hits, b: hits + 1 }), 0, 1);
  return [low, high];
}

/** P(√n·D > x) for large n and a continuous law; with steps in the law it is at most this. */
export function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k < 100; k += 1) {
    const term = Math.exp(-2 * k * k * x * x);
    sum += k % 2 === 1 ? term : -term;
    if (term < EPSILON) break;
  }
  return Math.min(1, Math.max(0, 2 * sum));
}

/** Holm's correction: each p value as if it stood alone, so that one false alarm among all keeps its probability. */
export function holm(pValues: readonly number[]): number[] {
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a] - pValues[b]);
  const corrected = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, pValues[index] * (pValues.length - rank)));
    corrected[index] = least;
  });
  return corrected;
}

/** The upper regularised incomplete gamma function Q(a, x). */
function gammaTail(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - scale * gammaSeries(a, x) : scale * gammaFraction(a, x);
}

function gammaSeries(a: number, x: number): number {
  let term = 1 / a, sum = term;
  for (let n = 1; n < TERMS_MAX; n += 1) {
    term *= x / (a + n);
    sum += term;
    if (term < sum * EPSILON) return sum;
  }
  return notSettled();
}

function gammaFraction(a: number, x: number): number {
  return lentz((n) => n === 0 ? 1 : n * (a - n), { first: x + 1 - a, step: 2 });
}

/** Lentz's way through a continued fraction with denominators `first`, `first + step`, … */
function lentz(numerator: (n: number) => number, { first, step }: { first: number; step: number }): number {
  let b = first, c = 1 / 1e-300, d = 1 / b, h = d;
  for (let n = 1; n < TERMS_MAX; n += 1) {
    b += step;
    d = 1 / nonZero(numerator(n) * d + b);
    c = nonZero(b + numerator(n) / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) return h;
  }
  return notSettled();
}

/** A beta distribution's two parameters. */
interface Shape {
  a: number;
  b: number;
}

/** The regularised incomplete beta function I_x(a, b): P(B ≤ x). */
function betaCdf(x: number, { a, b }: Shape): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2)
    ? scale * betaFraction(x, { a, b }) / a
    : 1 - scale * betaFraction(1 - x, { a: b, b: a }) / b;
}

function betaFraction(x: number, { a, b }: Shape): number {
  let c = 1, d = 1 / nonZero(1 - (a + b) * x / (a + 1)), h = d;
  for (let m = 1; m < TERMS_MAX; m += 1) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < EPSILON) return h;
  }
  return notSettled();
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/** Where a rising function crosses 0. */
function bisect(rising: (x: number) => number, low: number, high: number): number {
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (rising(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function notSettled(): never {
  throw new RangeError("Cannot compute a distribution: its series does not settle");
}
