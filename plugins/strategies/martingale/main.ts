/** A ladder of rising stakes: one step up after each lost bet, back to the start after a win or after the last step. */
import { betsInARow, defineStrategy } from "@aviator/sdk";

export default defineStrategy({
  decide(history, { config, stakeMinMinor, stakeMaxMinor }) {
    // The host has checked the configuration against the manifest's schema.
    const { stakesMinor, cashOutsHundredths } = config as { stakesMinor: number[]; cashOutsHundredths: number[] };
    if (stakesMinor.length !== cashOutsHundredths.length) {
      throw new RangeError(`Cannot climb ${stakesMinor.length} stakes with ${cashOutsHundredths.length} cash-outs`);
    }
    const currentIndex = betsInARow(history, "lost") % stakesMinor.length;
    const stake = stakesMinor[currentIndex];
    // A ladder with a step missing is another ladder: bet nothing at all.
    if (stake < stakeMinMinor || stake > stakeMaxMinor) return null;
    return { betAmounts: stakesMinor, autoStops: cashOutsHundredths, currentIndex };
  },
});
