/** One unit more after each lost bet, one less after each won one; begins anew after a loss on the highest step. */
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
    const autoStops = new Array<number>(steps).fill(cashOutHundredths);
    const betAmounts = autoStops.map((_, step) => stakeMinor * (step + 1));
    const currentIndex = nextStep(betAmounts, lastDecidedBet(history));
    // A ladder with a step missing is another ladder: bet nothing at all.
    if (betAmounts[currentIndex] < stakeMinMinor || betAmounts[currentIndex] > stakeMaxMinor) return null;
    return { betAmounts, autoStops, currentIndex };
  },
});

/** By the stake of the last bet, so that it does not matter how far back the history goes; 0 where that is none of the steps. */
function nextStep(betAmounts: readonly number[], last: DecidedBet | null): number {
  const step = last === null ? -1 : betAmounts.indexOf(last.stakeMinor);
  if (step < 0 || last === null) return 0;
  return last.state === "won" ? Math.max(0, step - 1) : (step + 1) % betAmounts.length;
}
