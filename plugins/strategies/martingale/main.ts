/** A ladder of rising stakes: one step up after each lost bet, back to the start after a win or after the last step. */
import { defineStrategy, type HistoryRound } from "@aviator/sdk";

export default defineStrategy({
  decide(history, { config, stakeMinMinor, stakeMaxMinor }) {
    // The host has checked the configuration against the manifest's schema.
    const { stakesMinor, cashOutsHundredths } = config as { stakesMinor: number[]; cashOutsHundredths: number[] };
    if (stakesMinor.length !== cashOutsHundredths.length) {
      throw new RangeError(`Cannot climb ${stakesMinor.length} stakes with ${cashOutsHundredths.length} cash-outs`);
    }
    const currentIndex = lossesInARow(history) % stakesMinor.length;
    const stake = stakesMinor[currentIndex];
    // A ladder with a step missing is another ladder: bet nothing at all.
    if (stake < stakeMinMinor || stake > stakeMaxMinor) return null;
    return { betAmounts: stakesMinor, autoStops: cashOutsHundredths, currentIndex };
  },
});

/** Of the strategy's own settled bets, newest first; rounds without one, or with one given back, do not count. */
function lossesInARow(history: readonly HistoryRound[]): number {
  let losses = 0;
  for (let at = history.length - 1; at >= 0; at -= 1) {
    const state = history[at].bet?.state;
    if (state === "won") break;
    if (state === "lost") losses += 1;
  }
  return losses;
}
