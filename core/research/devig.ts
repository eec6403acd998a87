/**
 * Takes the bookmaker's margin out of a market's odds: what the odds say once they sum to one. Three methods, for the
 * margin does not lie evenly on favourites and outsiders. Refuses markets that are no bookmaker's.
 */

export const DEVIG_METHODS = ["multiplicative", "power", "shin"] as const;
/**
 * `multiplicative`: each odds lose the same share; `power`: all inverse odds are raised to one power, which takes more from
 * outsiders; `shin`: the margin is what protects the bookmaker from those who know more (Shin 1993).
 */
export type DevigMethod = (typeof DEVIG_METHODS)[number];

/** Inverse odds may sum to this at most: a larger margin is a mistake in the data. */
const BOOK_MAX = 2;
const STEPS = 200;

/**
 * @param odds decimal odds of all outcomes of one market, each above 1
 * @returns their probabilities in the same order, summing to 1; null for a market without margin or with too much of it,
 * or of fewer than two outcomes: it is not whole
 */
export function devig(odds: readonly number[], method: DevigMethod): number[] | null {
  const inverse = odds.map((one) => 1 / one), book = sum(inverse);
  if (odds.length < 2 || odds.some((one) => !(one > 1 && one < Infinity)) || book < 1 || book > BOOK_MAX) return null;
  if (method === "multiplicative" || book === 1) return inverse.map((one) => one / book);
  return method === "power" ? powerOf(inverse) : shinOf(inverse, book);
}

function powerOf(inverse: readonly number[]): number[] {
  const at = (power: number) => inverse.map((one) => one ** power);
  // The sum falls as the power grows; at 1 it is above one.
  let high = 2;
  while (sum(at(high)) > 1) high *= 2;
  return normalised(at(solve((power) => sum(at(power)) - 1, { low: 1, high })));
}

function shinOf(inverse: readonly number[], book: number): number[] {
  const at = (insiders: number) =>
    inverse.map((one) =>
      (Math.sqrt(insiders ** 2 + 4 * (1 - insiders) * one ** 2 / book) - insiders) / (2 * (1 - insiders))
    );
  // The sum is the square root of the book at no insiders, and falls as they grow more.
  return normalised(at(solve((insiders) => sum(at(insiders)) - 1, { low: 0, high: 0.999 })));
}

/** Halves the span in which a falling function meets zero. */
function solve(value: (at: number) => number, { low, high }: { low: number; high: number }): number {
  for (let step = 0; step < STEPS && high - low > 1e-15; step += 1) {
    const middle = (low + high) / 2;
    if (value(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function normalised(values: readonly number[]): number[] {
  const all = sum(values);
  return values.map((value) => value / all);
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
