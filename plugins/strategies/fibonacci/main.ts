/** Stakes 1, 2, 3, 5, 8, 13 … times the first: one step on after each lost bet, two back after each won one; begins anew after a loss on the highest. */
import { type DecidedBet, defineStrategy, lastDecidedBet } from "@aviator/sdk";

interface Settings {
  stakeMinor: number;
  cashOutHundredths: number;
  steps: number;
}

export default defineStrategy({
  decide(history, { config, stakeMinMinor, stakeMaxMinor }) {
    // The host has checked the configuration against the manifest's schema.
    const { stakeMinor, cashOutHundredths, steps } = config as unknown as Settings;
    const betAmounts = fibonacci(steps).map((factor) => factor * stakeMinor);
    const currentIndex = nextStep(betAmounts, lastDecidedBet(history));
    // A ladder with a step missing is another ladder: bet nothing at all.
    if (betAmounts[currentIndex] < stakeMinMinor || betAmounts[currentIndex] > stakeMaxMinor) return null;
    return { betAmounts, autoStops: new Array<number>(steps).fill(cashOutHundredths), currentIndex };
  },
});

/** From 1, 2: the second 1 would be a step that its stake does not tell. */
function fibonacci(count: number): number[] {
  const numbers = [1, 2];
  while (numbers.length < count) numbers.push(numbers[numbers.length - 1] + numbers[numbers.length - 2]);
  return numbers.slice(0, count);
}

/** By the stake of the last bet, so that it does not matter how far back the history goes; 0 where that is none of the steps. */
function nextStep(betAmounts: readonly number[], last: DecidedBet | null): number {
  const step = last === null ? -1 : betAmounts.indexOf(last.stakeMinor);
  if (step < 0 || last === null) return 0;
  return last.state === "won" ? Math.max(0, step - 2) : (step + 1) % betAmounts.length;
}
