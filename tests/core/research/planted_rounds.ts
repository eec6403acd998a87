/** Rounds for tests of models: by the law, or with something in them that can be foretold. */
import { multiplierOf } from "../../../core/research/law.ts";
import { type RoundSeries, seriesOf } from "../../../core/research/round_series.ts";
import { Random } from "../../../core/simulator/random.ts";

/** Rounds of the law. */
export function fairRounds(count: number, seed: string): RoundSeries {
  const random = new Random(seed);
  return seriesOf(Array.from({ length: count }, () => multiplierOf((random.uint32() + 1) / 2 ** 32)));
}

/** As the law, but that after a round below 1.50x six rounds of ten reach 2.00x, and fewer than four of ten after others. */
export function plantedRounds(count: number, seed: string): RoundSeries {
  const random = new Random(seed), multipliers: number[] = [];
  for (let round = 0; round < count; round++) {
    const low = round > 0 && multipliers[round - 1] < 150;
    const reaches = random.unit() < (low ? 0.62 : 0.38), within = random.unit();
    // Uniform numbers up to 0.485 are the multipliers from 2.00 on.
    multipliers.push(multiplierOf(reaches ? 0.485 * (1 - within) : 1 - 0.515 * within));
  }
  return seriesOf(multipliers);
}
