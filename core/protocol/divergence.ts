/** How bets by clicks differ from the same bets on paper, in money and by cause. Amounts are minor units. */
import type { BetCause, BetMode } from "./bet.ts";

/** The bets of one strategy at one table in one mode. */
export interface Divergence {
  table: string;
  strategy: string;
  mode: BetMode;
  /** that were asked for and are over, on rounds that were seen */
  bets: number;
  /** what they brought; a bet in doubt counts as lost */
  actualMinor: number;
  /** what they would have brought, each placed in time and paid as its round ended */
  shadowMinor: number;
  /** over bets whose round nobody saw: they are in neither sum */
  unseenBets: number;
  unseenStakesMinor: number;
  /** actual less shadow, whole, by cause; only those that there are */
  causes: { cause: BetCause; bets: number; differenceMinor: number }[];
}
