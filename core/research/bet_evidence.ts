/**
 * What wins and losses say about the return of bets, by capital that is bet against a claim. Valid at any moment, however
 * often one looks, for any rule of choosing bets (Ville's inequality). Every bet counts the same: a large stake makes no
 * losing bet a winning one. Keeps no bets, only their number a cash-out.
 */

/** Edges for which capital is put at risk, in equal parts. */
const EDGES = [0.01, 0.02, 0.03, 0.05, 0.08, 0.13, 0.21, 0.34] as const;

/** Bets at one cash-out. */
export interface CashOutBets {
  /** hundredths */
  cashOut: number;
  bets: number;
  won: number;
}

/** Counts bets by their cash-out. */
export class BetCounts {
  readonly #counts = new Map<number, CashOutBets>();

  add(cashOut: number, isWon: boolean): void {
    const counts = this.#counts.get(cashOut) ?? { cashOut, bets: 0, won: 0 };
    if (counts.bets === 0) this.#counts.set(cashOut, counts);
    counts.bets += 1;
    if (isWon) counts.won += 1;
  }

  list(): CashOutBets[] {
    return [...this.#counts.values()];
  }
}

/**
 * Logarithm of the evidence against "no bet pays more than `rate` a unit back": what capital of 1 has become that bet on
 * more. It reaches c with a probability of 1/c at most when the claim is true.
 */
export function evidenceAbove(counts: readonly CashOutBets[], rate: number): number {
  return mixture(EDGES.map((edge) => capital(counts, { rate, factor: 1 + edge })));
}

/**
 * Logarithm of the evidence against "no bet pays less than `rate` a unit back". At low cash-outs, where that is more than
 * half of what can be won at all, the claim is that half.
 */
export function evidenceBelow(counts: readonly CashOutBets[], rate: number): number {
  return mixture(EDGES.map((edge) => capital(counts, { rate, factor: 1 - edge })));
}

/** Growth of the capital by one bet when `rate · (1 + edge)` is what it pays: mean and variance of its logarithm. */
export function growthOf(
  counts: readonly CashOutBets[],
  { rate, edge }: { rate: number; edge: number },
): { mean: number; variance: number } {
  const bets = counts.reduce((sum, one) => sum + one.bets, 0);
  let mean = 0, square = 0;
  for (const { cashOut, bets: some } of counts) {
    const odds = oddsOf(cashOut, { rate, factor: 1 + edge });
    if (!odds) continue;
    const share = some / bets;
    mean += share * (odds.chance * odds.won + (1 - odds.chance) * odds.lost);
    square += share * (odds.chance * odds.won ** 2 + (1 - odds.chance) * odds.lost ** 2);
  }
  return { mean, variance: square - mean * mean };
}

/** What is taken off the best part of the capital at most, for having spread it. */
export const SPREAD_COST = Math.log(EDGES.length);

function capital(counts: readonly CashOutBets[], claim: { rate: number; factor: number }): number {
  let sum = 0;
  for (const { cashOut, bets, won } of counts) {
    const odds = oddsOf(cashOut, claim);
    if (odds) sum += won * odds.won + (bets - won) * odds.lost;
  }
  return sum;
}

/** The logarithms of the likelihood ratio of one bet, won and lost; null where the claim allows any win. */
function oddsOf(
  cashOut: number,
  { rate, factor }: { rate: number; factor: number },
): { won: number; lost: number; chance: number } | null {
  // Below 1.06x nothing can pay 3 % more than its stake on average.
  const possible = factor < 1 ? Math.min(rate, (1 + cashOut / 100) / 2) : rate, claimed = 100 * possible / cashOut;
  if (claimed >= 1) return null;
  // Near 1.01x a larger edge would be more than certainty.
  const chance = Math.min(claimed * factor, (1 + claimed) / 2);
  return { won: Math.log(chance / claimed), lost: Math.log((1 - chance) / (1 - claimed)), chance };
}

function mixture(logs: number[]): number {
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0) / logs.length);
}
