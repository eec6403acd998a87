/** Where crash points come from. Knows no table, no time and no bets. */
import { multiplierOf, RETURN_TO_PLAYER } from "../research/law.ts";
import { Random } from "./random.ts";

export interface RoundStream {
  /** The next round's crash point, whole hundredths, at least 100. */
  next(): number;
}

/**
 * Crash points by the game's law, cut at `MULTIPLIER_MAX`. Exact but for the generator's grain: each probability is
 * right to 2^-32.
 */
export class AviatorStream implements RoundStream {
  readonly #random: Random;
  readonly #rtp: number;

  /** @param options the same seed and table give the same rounds; tables are independent of each other */
  constructor({ seed, table, rtp = RETURN_TO_PLAYER }: { seed: number; table: string; rtp?: number }) {
    this.#random = new Random(`${seed}/${table}/rounds`);
    this.#rtp = rtp;
  }

  next(): number {
    return multiplierOf((this.#random.uint32() + 1) / 2 ** 32, this.#rtp);
  }
}
