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
    const betAmounts = Array.from({ length: wins }, (_, step) => stakeMinor * 2 ** step);
    const currentIndex = winsInARow(history) % wins;
    // A ladder with a step missing is another ladder: bet nothing at all.
    if (betAmounts[currentIndex] < stakeMinMinor || betAmounts[currentIndex] > stakeMaxMinor) return null;
    return { betAmounts, autoStops: betAmounts.map(() => cashOutHundredths), currentIndex };
  },
});

/** Of the strategy's own settled bets, newest first; rounds without one, or with one given back, do not count. */
function winsInARow(history: readonly HistoryRound[]): number {
  const settled = history.map((round) => round.bet?.state).filter((state) => state === "won" || state === "lost");
  return settled.length - 1 - settled.lastIndexOf("lost");
}
