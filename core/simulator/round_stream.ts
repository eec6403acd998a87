/** Where crash points come from. Knows no table, no time and no bets. */
import { Random } from "./random.ts";

/** The highest crash point: 1,000,000.00x in hundredths. The law reaches it about once in a million rounds. */
export const CRASH_HUNDREDTHS_MAX = 100_000_000;

export interface RoundStream {
  /** The next round's crash point, whole hundredths, at least 100. */
  next(): number;
}

/**
 * Crash points by the law P(multiplier ≥ m) = 0.97/m on the grid of hundredths from 1.01, so P(1.00) = 1 − 97/101,
 * cut at `CRASH_HUNDREDTHS_MAX`. Exact but for the generator's grain: each probability is right to 2^-32.
 */
export class AviatorStream implements RoundStream {
  readonly #random: Random;

  /** @param options the same seed and table give the same rounds; tables are independent of each other */
  constructor(options: { seed: number; table: string }) {
    this.#random = new Random(`${options.seed}/${options.table}/rounds`);
  }

  next(): number {
    // floor(97 / u) with u = draw / 2^32. Both sides stay below 2^53, where the quotient's floor is exact.
    const draw = this.#random.uint32() + 1;
    const hundredths = Math.floor((97 * 2 ** 32) / draw);
    return hundredths < 101 ? 100 : Math.min(hundredths, CRASH_HUNDREDTHS_MAX);
  }
}
