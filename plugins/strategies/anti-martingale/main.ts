/** Doubles the stake after each won bet, and begins anew after a lost one or after so many wins. */
import { defineStrategy, type HistoryRound } from "@aviator/sdk";

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
    const currentIndex = winsInARow(history) % wins;
    // A ladder with a step missing is another ladder: bet nothing at all.
    if (betAmounts[currentIndex] < stakeMinMinor || betAmounts[currentIndex] > stakeMaxMinor) return null;
    return { betAmounts, autoStops, currentIndex };
  },
});

/** Of the strategy's own settled bets, newest first; rounds without one, or with one given back, do not count. */
function winsInARow(history: readonly HistoryRound[]): number {
  let wins = 0;
  for (let at = history.length - 1; at >= 0; at -= 1) {
    const state = history[at].bet?.state;
    if (state === "lost") break;
    if (state === "won") wins += 1;
  }
  return wins;
}
