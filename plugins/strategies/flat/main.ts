/** The same stake at the same cash-out on every round. Bets nothing where the table does not take that stake. */
import { defineStrategy } from "@aviator/sdk";

export default defineStrategy({
  decide(_history, { config, stakeMinMinor, stakeMaxMinor }) {
    // The host has checked the configuration against the manifest's schema.
    const { stakeMinor, cashOutHundredths } = config as { stakeMinor: number; cashOutHundredths: number };
    if (stakeMinor < stakeMinMinor || stakeMinor > stakeMaxMinor) return null;
    return { betAmounts: [stakeMinor], autoStops: [cashOutHundredths], currentIndex: 0 };
  },
});
