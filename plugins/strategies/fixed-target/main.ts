/** Stakes so much that a won bet brings back all that its sequence has lost and the same target on top; begins anew after a win or the last step. */
import { betsInARow, defineStrategy } from "@aviator/sdk";

interface Settings {
  targetMinor: number;
  cashOutHundredths: number;
  steps: number;
  roundToMinor: number;
}

export default defineStrategy({
  decide(history, { config, stakeMinMinor, stakeMaxMinor }) {
    // The host has checked the configuration against the manifest's schema.
    const settings = config as unknown as Settings;
    const betAmounts = ladder(settings, stakeMinMinor), currentIndex = betsInARow(history, "lost") % betAmounts.length;
    // A ladder with a step missing is another ladder: bet nothing at all.
    if (betAmounts[currentIndex] < stakeMinMinor || betAmounts[currentIndex] > stakeMaxMinor) return null;
    const autoStops = new Array<number>(betAmounts.length).fill(settings.cashOutHundredths);
    return { betAmounts, autoStops, currentIndex };
  },
});

/** The smallest stakes that reach the target, each at least the table's smallest. */
function ladder({ targetMinor, cashOutHundredths, steps, roundToMinor }: Settings, stakeMinMinor: number): number[] {
  const stakes: number[] = [];
  for (let lostMinor = 0; stakes.length < steps;) {
    const needed = (targetMinor + lostMinor) * 100 / (cashOutHundredths - 100);
    const stake = Math.ceil(Math.max(needed, stakeMinMinor) / roundToMinor) * roundToMinor;
    stakes.push(stake);
    lostMinor += stake;
  }
  return stakes;
}
