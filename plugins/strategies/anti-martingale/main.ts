/** Doubles the stake after each won bet, and begins anew after a lost one or after so many wins. */
import { betsInARow, defineStrategy } from "@aviator/sdk";

interface Settings {
  stakeMinor: number;
  cashOutHundredths: number;
  wins: number;
}

export default defineStrategy({
  decide(history, { config, stakeMinMinor, stakeMaxMinor }) {
    // The host has checked the configuration against the manifest's schema.
    const { stakeMinor, cashOutHundredths, wins } = config as unknown as Settings;
    const betAmounts: number[] = [], autoStops: number[] = [];
    for (let step = 0; step < wins; step += 1) {
      betAmounts.push(stakeMinor * 2 ** step);
      autoStops.push(cashOutHundredths);
    }
    const currentIndex = betsInARow(history, "won") % wins;
    // A ladder with a step missing is another ladder: bet nothing at all.
    if (betAmounts[currentIndex] < stakeMinMinor || betAmounts[currentIndex] > stakeMaxMinor) return null;
    return { betAmounts, autoStops, currentIndex };
  },
});
