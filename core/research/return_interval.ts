/**
 * The return of money staked, with an interval that holds at every moment at once: a normal mixture over the variance
 * of what came back (Robbins). Stakes and cash-outs may differ and depend on what was before. Exact for large numbers
 * of bets; at cash-outs that hardly ever win it needs many.
 */

/** The interval is narrowest near so many bets like the first one. */
const TUNED_BETS = 2_000;

interface CashOutMoney {
  bets: number;
  won: number;
  /** sum of the squares of the stakes */
  squares: number;
}

export class ReturnInterval {
  readonly #money = new Map<number, CashOutMoney>();
  #staked = 0;
  #returned = 0;
  #scale = 0;

  /** @param bet `stake` and `returned` in any one unit, `cashOut` in hundredths */
  add({ stake, returned, cashOut }: { stake: number; returned: number; cashOut: number }): void {
    const money = this.#money.get(cashOut) ?? { bets: 0, won: 0, squares: 0 };
    if (money.bets === 0) this.#money.set(cashOut, money);
    money.bets += 1;
    money.squares += stake * stake;
    if (returned > 0) money.won += 1;
    // A fair bet at c has the variance c - 1.
    this.#scale ||= stake * stake * (cashOut / 100 - 1) * TUNED_BETS;
    this.#staked += stake;
    this.#returned += returned;
  }

  /** Profit a unit staked; null when nothing was. */
  get value(): number | null {
    return this.#staked === 0 ? null : this.#returned / this.#staked - 1;
  }

  /** @param level how often it holds the true return, over all moments together */
  interval(level = 0.95): [low: number, high: number] | null {
    const value = this.value, alpha = 1 - level;
    if (value === null) return null;
    const logs = -2 * Math.log(alpha), spread = this.#scale / (logs + Math.log(logs) + 1);
    const total = this.#variance() + spread;
    const half = Math.sqrt(total * (Math.log(total / spread) + logs)) / this.#staked;
    return [Math.max(-1, value - half), value + half];
  }

  /** Of all that came back, by how often each cash-out was reached. */
  #variance(): number {
    let sum = 0;
    for (const [cashOut, { bets, won, squares }] of this.#money) {
      const share = (won + 0.5) / (bets + 1);
      sum += squares * (cashOut / 100) ** 2 * share * (1 - share);
    }
    return sum;
  }
}
