/** Bets after some low rounds in a row. A pure function: the same history gives the same answer, whatever time it is. */
import { defineStrategy } from "@aviator/sdk";

interface Settings {
  stakeMinor: number;
  cashOutHundredths: number;
  lowRounds: number;
}

export default defineStrategy({
  decide(history, { config, stakeMinMinor, stakeMaxMinor }) {
    // The program has checked the settings against plugin.json and filled in what was missing.
    const { stakeMinor, cashOutHundredths, lowRounds } = config as unknown as Settings;
    const last = lowRounds === 0 ? [] : history.slice(-lowRounds);
    if (last.length < lowRounds || last.some((round) => round.multiplier >= cashOutHundredths)) return null;
    // No bet is better than one that the table does not take.
    if (stakeMinor < stakeMinMinor || stakeMinor > stakeMaxMinor) return null;
    return { betAmounts: [stakeMinor], autoStops: [cashOutHundredths], currentIndex: 0 };
  },
});
